// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commissioning
import Foundation

/// Options on what a diagnosis rests on.
struct EvidenceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "End after so many seconds of the input (default: its end; 60 of a simulated installation).",
      valueName: "n"))
  var seconds: Int?

  @Option(
    help: ArgumentHelp(
      "Where anything can export while this measures (solar, battery): none, unknown, or lines such as L1,L3.",
      valueName: "none|unknown|lines"))
  var generation: Generation = .unknown

  @Option(
    help: ArgumentHelp(
      "A resistive load was switched on at this second of the input, and off again later where anything may export: what it drew is import.",
      valueName: "seconds"))
  var loadOn: Double?

  @Flag(
    help:
      "Asks for a load of 3 A or more at each line in turn, sees it by itself, and ends with what that proves."
  )
  var guide = false

  func validate() throws {
    if let seconds, seconds < 1 { throw ValidationError("--seconds takes a number from 1, not \(seconds).") }
    if let loadOn, !(loadOn >= 0 && loadOn.isFinite) {
      throw ValidationError("--load-on takes seconds from 0, not \(loadOn).")
    }
  }
}

/// Options on what a diagnosis writes.
struct DiagnosisResultOptions: ParsableArguments {
  @Option(help: "text: tables and a phasor diagram. json: one line.")
  var output: ReportFormat = .text

  @Option(help: ArgumentHelp("Draws the phasor diagram, too.", valueName: "file"))
  var svg: String?

  @Option(help: ArgumentHelp("Writes a report as one HTML page, too.", valueName: "file"))
  var html: String?

  @Option(
    help: ArgumentHelp(
      "Writes the wiring that was found as a file for --wiring, with which the readings are right.",
      valueName: "file"))
  var writeWiring: String?

  @Option(
    help: ArgumentHelp(
      "Which of the listed wirings --write-wiring writes (default: the one that was found, once it is decided).",
      valueName: "n"))
  var choice: Int?

  func validate() throws {
    if let choice, choice < 1 { throw ValidationError("--choice takes a number from 1, not \(choice).") }
    if choice != nil, writeWiring == nil { throw ValidationError("--choice goes with --write-wiring.") }
  }
}
