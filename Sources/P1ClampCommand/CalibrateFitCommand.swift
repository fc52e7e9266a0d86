// SPDX-License-Identifier: Apache-2.0
import HostFiles
import Drawing
import StrictJSON
import Recordings
import CalibrationFitting
import ArgumentParser
import Metering
import MeteringFFTW

/// `p1clamp calibrate fit`, which bare `p1clamp calibrate` means: from recordings to a calibration file.
struct CalibrateFitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fits gain, phase and noise from recordings at known loads, and writes a calibration file.",
    usage: "p1clamp calibrate [<options>] --write <file>",
    discussion: """
      Each recording shows a load that a reference meter knows. Four currents a channel, from the smallest that \
      matters to the largest, show how a clamp's error varies; a recording without current shows offset and noise:

        p1clamp calibrate --wiring star --zero none.wav --write sensor.json \\
          --point 1a.wav,input=1,amperes=1,degrees=0 \\
          --point 4a.wav,input=1,amperes=4,degrees=0 \\
          --point 16a.wav,input=1,amperes=16,degrees=0 \\
          --point 40a.wav,input=1,amperes=40,degrees=0
        p1clamp run --input house.wav --calibration sensor.json

      Any front end will do: its scale and its sign are found from the points. Bits are those of the recordings.

      A report goes to standard output. --from nominal without points writes the device's nominal values.
      """)

  @OptionGroup(title: "Recordings") var loads: KnownLoadOptions

  @OptionGroup(title: "Recordings") var recording: RecordingOptions

  @OptionGroup(title: "Recordings") var wiring: WiringOptions

  @OptionGroup(title: "Front end") var nominal: NominalOptions

  @Option(help: ArgumentHelp("Writes the report as one HTML page, too.", valueName: "file"))
  var html: String?

  @Option(help: ArgumentHelp("The calibration file to write.", valueName: "file"))
  var write: String

  func validate() throws {
    if loads.points.isEmpty, loads.zero == nil, !nominal.isAny {
      throw ValidationError(
        "Nothing is given that could be calibrated: --point and --zero name recordings, --from nominal writes the nominal values."
      )
    }
    if html != nil, loads.points.isEmpty { throw ValidationError("--html goes with --point.") }
    try OutputFiles.check(
      ["--write": write, "--html": html],
      besides: loads.points.map(\.file) + [loads.zero, nominal.from, wiring.wiring])
  }

  func run() throws {
    Interruption.listen()
    var isWritten = false
    try reportingErrors {
      var file = try nominal.file()
      if nominal.isNominal, nominal.bits == nil, let bits = try recordedBits() { file.bits = bits }
      if let zero = loads.zero { try apply(zero, to: &file) }
      if !loads.points.isEmpty {
        let report = try fit(&file)
        guard !Interruption.isRequested else { return }
        report.warnings.forEach { complain("warning: \($0)") }
        if let html { try WholeFile.write(page(of: report).html, to: html) }
        try StandardOutput.write(Array(report.text.utf8))
      }
      guard !Interruption.isRequested else { return }
      try file.write(to: write)
      isWritten = true
    }
    guard isWritten || !Interruption.isRequested else {
      complain("\(write): interrupted, so not written")
      throw ExitCode(130)
    }
  }

  /// Fits every input that has points, and the voltage's gain where it is known.
  private func fit(_ file: inout CalibrationFile) throws -> CalibrationReport {
    let map = try wiring.map(default: .star)
    var measurements: [CalibrationMeasurement] = []
    for point in loads.points {
      let recording = try open(point.file, file)
      measurements.append(
        try recording.measure(
          point, with: file, wiring: map, estimator: HostEstimator.Kind.fftw.estimator))
    }
    var fits: [CalibrationFit] = []
    for input in Input.allCases {
      let own = measurements.filter { $0.point.input == input }
      guard !own.isEmpty else { continue }
      let scale = try CalibrationScale(own)
      guard
        let fit = CalibrationFit(
          input, scale.measurements, range: file.clamp.range, scale: scale.gain)
      else { continue }
      file.channels.inputs[input].gain = scale.gain
      file.channels.inputs[input].lead = 0
      file.channels.inputs[input].correction = fit.table
      fits.append(fit)
    }
    if let gain = Estimate(meanOf: measurements.compactMap(\.voltageGain)) {
      let found = file.channels.voltage.gain * gain.value
      file.channels.voltage.gain =
        (0.5...2).contains(abs(found))
        ? (found * 1e7).rounded() / 1e7 : Double(NumberText.number(found, digits: 8)) ?? found
    }
    return CalibrationReport(
      fits, rating: file.clamp.range.rating,
      unmeasured: Input.allCases.filter { input in
        map.inputs[input] != nil && !fits.contains { $0.input == input }
      })
  }

  /// Measures offset and noise in a recording without current; a noise that it does not show stays as it was.
  private func apply(_ zero: String, to file: inout CalibrationFile) throws {
    let recording = try open(zero, file)
    let signals = try recording.zero(nullsMains: loads.nullMains)
    if let voltage = signals.voltage {
      file.channels.voltage.offset = rounded(voltage.offset)
      if let noise = voltage.noise { file.channels.voltage.noise = rounded(noise) }
    }
    for input in Input.allCases {
      guard let signal = signals.inputs[input] else { continue }
      if let mains = signal.mains {
        complain(
          "warning: \(zero): \(NumberText.number(mains, digits: 3)) codes RMS of mains at input \(input.rawValue) are left "
            + "out of its noise")
      }
      file.channels.inputs[input].offset = rounded(signal.offset)
      if let noise = signal.noise { file.channels.inputs[input].noise = rounded(noise) }
    }
  }

  /// Digits beyond these are noise in a recording of any length.
  private func rounded(_ codes: Double) -> Double { (codes * 1e5).rounded() / 1e5 }

  /// The resolution of the first recording that is one of a converter.
  private func recordedBits() throws(InputError) -> Int? {
    for name in (loads.zero.map { [$0] } ?? []) + loads.points.map(\.file) {
      let calibration = try source(name, bits: nil).calibration
      guard calibration.range.rating.isFinite else { continue }
      return calibration.lowestCode.magnitude.trailingZeroBitCount + 1
    }
    return nil
  }

  private func open(_ name: String, _ file: CalibrationFile) throws(InputError) -> CalibrationRecording {
    let source = try source(name, bits: file.bits)
    source.warnings.forEach { complain("warning: \(name): \($0)") }
    return CalibrationRecording(source, name: name)
  }

  /// The frames of a recording; bits are stated only of what has codes of 16 bits.
  private func source(_ name: String, bits: Int?) throws(InputError) -> any FrameSource {
    do {
      return try recording.open(name, format: loads.format, rate: loads.rate, bits: bits)
    } catch {
      guard bits != nil, error.remedy == .change(.bits) else { throw error }
      return try recording.open(name, format: loads.format, rate: loads.rate, bits: nil)
    }
  }
}
