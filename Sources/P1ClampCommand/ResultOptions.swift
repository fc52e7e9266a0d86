// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// Options on what is printed, when, and how long.
struct ResultOptions: ParsableArguments {
  /// The form in which each reading is written.
  enum Output: String, ExpressibleByArgument, CaseIterable {
    case telegram, json, csv, none
  }

  /// When it is written.
  enum Pace: String, ExpressibleByArgument, CaseIterable {
    case realtime, fast
  }

  @Option(help: ArgumentHelp("End after so many seconds of the input.", valueName: "n"))
  var seconds: Int?

  @Option(
    help: """
      realtime: the n-th result leaves n seconds after the start, that of a live input when it is complete. fast: each \
      as soon as it is complete, and telegrams of a stream state the times of its samples from the start on, too \
      (default: realtime for a scenario and for a recording that is sent to a port, else fast).
      """)
  var pace: Pace?

  @Option(help: "What is printed for each second.")
  var output: Output = .telegram

  func validate() throws {
    if let seconds, seconds < 1 { throw ValidationError("--seconds takes a number from 1, not \(seconds).") }
  }
}
