// SPDX-License-Identifier: Apache-2.0
import Recordings
import Simulation
import CalibrationFitting
import Foundation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

/// From a bare clamp to a known error: simulated clamps and converters that err, calibrated by their recordings.
@Suite struct CalibrationLoopTests {
  /// A class-1 clamp that leads by up to 3 degrees, the less the more current flows, and its burden 1 % off.
  static let error: Scenario.ClampError = {
    var error = Scenario.ClampError(.class1)
    error.burden = 1
    return error
  }()
  static let seconds = 20.0

  /// One load in front of a sensor with the clamp's error.
  static func scenario(_ amperes: Double, lagging: Double = 0, hertz: Double, seed: UInt64) -> Scenario {
    Scenario(
      seed: seed, wiring: .single, frequency: .init(hertz), offset: .init(repeating: 7.3),
      loads: amperes > 0 ? [.init(.l1, current: amperes, phase: lagging)] : [],
      clampErrors: .init(error, nil, nil))
  }

  /// The frames of so many seconds.
  static func frames(_ scenario: Scenario, seconds: Double) throws -> [Int16] {
    var source = try SimulatedSource(scenario, seconds: seconds)
    return try source.read(upTo: Int(seconds * scenario.rate))
  }

  /// What a meter shows on average on each line: RMS, phase and the voltage.
  static func readings(
    _ scenario: Scenario, _ calibration: Calibration, _ estimator: HostEstimator.Kind, seconds: Double
  ) throws -> PerLine<(current: Double, phase: Double, voltage: Double)> {
    try readings(of: frames(scenario, seconds: seconds), scenario, calibration, estimator)
  }

  /// The same of frames.
  static func readings(
    of frames: [Int16], _ scenario: Scenario, _ calibration: Calibration, _ estimator: HostEstimator.Kind
  ) throws -> PerLine<(current: Double, phase: Double, voltage: Double)> {
    let configuration = MeterConfiguration(
      rate: scenario.rate, calibration: calibration, wiring: scenario.wiring.map)
    var meter = try Meter(
      configuration, estimator: estimator.estimator(rate: scenario.rate, channelCount: 4))
    var readings: [Reading] = []
    meter.update(frames.span) { readings.append($0.checked()) }
    try #require(readings.count == frames.count / 4 / Int(scenario.rate))
    func mean(_ line: Line) -> (current: Double, phase: Double, voltage: Double) {
      let lines = readings.compactMap { $0.lines[line] }
      let turn = lines.reduce(Phasor.zero) { $0 + Phasor(magnitude: 1, degrees: $1.phase ?? .nan) }
      return (
        lines.reduce(0) { $0 + $1.current } / Double(lines.count), turn.degrees,
        readings.reduce(0) { $0 + ($1.voltage ?? .nan) } / Double(readings.count)
      )
    }
    return PerLine(mean(.l1), mean(.l2), mean(.l3))
  }

  /// A calibration from four points and a recording without current.
  static func calibrated(hertz: Double) throws -> (file: CalibrationFile, report: CalibrationReport) {
    var file = CalibrationFile()
    let none = CalibrationRecording(
      try SimulatedSource(scenario(0, hertz: hertz, seed: 99), seconds: 2 * seconds), name: "none")
    let zero = try none.zero().inputs[.input1]
    file.channels.inputs[.input1].offset = try #require(zero).offset
    file.channels.inputs[.input1].noise = try #require(zero).noise
    let currents: [Double] = [0.4, 2, 10, 40]
    let measurements = try currents.enumerated().map { index, amperes in
      let point = CalibrationPoint(
        file: "\(amperes) A", input: .input1, amperes: amperes, degrees: 10, volts: 230)
      let source = try SimulatedSource(
        scenario(amperes, lagging: 10, hertz: hertz, seed: UInt64(index) + 1), seconds: seconds)
      let recording = CalibrationRecording(source, name: point.file)
      return try recording.measure(
        point, with: file, wiring: .single, estimator: HostEstimator.Kind.fftw.estimator)
    }
    let fit = try #require(CalibrationFit(.input1, measurements, range: file.clamp.range))
    file.channels.inputs[.input1].correction = fit.table
    return (file, CalibrationReport([fit], rating: 80, unmeasured: []))
  }

