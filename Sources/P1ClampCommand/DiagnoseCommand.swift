// SPDX-License-Identifier: Apache-2.0
import Recordings
import StrictJSON
import HostFiles
import Drawing
import Commissioning
import ArgumentParser
import Foundation
import Metering
import MeteringFFTW

/// `p1clamp diagnose`: how the clamps and the supply are really connected.
struct DiagnoseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Checks the wiring: ranks what may be connected how, and says what to change.",
    discussion: """
      Weighs every way of connecting clamps and supply against the phasors that are measured: reversed, exchanged, \
      misplaced and missing clamps, clamps on the neutral, a reversed supply and left rotation. Loads that change while \
      it measures make it surer. Nothing is corrected unless --write-wiring is given.

        p1clamp diagnose --input house.wav --wiring star
        p1clamp diagnose --input house.wav --load-on 12
        arecord -t raw -f S16_LE -c 4 -r 8000 |
          p1clamp diagnose --input - --rate 8000 --bits 16 --seconds 60

      Exit codes: 0 the wiring as given is the most probable one, 1 it is not, 64 usage, 65 bad input data, 66 no \
      input, 74 input/output error.
      """)

  @OptionGroup var input: InputOptions

  @OptionGroup var calibration: CalibrationOption

  @OptionGroup var wiring: WiringOptions

  @Option(help: "What finds frequency and phasors.")
  var estimator: HostEstimator.Kind = .fftw

  @Option(
    help: ArgumentHelp(
      "End after so many seconds of the input (default: its end; 60 of a simulated installation).",
      valueName: "n"))
  var seconds: Int?

  @Option(
    help: ArgumentHelp(
      "A resistive load was switched on at this second of the input: what it drew is import.",
      valueName: "seconds"))
  var loadOn: Double?

  @Option(help: "text: tables and a phasor diagram. json: one line.")
  var output: ReportFormat = .text

  @Option(help: ArgumentHelp("Draws the phasor diagram, too.", valueName: "file"))
  var svg: String?

  @Option(
    help: ArgumentHelp(
      "Writes the most probable wiring as a file for --wiring, with which the readings are right.",
      valueName: "file"))
  var writeWiring: String?

  func validate() throws {
    if let seconds, seconds < 1 { throw ValidationError("--seconds takes a number from 1, not \(seconds).") }
    if let loadOn, !(loadOn >= 0 && loadOn.isFinite) {
      throw ValidationError("--load-on takes seconds from 0, not \(loadOn).")
    }
  }

  func run() throws {
    Interruption.listen()
    var isAsIntended = true
    try reportingErrors {
      let opened = try input.open()
      let map = try wiring.map(for: opened)
      guard var observation = WiringObservation(of: map) else {
        throw InputError(
          .data, file: wiring.wiring ?? opened.name,
          "expected clamps on lines of their own in a net of three like voltages, found other reference angles"
        )
      }
      observation.loadOn = loadOn
      try observe(opened, &observation)
      var diagnosis = observation.diagnosis()
      diagnosis.words = .options
      if let loadOn, !diagnosis.isLoadSeen {
        complain("\(opened.name): no current changes at \(loadOn) s: --load-on is not used")
      }
      isAsIntended = diagnosis.isAsIntended
      try write(diagnosis)
    }
    if !isAsIntended { throw ExitCode(1) }
  }

  /// Measures the input to its end, to the seconds asked for, or to the signal that ends it.
  private func observe(_ opened: InputOptions.Opened, _ observation: inout WiringObservation) throws {
    let calibration = try calibration.calibration(for: opened.source.calibration, named: opened.name)
    var blocks = FrameBlocks(
      opened.source, framesPerBlock: max(1, Int(opened.source.rate / 20)),
      isCancelled: { Interruption.isRequested })
    try observation.measure(
      &blocks, named: opened.name, calibration: calibration,
      upTo: seconds ?? (opened.wiring == nil ? nil : 60), estimator: estimator.estimator)
    let leftOut = observation.leftOut
    if leftOut.count > 0 {
      let count = leftOut.count + observation.cycles
      complain("warning: \(opened.name): \(leftOut.count) of \(count) s left out, \(leftOut.text)")
    }
  }

  private func write(_ diagnosis: WiringDiagnosis) throws {
    let diagram = PhasorDiagram(
      reference: "V",
      arrows: diagnosis.phasors.map {
        .init(
          label: "I\($0.input.rawValue)", magnitude: $0.current.magnitude, degrees: $0.current.degrees,
          expected: $0.expected)
      })
    if let svg { try WholeFile.write(diagram.svg(), to: svg) }
    if let writeWiring { try writeMap(of: diagnosis, to: writeWiring) }
    let text =
      switch output {
      case .json: diagnosis.json + "\n"
      case .text:
        [diagnosis.summaryText, diagram.text(isASCII: !Locale.isUnicode), diagnosis.verdictText]
          .joined(separator: "\n")
      }
    try StandardOutput.write(Array(text.utf8))
  }

  private func writeMap(of diagnosis: WiringDiagnosis, to path: String) throws {
    guard let map = diagnosis.candidates[0].hypothesis.map(for: diagnosis.intended) else {
      throw InputError(
        .data, file: path, "expected one clamp a line, found two on one: no wiring file helps")
    }
    try WiringFile(map: map).write(to: path)
  }
}

extension Locale {
  /// Whether the environment's characters are those of Unicode.
  fileprivate static var isUnicode: Bool {
    let environment = ProcessInfo.processInfo.environment
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    return name.uppercased().replacingOccurrences(of: "-", with: "").contains("UTF8")
  }
}
