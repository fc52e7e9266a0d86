// SPDX-License-Identifier: Apache-2.0
import Recordings
import Simulation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

@Suite("energy and steps")
struct EnergyTests {
  /// A load on L1, off for the first and the last two seconds so that what the cycles cover does not matter.
  static func scenario(_ load: Scenario.Load, noise: Double = 1, bits: Int = 12) -> Scenario {
    Scenario(
      bits: bits, seed: 11, wiring: .single, frequency: .init(49.97),
      voltage: .init(harmonics: [.init(order: 5, percent: 4), .init(order: 7, percent: 3)]), noise: noise,
      loads: [load])
  }

  /// Sum of the squared current over time by what the readings say, A^2 s.
  static func measured(
    _ codes: [Int16], _ scenario: Scenario, with estimator: consuming some PhasorEstimator & ~Copyable
  ) throws -> Double {
    var meter = try Meter(
      MeterConfiguration(rate: scenario.rate, calibration: scenario.calibration, wiring: .single),
      estimator: estimator)
    var sum = 0.0
    meter.update(codes.span) { reading in
      reading.checked()
      let current = reading.lines[.l1]?.current ?? 0
      sum += current * current * reading.duration
    }
    return sum
  }

  /// The same by the sum over all frames of a converter of 16 bits without noise: 1e-9 of a squared ampere of rounding.
  static func truth(_ scenario: Scenario, seconds: Double) throws -> Double {
    var clean = scenario
    clean.noise = 0
    clean.bits = 16
    var blocks = FrameBlocks(try SimulatedSource(clean, seconds: seconds), framesPerBlock: 4000)
    let scale = clean.calibration.channels.inputs[.input1].scale
    var sum = 0.0
    while let frames = try blocks.next() {
      for index in stride(from: 1, to: frames.count, by: 4) {
        sum += Double(frames[index]) * Double(frames[index]) * scale * scale
      }
    }
    return sum / clean.rate
  }

  static let fewSteps = Scenario.Load(
    .l1, current: 12, phase: 20, harmonics: [.init(order: 3, percent: 20)],
    course: [
      .init(time: 0, factor: 0), .init(time: 2.0003, factor: 1), .init(time: 17.3711, factor: 0.3),
      .init(time: 31.2345, factor: 2), .init(time: 46.81, factor: 0.1), .init(time: 58, factor: 0),
    ])

  static func switched(seconds: Double) -> Scenario.Load {
    Scenario.Load(
      .l1, current: 10, phase: 0,
      course: [.init(time: 0, factor: 0), .init(time: 2, factor: 1), .init(time: seconds - 2, factor: 0)],
      switching: .init(period: 0.6))
  }

  @Test("60 s of a load that steps a few times a minute: 20 ppm")
  func fewSteps() throws {
    for (estimator, ratio) in try Self.ratios(Self.scenario(Self.fewSteps), seconds: 60) {
      #expect(abs(ratio - 1) < 20e-6, "\(estimator): \((ratio - 1) * 1e6) ppm")
    }
  }

  @Test("a load that steps every 0.3 s: 200 ppm")
  func switching() throws {
    let seconds = Double(Trials.count(60, or: 20))
    let ratios = try Self.ratios(Self.scenario(Self.switched(seconds: seconds)), seconds: seconds)
    for (estimator, ratio) in ratios {
      #expect(abs(ratio - 1) < 200e-6, "\(estimator): \((ratio - 1) * 1e6) ppm")
    }
  }