  @Test(
    "a class-1 clamp errs as theory says before, and keeps the target after four points",
    arguments: Trials.chosen([50, 60] as [Double], orEach: 2))
  func loop(hertz: Double) throws {
    let (file, report) = try Self.calibrated(hertz: hertz)
    let fit = try #require(report.fits.first)
    #expect(report.warnings.isEmpty && fit.table.count == 4)
    for (measurement, coefficient) in zip(fit.measurements, fit.coefficients) {
      let amperes = measurement.point.amperes
      // The law at the known current, within four deviations and what the noise power's uncertainty leaves: 0.1 % at
      // 0.4 A.
      let gain = 1 / Self.error.factor(at: amperes)
      let lead = Self.error.lead(at: amperes)
      let gainMargin: Double = 4 * coefficient.gain.deviation + 1.6e-4 / (amperes * amperes)
      let leadMargin: Double = 4 * coefficient.lead.deviation + 1e-3
      #expect(abs(coefficient.gain.value - gain) < gainMargin)
      #expect(abs(coefficient.lead.value - lead) < leadMargin)
    }
    #expect(abs(file.channels.inputs[.input1].offset - 7.3) < 0.05)
    // 1 LSB of noise and rounding.
    let noise = try #require(file.channels.inputs[.input1].noise)
    let expectedNoise: Double = 13.0 / 12
    #expect(abs(noise / expectedNoise - 1) < 0.03)

    let currents = Trials.chosen([0.1, 0.4, 1, 5, 20, 40] as [Double], orEach: 5)
    for (index, amperes) in currents.enumerated() {
      let scenario = Self.scenario(amperes, lagging: -25, hertz: hertz, seed: UInt64(50 + index))
      let frames = try Self.frames(scenario, seconds: Self.seconds)
      for estimator in HostEstimator.Kind.allCases {
        // Noise: 0.5 % and 0.3 degrees of a second at 0.1 A by the bound, in 20 s 0.11 % and 0.07 degrees.
        let spread: Double = 4 * 0.11e-3 / amperes + 1e-3 + 1e-4 / (amperes * amperes)
        let arc: Double = 4 * 0.007 / amperes + 1e-3
        let before = try Self.readings(of: frames, scenario, .nominal(), estimator)[.l1]
        let shown = amperes * Self.error.factor(at: amperes)
        #expect(abs(before.current / shown - 1) < spread)
        #expect(abs(before.phase + 25 + Self.error.lead(at: amperes)) < arc)
        let after = try Self.readings(of: frames, scenario, file.calibration, estimator)[.l1]
        #expect(
          abs(after.current / amperes - 1) < (amperes < 1 ? 0.01 : 0.005),
          "\(amperes) A, \(estimator): \(after)")
        if amperes >= 0.4 {
          #expect(abs(after.phase + 25) < 0.1, "\(amperes) A, \(estimator): \(after)")
        }
      }
    }
  }

  @Test(
    "a multiplexed converter's angles are right once its delays are entered",
    arguments: HostEstimator.Kind.allCases,
    [50, 60] as [Double])
  func multiplexed(estimator: HostEstimator.Kind, hertz: Double) throws {
    let scenario = Scenario(
      bits: 16, frequency: .init(hertz), loads: [.init(.all, current: 10, phase: 20)],
      delays: .init(voltage: 0, inputs: .init(60, 120, 180)))
    let before = try Self.readings(scenario, .nominal(bits: 16), estimator, seconds: 4)
    var file = CalibrationFile(bits: 16)
    for (index, input) in Input.allCases.enumerated() {
      file.channels.inputs[input].delay = 60 * Double(index + 1)
    }
    let after = try Self.readings(scenario, file.calibration, estimator, seconds: 4)
    for (index, line) in Line.allCases.enumerated() {
      // A channel that is sampled later shows an angle that is ahead.
      let ahead = 360 * hertz * 60e-6 * Double(index + 1)
      #expect(abs(before[line].phase - (20 - ahead)) < 0.02)
      #expect(abs(after[line].phase - 20) < 0.02)
      #expect(abs(after[line].current / 10 - 1) < 1e-4)
    }
  }

  @Test(
    "the derived line of a delta net is right with delays and different clamps",
    arguments: HostEstimator.Kind.allCases)
  func derived(estimator: HostEstimator.Kind) throws {
    var scenario = Scenario(
      bits: 16, wiring: .delta,
      loads: [.init(.l1l2, current: 12, phase: 20), .init(.l2l3, current: 5, phase: -30)],
      clampErrors: .init(Scenario.ClampError(.class1), Scenario.ClampError(.class3), nil),
      delays: .init(voltage: 0, inputs: .init(60, 120, 180)))
    var file = CalibrationFile(bits: 16)
    for (index, input) in Input.allCases.enumerated() {
      file.channels.inputs[input].delay = 60 * Double(index + 1)
      guard let error = scenario.clampErrors[input] else { continue }
      file.channels.inputs[input].correction = try CorrectionTable(
        [0.5, 1, 2, 4, 8, 12, 20, 40].map {
          CorrectionPoint(current: $0, gain: 1 / error.factor(at: $0), lead: error.lead(at: $0))
        })
    }
    let truth = scenario.truth()
    let after = try Self.readings(scenario, file.calibration, estimator, seconds: 3)
    for line in Line.allCases {
      let expected = try #require(truth[line])
      #expect(abs(after[line].current / expected.current - 1) < 5e-4)
      #expect(abs(after[line].phase - expected.phase) < 0.03)
    }
    // Without the correction of the cross product: what the two clamps' difference of angle leaves in line L2.
    scenario.clampErrors = .init(repeating: nil)
    file.channels.inputs[.input1].delay = 0
    let skewed = try Self.readings(scenario, file.calibration, estimator, seconds: 3)
    #expect(abs(skewed[.l2].current / truth[.l2]!.current - 1) > 1e-3)
  }
}
