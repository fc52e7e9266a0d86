// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing

@testable import Commissioning

/// What the diagnosis expects of the line currents of a net without neutral: by hand for states that one kind of loads
/// explains alone.
@Suite("What the diagnosis expects of loads between lines")
struct DeltaLoadsTests {
  /// Angles of the voltages between lines, degrees.
  private static let between: [LinePair: Double] = [.l1L2: 30, .l2L3: -90, .l3L1: 150]
  private static let lines: [LinePair: (from: Line, to: Line)] = [
    .l1L2: (.l1, .l2), .l2L3: (.l2, .l3), .l3L1: (.l3, .l1),
  ]

  /// Density per square ampere of a current whose angle is in the middle of an ordinary load's 60 degrees: log-uniform over a
  /// ratio of 1500, and flat below 0.5 A.
  private func load(_ amperes: Double) -> Double {
    180 / .pi / 60 / ((amperes * amperes + 0.25) * log(1500))
  }

  /// Density of nothing where clamps differ by 2 % of a current, per square ampere.
  private func nothing(besides amperes: Double) -> Double {
    1 / (2 * .pi * (pow(0.02 * amperes, 2) + 1e-6))
  }

  /// Currents of loads from a line to the next one: A, degrees of lag.
  private func currents(_ loads: [(pair: LinePair, amperes: Double, lag: Double)]) -> PerLine<Phasor> {
    loads.reduce(into: PerLine(repeating: .zero)) { sum, load in
      let (from, to) = Self.lines[load.pair]!
      let current = Phasor(magnitude: load.amperes, degrees: Self.between[load.pair]! - load.lag)
      sum[from] = sum[from] + current
      sum[to] = sum[to] + -current
    }
  }

  /// Currents that are alike in all lines, each lagging behind its own voltage.
  private func alike(_ amperes: Double, lag: Double) -> PerLine<Phasor> {
    PerLine(0.0, -120, 120).map { Phasor(magnitude: amperes, degrees: $0 - lag) }
  }

  // Any one of three pairs. That nothing flows in the third line proves so much that all else makes less than 1 %.
  @Test(
    "a load between two lines is what 15 % of states have, and 70 % of what is switched",
    arguments: LinePair.allCases)
  func one(pair: LinePair) {
    let state = currents([(pair, 0.7, 10)])
    let alone = load(0.7) / 3 * nothing(besides: 0.7)
    #expect(abs(DeltaLoads().density(state) / (0.15 * alone) - 1) < 0.01)
    #expect(abs(DeltaLoads().switchedDensity(state) / (0.7 * alone) - 1) < 0.01)
  }

  // The positive sequence is the load, the negative one the error of the clamps; line currents are three times as dense in
  // the plane of the two as they are in that of two lines.
  @Test("a load that is alike in all lines is what 20 % of states have, and 20 % of what is switched")
  func balanced() {
    let state = alike(0.5, lag: 10)
    let alone = load(0.5) / 3 * nothing(besides: 0.5)
    #expect(abs(DeltaLoads().density(state) / (0.2 * alone) - 1) < 0.01)
    #expect(abs(DeltaLoads().switchedDensity(state) / (0.2 * alone) - 1) < 0.01)
  }

  // Lags are such that no load of all lines and one between two explains them, and currents so small that a third load with a
  // current that circulates hardly ever does.
  @Test("loads between two pairs of lines are what 20 % of states have, and 10 % of what is switched")
  func two() {
    let state = currents([(.l1L2, 0.1, 0), (.l2L3, 0.1, 30)])
    let alone = load(0.1) * load(0.1) / 3
    #expect(abs(DeltaLoads().density(state) / (0.2 * alone) - 1) < 0.02)
    #expect(abs(DeltaLoads().switchedDensity(state) / (0.1 * alone) - 1) < 0.01)
  }
}