  @Test("a load that switches from the first frame on is not taken for noise: 200 ppm")
  func switchingFromTheStart() throws {
    let scenario = Self.scenario(.init(.l1, current: 10, switching: .init(period: 0.6)))
    let codes = try Self.frames(scenario, seconds: 12)
    let configuration = MeterConfiguration(
      rate: scenario.rate, calibration: scenario.calibration, wiring: .single)
    var clean = scenario
    clean.noise = 0
    clean.bits = 16
    let truth = try Self.currents(clean, seconds: 12)
    let cycles = try Self.cycles(codes, scenario)
    let covered = cycles.first!.lowerBound..<cycles.last!.upperBound
    let expected = truth[covered].reduce(0) { $0 + $1 * $1 } / scenario.rate
    for kind in HostEstimator.Kind.allCases {
      let readings = try EstimatorAgreementTests.readings(
        codes, configuration, kind.estimator(rate: scenario.rate, channelCount: 4))
      let measured = readings.reduce(0) {
        $0 + $1.lines[.l1]!.current * $1.lines[.l1]!.current * $1.duration
      }
      // Whole frames for the truth: at its ends a frame of at most 200 A^2 of 600 A^2 s, 80 ppm.
      #expect(abs(measured / expected - 1) < 280e-6, "\(kind): \((measured / expected - 1) * 1e6) ppm")
    }
  }

  /// What each estimator measures, over the truth.
  static func ratios(_ scenario: Scenario, seconds: Double) throws -> [(
    estimator: HostEstimator.Kind, ratio: Double
  )] {
    let (codes, truth) = (try frames(scenario, seconds: seconds), try truth(scenario, seconds: seconds))
    return try HostEstimator.Kind.allCases.map { kind in
      let estimator = try kind.estimator(rate: scenario.rate, channelCount: 4)
      return (kind, try measured(codes, scenario, with: estimator) / truth)
    }
  }

  @Test(
    "a step from 1 to 10 A anywhere in the second: true RMS within 0.5 % over the periods covered",
    arguments: Trials.chosen(Array(stride(from: 3.0, to: 4.0, by: 0.083)), orEach: 5))
  func step(time: Double) throws {
    let scenario = Self.scenario(
      .init(.l1, current: 1, phase: 10, course: [.init(time: time, factor: 10)]))
    let codes = try Self.frames(scenario, seconds: 5)
    var meter = try Meter(
      MeterConfiguration(rate: scenario.rate, calibration: scenario.calibration, wiring: .single),
      estimator: FixedEstimator())
    var currents: [Double] = []
    meter.update(codes.span) { currents.append($0.checked().lines[.l1]?.current ?? 0) }

    var clean = scenario
    clean.noise = 0
    clean.bits = 16
    let truth = try Self.currents(clean, seconds: 5)
    let cycles = try Self.cycles(codes, scenario)
    #expect(currents.count == 5 && cycles.count == 5)
    for (current, cycle) in zip(currents, cycles) {
      let square = truth[cycle].reduce(0) { $0 + $1 * $1 } / Double(cycle.count)
      // Whole frames for the truth: one frame more or less is 0.02 % of a second.
      #expect(abs(current / square.squareRoot() - 1) < 0.005)
    }
  }

  static func frames(_ scenario: Scenario, seconds: Double) throws -> [Int16] {
    var blocks = FrameBlocks(
      try SimulatedSource(scenario, seconds: seconds), framesPerBlock: 4000)
    var all: [Int16] = []
    while let frames = try blocks.next() { all += frames }
    return all
  }

  /// Input 1 in amperes.
  static func currents(_ scenario: Scenario, seconds: Double) throws -> [Double] {
    let codes = try frames(scenario, seconds: seconds)
    let scale = scenario.calibration.channels.inputs[.input1].scale
    return stride(from: 1, to: codes.count, by: 4).map { Double(codes[$0]) * scale }
  }

  /// The whole frames of each cycle of one second, by an accumulator of its own.
  static func cycles(_ codes: [Int16], _ scenario: Scenario) throws -> [Range<Int>] {
    var accumulator = Accumulator(
      rate: scenario.rate, channelCount: 4, nominalFrequency: 50,
      lowestCode: scenario.calibration.lowestCode, highestCode: scenario.calibration.highestCode)
    var cycles: [Range<Int>] = []
    let second = Int(scenario.rate)
    var taken = 0
    while taken < codes.count / 4 {
      let end = min((taken / second + 1) * second, codes.count / 4)
      taken += accumulator.update(codes.span.extracting(taken * 4..<end * 4)).frames
      if taken % second == 0, let sums = accumulator.closeCycle() {
        cycles.append(Int(sums.start.rounded(.up))..<Int((sums.start + sums.length).rounded(.up)))
      }
    }
    return cycles
  }
}
