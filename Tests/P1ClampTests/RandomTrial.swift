// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Simulation
import _TestSupport

/// One stream of a trial: a scenario drawn from a seed, and what both estimators read of it.
struct RandomTrial {
  let scenario: Scenario
  /// What is in the lines, steady over the whole stream.
  let truth: PerLine<LineTruth?>
  /// The readings of each estimator, one a second.
  let readings: [HostEstimator.Kind: [Reading]]

  init(_ scenario: Scenario, seconds: Int) throws {
    self.scenario = scenario
    truth = scenario.truth()
    let codes = try EnergyTests.frames(scenario, seconds: Double(seconds))
    var readings: [HostEstimator.Kind: [Reading]] = [:]
    for kind in HostEstimator.Kind.allCases {
      readings[kind] = try EstimatorAgreementTests.readings(
        codes, scenario.configuration(), kind.estimator(rate: scenario.rate, channelCount: 4))
    }
    self.readings = readings
  }

  /// A line's truth.
  func truth(_ line: Line) -> LineTruth { truth[line]! }

  /// A phase angle whose cosine is of a magnitude in this range, of any sign, leading or lagging; degrees.
  static func phase(cosine: ClosedRange<Double>, using generator: inout SeededGenerator) -> Double {
    let angle = acos(Double.random(in: cosine, using: &generator)) * 180 / .pi
    let forward = Bool.random(using: &generator) ? angle : 180 - angle
    return Bool.random(using: &generator) ? forward : -forward
  }

  /// A frequency and a phase of the mains that keep step with no frames.
  static func mains(
    harmonics: [Scenario.Harmonic] = [], interharmonics: [Scenario.Interharmonic] = [],
    using generator: inout SeededGenerator
  ) -> (Scenario.Frequency, Scenario.Voltage) {
    (
      .init(Double.random(in: 49.8...50.2, using: &generator)),
      .init(
        phase: Double.random(in: -180...180, using: &generator), harmonics: harmonics,
        interharmonics: interharmonics)
    )
  }

  /// A number of this range, its logarithm equally distributed.
  static func logarithmic(_ range: ClosedRange<Double>, using generator: inout SeededGenerator) -> Double {
    exp(Double.random(in: log(range.lowerBound)...log(range.upperBound), using: &generator))
  }
}
