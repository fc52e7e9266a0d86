// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import Foundation
import Metering
import Recordings
import Simulation
import StrictJSON
import Testing
import _TestSupport

/// Front ends whose scale and sign are not the device's, and recordings without current in which some flows.
@Suite("Any front end")
struct AnyFrontEndTests {
  private func scenario(_ amperes: Double, degrees: Double = 10, sensitivity: Double, seed: UInt64)
    -> Scenario
  {
    Scenario(
      rate: 1000, bits: 16, seed: seed, wiring: .single,
      loads: [.init(.l1, current: amperes, phase: degrees)],
      clampErrors: .init(Scenario.ClampError(.class1), nil, nil),
      sensitivity: .init(voltage: 0.7, inputs: .init(repeating: sensitivity)))
  }

  /// The codes of a scenario without what they stand for, as a WAV file has them.
  private struct Codes: FrameSource {
    var source: SimulatedSource
    var rate: Double { source.rate }
    var channelCount: Int { source.channelCount }
    var calibration: Calibration { .nominal(bits: 16) }

    mutating func read(upTo maximum: Int) throws(InputError) -> [Int16] { try source.read(upTo: maximum) }
  }

  @Test(
    "a front end 40 times as small or as large, inverted, is calibrated from four points",
    arguments: [-1.0 / 40, -40, 1])
  func calibrated(sensitivity: Double) throws {
    var file = CalibrationFile(bits: 16)
    // The same share of the range that is in use.
    let range = sensitivity < -1 ? 1.0 / 40 : 1
    let measurements = try [0.8, 4, 16, 40].enumerated().map { index, amperes in
      let point = CalibrationPoint(
        file: "\(amperes)", input: .input1, amperes: amperes * range, degrees: 10, volts: 230)
      let scenario = scenario(amperes * range, sensitivity: sensitivity, seed: UInt64(index))
      let recording = CalibrationRecording(
        Codes(source: try SimulatedSource(scenario, seconds: 5)), name: point.file)
      return try recording.measure(point, with: file, wiring: .single) { _, _ in FixedEstimator() }
    }
    let scale = try CalibrationScale(measurements)
    let gain = sensitivity == 1 ? 1 : 1 / sensitivity
    #expect(abs(scale.gain / gain - 1) < 0.05)
    let fit = try #require(
      CalibrationFit(.input1, scale.measurements, range: ClampRange(rating: 80 * range), scale: scale.gain))
    #expect(fit.warnings == [])
    file.channels.inputs[.input1].gain = scale.gain
    file.channels.inputs[.input1].correction = fit.table
    file.channels.voltage.gain = try #require(Estimate(meanOf: measurements.compactMap(\.voltageGain))).value
    #expect(abs(file.channels.voltage.gain * 0.7 - 1) < 1e-4)
    let copy = try CalibrationFile(json: Array(file.json.utf8), file: "copy")
    let report = CalibrationReport([fit], rating: 80 * range, unmeasured: []).text
    #expect(report.contains("times the nominal one, inverted") == (sensitivity != 1))

