// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// Options on what a sweep writes.
struct SweepResultOptions: ParsableArguments {
  /// How results are written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json
  }

  @Option(
    help: "table for a reader; csv and json with currents relative, phases in degrees, frequencies in Hz.")
  var format: Format = .table

  @Option(help: ArgumentHelp("Where results go instead of standard output.", valueName: "file"))
  var write: String?

  @Option(help: ArgumentHelp("Writes the tables as one HTML page, too.", valueName: "file"))
  var html: String?

  @Flag(help: "Name every violated target on standard error and exit with 1 if there is one.")
  var check = false
}
