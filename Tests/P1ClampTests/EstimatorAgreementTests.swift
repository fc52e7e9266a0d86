// SPDX-License-Identifier: Apache-2.0
import Simulation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

@Suite("both estimators")
struct EstimatorAgreementTests {
  /// What a meter reads of some codes, a reading for each whole second: a loop over them is never empty.
  static func readings(
    _ codes: [Int16], _ configuration: MeterConfiguration,
    _ estimator: consuming some PhasorEstimator & ~Copyable
  ) throws -> [Reading] {
    var meter = try Meter(configuration, estimator: estimator)
    var readings: [Reading] = []
    meter.update(codes.span) { readings.append($0.checked()) }
    let seconds = Int(Double(codes.count / configuration.channelCount) / configuration.rate)
    try #require(seconds > 0 && readings.count == seconds)
    return readings
  }

  @Test(
    "the same codes give the same readings: 10 ppm and a millidegree at 5 A and more",
    arguments: [47.6, 50.0, 50.3, 52.4, 57.7, 62.3])
  func agreement(frequency: Double) throws {
    // 16 bits, so that what the two make of the noise of 1 LSB, 6 ppm of 5 A, is far below what is compared.
    let scenario = Scenario(
      bits: 16, seed: 21, frequency: .init(frequency),
      voltage: .init(phase: 77, harmonics: [.init(order: 3, percent: 5), .init(order: 7, percent: 3)]),
      loads: [
        .init(
          .l1, current: 5, phase: 31, harmonics: [.init(order: 3, percent: 40), .init(order: 5, percent: 30)]),
        .init(.l2, current: 12, phase: -71),
        .init(.l3, current: 27, phase: 165, harmonics: [.init(order: 7, percent: 20)]),
      ])
    let codes = try EnergyTests.frames(scenario, seconds: 4)
    let configuration = MeterConfiguration(rate: scenario.rate, calibration: scenario.calibration)
    let transformed = try Self.readings(
      codes, configuration, FFTWEstimator(rate: scenario.rate, channelCount: 4))
    let correlated = try Self.readings(
      codes, configuration, FixedEstimator())
    #expect(transformed.count == 4 && correlated.count == 4)
    // The first cycle's oscillator still runs at the frequency of a single period.
    for (a, b) in zip(transformed, correlated).dropFirst() {
      // Each finds its edges by its own correlation of the voltage, to a 1/65536 frame or a few.
      #expect(abs(a.duration - b.duration) * scenario.rate * 65536 <= 4)
      #expect(abs(a.frequency! - b.frequency!) < 20e-6)
      for line in Line.allCases {
        let (first, second) = (a.lines[line]!, b.lines[line]!)
        #expect(abs(first.fundamental / second.fundamental - 1) < 10e-6, "\(line)")
        #expect(abs(first.current / second.current - 1) < 10e-6, "\(line)")
        #expect(abs(first.phase! - second.phase!) < 1e-3, "\(line)")
        #expect(first.direction == second.direction)
      }
    }
  }
}
