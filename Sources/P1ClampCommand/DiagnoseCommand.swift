// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Figures
import Foundation
import Metering
import MeteringFFTW
import Tuning
import Waveforms

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
  var estimator: Estimator = .fftw

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
    var isAsGiven = true
    try reportingErrors {
      let opened = try input.open()
      let map = try wiring.map(for: opened)
      guard var observation = WiringObservation(of: map) else {
        throw WaveformError(
          .data, file: wiring.wiring ?? opened.name,
          "expected clamps on lines of their own in a net of three like voltages, found other reference angles"
        )
      }
      observation.loadOn = loadOn
      try observe(opened, &observation)
      let diagnosis = observation.diagnosis()
      if let loadOn, !diagnosis.isLoadSeen {
        complain("\(opened.name): no current changes at \(loadOn) s: --load-on is not used")
      }
      isAsGiven = diagnosis.isAsGiven
      try write(diagnosis)
    }
    if !isAsGiven { throw ExitCode(1) }
  }

  /// Measures the input to its end, or to the signal that ends it.
  private func observe(_ opened: InputOptions.Opened, _ observation: inout WiringObservation) throws {
    let calibration = try calibration.calibration(for: opened.source.calibration, named: opened.name)
    let configuration = MeterConfiguration(
      rate: opened.source.rate, channelCount: opened.source.channelCount, calibration: calibration,
      wiring: observation.map)
    let (rate, channels) = (configuration.rate, configuration.channelCount)
    let readings =
      switch estimator {
      case .fftw:
        try observe(
          opened, Meter(configuration, estimator: FFTWEstimator(rate: rate, channelCount: channels)),
          &observation)
      case .fixed:
        try observe(
          opened, Meter(configuration, estimator: FixedEstimator()),
          &observation)
      }
    guard observation.cycles == 0 else { return }
    if readings.count == 0 {
      throw WaveformError(
        .data, file: opened.name, "expected at least the second of one cycle, found less")
    }
    let reason =
      readings.hasVoltage
      ? "codes are clipped or frames are lost" : "no mains power (PWR LED is off), check the supply"
    throw WaveformError(
      .data, file: opened.name,
      "expected a cycle with a voltage, all of its frames and no clipped codes, found none in \(readings.count): \(reason)"
    )
  }

  private func observe(
    _ opened: InputOptions.Opened, _ meter: consuming Meter<some PhasorEstimator & ~Copyable>,
    _ observation: inout WiringObservation
  ) throws -> (count: Int, hasVoltage: Bool) {
    var meter = meter
    var source = opened.source
    let limit = seconds ?? (opened.wiring == nil ? nil : 60)
    let block = max(1, Int(source.rate / 20))
    var readings = (count: 0, hasVoltage: false)
    while readings.count < limit ?? .max, !Interruption.isRequested {
      let samples = try source.read(upTo: block)
      if samples.isEmpty { break }
      meter.update(samples.span) { reading in
        readings.count += 1
        if !reading.flags.contains(.frequencyLost) { readings.hasVoltage = true }
        observation.add(reading)
      }
    }
    return readings
  }

  private func write(_ diagnosis: WiringDiagnosis) throws {
    let diagram = PhasorDiagram(
      reference: "V",
      arrows: diagnosis.phasors.map {
        .init(
          label: "I\($0.input.rawValue)", magnitude: $0.current.magnitude, degrees: $0.current.degrees,
          expected: $0.expected)
      })
    if let svg { try write(Array(diagram.svg().utf8), to: svg) }
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
    guard let map = diagnosis.candidates[0].hypothesis.map(for: diagnosis.given) else {
      throw WaveformError(
        .data, file: path, "expected one clamp a line, found two on one: no wiring file helps")
    }
    try WiringFile(map: map).write(to: path)
  }

  private func write(_ bytes: [UInt8], to path: String) throws(WaveformError) {
    let output = try ByteOutput(path: path, isCancelled: { false })
    try output.write(bytes)
    try output.finish()
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