    let codes = Codes(
      source: try SimulatedSource(
        scenario(10 * range, degrees: 30, sensitivity: sensitivity, seed: 9), seconds: 5))
    var meter = try Meter(
      MeterConfiguration(
        rate: 1000, calibration: copy.calibration(for: codes.calibration, named: "x", file: "y"),
        wiring: .single),
      estimator: FixedEstimator())
    var blocks = FrameBlocks(codes, framesPerBlock: 1000)
    try meter.measure(&blocks) { $0.checked() }
    let line = try #require(meter.reading?.lines[.l1])
    // Four points of a class-1 clamp leave below 0.1 % between them; 1 LSB is 0.08 A where it is 40 times as small, and a second of
    // it scatters by 1/600 of that.
    #expect(abs(line.current / (10 * range) - 1) < 2e-3)
    #expect(abs(try #require(line.phase) - 30) < 0.15)
  }

  @Test("codes that are scaled are worth the same by a file")
  func scaled() throws {
    var own = Calibration.nominal(bits: 16)
    own.channels.inputs[.input2].scale *= 0.25
    own.noiseLimit = 300
    var file = CalibrationFile(bits: 16, currentFullScale: 2.5)
    file.channels.inputs[.input2] = .init(gain: 1.1, offset: 8, noise: 4)
    let found = try file.calibration(for: own, named: "x", file: "y")
    let channel = found.channels.inputs[.input2]
    #expect(abs(channel.scale / (own.channels.inputs[.input2].scale * 2 * 1.1) - 1) < 1e-12)
    #expect(channel.offset == 32 && channel.noise == 64 && found.noiseLimit == 300)
  }

  @Test("a gain that is 5 % off its neighbours' and a phase that is no clamp's are warned of")
  func implausible() throws {
    func warnings(_ gain: Double, lead: Double = 1) throws -> String {
      let all = [0.4, 2, 10, 40].map {
        CalibrationFitTests.measurement($0, gain: $0 == 2 ? gain : 1, lead: lead)
      }
      return try CalibrationFitTests.fit(all).warnings.joined(separator: "; ")
    }
    #expect(try !warnings(1.049).contains("neighbours"))
    #expect(try warnings(1.051).contains("the gain at 2 A is 5.1 % off its neighbours'"))
    #expect(try !warnings(1, lead: 9.9).contains("more than clamps do"))
    #expect(try warnings(1, lead: 10.1).contains("the channel leads by 10.1 degrees, more than clamps do"))
  }

  @Test("degrees of the wrong sign are recognised")
  func sign() throws {
    let point = CalibrationPoint(file: "x", input: .input1, amperes: 10, degrees: -40)
    let scenario = Scenario(rate: 1000, wiring: .single, loads: [.init(.l1, current: 10, phase: 40)])
    let recording = CalibrationRecording(try SimulatedSource(scenario, seconds: 4), name: "x.wav")
    let error = try #require(throws: InputError.self) {
      try recording.measure(point, with: CalibrationFile(), wiring: .single) { _, _ in FixedEstimator() }
    }
    #expect(error.problem.contains("degrees with the other sign would fit"))
  }

  private func zero(_ amperes: Double, hertz: Double = 50, seed: UInt64 = 1, nulls: Bool = false) throws
    -> ZeroSignal
  {
    let loads: [Scenario.Load] = amperes > 0 ? [.init(.l1, current: amperes)] : []
    let scenario = Scenario(seed: seed, wiring: .single, frequency: .init(hertz), loads: loads)
    let recording = CalibrationRecording(try SimulatedSource(scenario, seconds: 5), name: "x.wav")
    return try #require(recording.zero(nullsMains: nulls).inputs[.input1])
  }

  @Test(
    "50 mA in a recording without current are refused with the figure, or left out of the noise",
    arguments: [49.7, 60])
  func mains(hertz: Double) throws {
    let error = try #require(throws: InputError.self) { try zero(0.05, hertz: hertz) }
    #expect(error.remedy == .say(.nullMains))
    #expect(error.problem.contains("found \(NumberText.number(hertz)) Hz of 1.6"))
    let nulled = try zero(0.05, hertz: hertz, nulls: true)
    // 0.05 A are 1.638 codes; 1 LSB of noise and quantisation are 1.083, known from 20,000 frames to 1 %.
    #expect(abs(try #require(nulled.mains) / 1.6384 - 1) < 0.03)
    #expect(abs(try #require(nulled.noise) / (13.0 / 12) - 1) < 0.05)
  }

  @Test("a current that flows for a while of a long recording is found, and left out of offset and noise")
  func passing() throws {
    // On from 30 s to 40 s of 57 s: the parts that are looked at are 10 s long, the last one 17 s.
    let load = Scenario.Load(
      .l1, current: 0.05, switching: .init(period: 1000, duty: 0.01, start: 30))
    let scenario = Scenario(
      rate: 1000, seed: 5, wiring: .single, offset: .init(repeating: 3.25), loads: [load])
    func recording() throws -> CalibrationRecording {
      CalibrationRecording(try SimulatedSource(scenario, seconds: 57), name: "x.wav")
    }
    let error = try #require(throws: InputError.self) { try recording().zero() }
    #expect(error.problem.contains("found 50 Hz of 0.68"), "\(error)")
    let found = try #require(recording().zero(nullsMains: true).inputs[.input1])
    // 1.638 codes for 10 s of 57, and noise of 1.083 codes squared: 57,000 frames tell the offset to 0.006, the noise to 0.6 %.
    let expected = 1.6384 * (10.0 / 57).squareRoot()
    #expect(abs(try #require(found.mains) / expected - 1) < 0.05)
    #expect(abs(found.offset - 3.25) < 0.03)
    #expect(abs(try #require(found.noise) / (13.0 / 12) - 1) < 0.08)
  }

  @Test("noise alone is no mains")
  func noise() throws {
    for seed in 0..<UInt64(Trials.count(40, or: 3)) {
      let found = try zero(0, seed: seed)
      #expect(found.mains == nil, "seed \(seed)")
    }
  }
}
