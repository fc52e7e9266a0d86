// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

@testable import Commissioning

/// What the simplest measurements make of what is expected: Bayes' rule by hand.
@Suite("The diagnosis by Bayes' rule")
struct BayesTests {
  /// Densities per degree of the lag of a line's current, at the middle of each sixth of a turn.
  private struct Line {
    /// The line's current, A.
    var amperes: Double

    /// Loads: ordinary within 60 degrees, the larger ones in a quarter of lines within 24, leading beyond them within 70, lagging within 50; 3 % anything that consumes.
    func load(_ lag: Double) -> Double {
      let phase = remainder(lag, 360)
      let leading = 0.005 + 0.6 / (1 + pow(amperes / 0.35, 2))
      let lagging = 0.01 + 0.2 / (1 + pow(amperes / 0.8, 2))
      let resistive = 0.25 * (1 - 1 / (1 + pow(amperes / 2, 2)))
      let ordinary = (1 - resistive) / 60 + (abs(phase) < 12 ? resistive / 24 : 0)
      let impossible = 0.000_5 / 360
      guard abs(phase) < 90 else { return impossible }
      let loads =
        phase < -20 ? leading / 70 : phase > 40 ? lagging / 50 : (1 - leading - lagging) * ordinary
      return 0.97 * loads + 0.029_5 / 180 + impossible
    }

    /// A generator at unity: seven in ten within 40 degrees, the others within 90; 3 % anything.
    func export(_ lag: Double) -> Double {
      let phase = abs(remainder(lag - 180, 360))
      return 0.97 * ((phase < 40 ? 0.7 / 80 : 0) + (phase < 90 ? 0.3 / 180 : 0)) + 0.03 / 360
    }

    /// Loads, on one line of fifty all turned by a sixth.
    func loads(_ lag: Double) -> Double { 0.98 * load(lag) + 0.01 * (load(lag + 60) + load(lag - 60)) }

    /// Half of the generators export all the time, the others now and then.
    func generation(_ lag: Double) -> Double { 0.75 * export(lag) + 0.25 * load(lag) }

    /// An installation of one line, of which one in ten generates where nobody told.
    func household(_ lag: Double, _ generation: Generation) -> Double {
      let turned = 0.005 * (load(lag + 60) + load(lag - 60))
      switch generation {
      case .unknown: return turned + 0.89 * loads(lag) + 0.1 * self.generation(lag)
      case .lines([]): return turned + 0.99 * loads(lag)
      case .lines: return turned + 0.29 * loads(lag) + 0.7 * self.generation(lag)
      }
    }
  }

  private static func given(_ kind: WiringMap.Kind) throws -> WiringHypothesis {
    try #require(WiringSpace(kind.map)).intended.hypothesis
  }

  /// How much more probable one wiring is than another one by what is measured alone.
  private static func ratio(
    _ diagnosis: WiringDiagnosis, _ one: WiringHypothesis, _ other: WiringHypothesis, _ kind: WiringMap.Kind
  ) throws -> Double {
    let all = try #require(WiringSpace(kind.map)).classes.flatMap(\.members)
    let priors = Dictionary(uniqueKeysWithValues: all.map { ($0.hypothesis, $0.prior) })
    func likelihood(_ hypothesis: WiringHypothesis) throws -> Double {
      let members = diagnosis.candidates.flatMap(\.members)
      let found = try #require(members.first { $0.hypothesis == hypothesis })
      return try found.probability / #require(priors[hypothesis])
    }
    return try likelihood(one) / likelihood(other)
  }

  // At the middle of a direction's angles, where clamps that turn it make no difference. 0.2 A may be filters of standby
  // supplies, 6 A hardly.
  @Test(
    "a single line's current tells which way round its clamp is as Bayes' rule has it",
    arguments: [6.0, 0.5, 0.2], [Generation.unknown, .nowhere, .lines([.l1])])
  func single(amperes: Double, generation: Generation) throws {
    var generator = SeededGenerator(seed: 51)
    let given = try Self.given(.single)
    var reversed = given
    reversed.clamps[0].polarity = .reversed
    let net = SimulatedWiring(kind: .single, wiring: given, deviation: 1e-5)
    for turn in 0..<6 {
      let lag = 10 + 60 * Double(turn)
      let current = net.load(.l1, amperes, lag: lag)
      let diagnosis = net.diagnosis(
        [.init(current, .zero, .zero)], generation: generation, using: &generator)
      let line = Line(amperes: amperes)
      let expected = line.household(lag, generation) / line.household(lag + 180, generation)
      let found = try Self.ratio(diagnosis, given, reversed, .single)
      #expect(abs(found / expected - 1) < 1e-3, "\(lag): \(found) \(expected)")
    }
  }

  // A line carries nothing in 15 of 100 recordings: an input without a current is a missing clamp less often than an idle line.
  @Test("an input without a current is an idle line or a missing clamp, as often as each is so")
  func idle() throws {
    var generator = SeededGenerator(seed: 55)
    let given = try Self.given(.single)
    var missing = given
    missing.clamps[0].conductor = nil
    let net = SimulatedWiring(kind: .single, wiring: given)
    let diagnosis = net.diagnosis([.init(repeating: .zero)], using: &generator)
    #expect(try abs(Self.ratio(diagnosis, given, missing, .single) - 0.15) < 1e-9)
  }

  // A load between L1 and L3 explains the state as given, or as export with both clamps reversed; where neither is so, only
  // that anything may be. Half of those that export do so all the time, the others now and then: a density of half as much,
  // of which 0.7 in its logarithm count, since the shares of kinds of loads are guesses.
  @Test("in a net without neutral a load tells import from export as Bayes' rule has it")
  func delta() throws {
    var generator = SeededGenerator(seed: 59)
    let given = try Self.given(.delta)
    var reversed = given
    for clamp in reversed.clamps.indices {
      reversed.clamps[clamp].polarity = given.clamps[clamp].polarity == .normal ? .reversed : .normal
    }
    let net = SimulatedWiring(kind: .delta, wiring: given, deviation: 1e-5)
    let diagnosis = net.diagnosis([net.load(.l3, .l1, 6, lag: 10)], using: &generator)
    let (turned, mixed) = (0.01 + 0.02, pow(0.5, 0.7))
    let asGiven: Double = (1 - turned) * (1 - 0.05) + 0.05 * 0.5 * mixed
    let asReversed: Double = 0.05 * 0.5 + 0.05 * 0.5 * mixed
    let found = try Self.ratio(diagnosis, given, reversed, .delta)
    #expect(abs(found / (asGiven / asReversed) - 1) < 0.02, "\(found) \(asGiven / asReversed)")
    let known = net.diagnosis([net.load(.l3, .l1, 6, lag: 10)], generation: .nowhere, using: &generator)
    #expect(try Self.ratio(known, given, reversed, .delta) > 500)
  }

  // 400 V in place of 230: 9 deviations of 6 %. A voltage that floats may have any angle: it is said, and nothing is concluded.
  @Test("the voltage between two lines tells a terminal N on a line, and a low one a terminal N that is open")
  func voltage() throws {
    var generator = SeededGenerator(seed: 61)
    for supply in [Supply(neutral: .l3, line: .l1), Supply(neutral: .l2, line: .l1), nil] {
      var wiring = try Self.given(.star)
      wiring.supply = supply
      let net = SimulatedWiring(kind: .star, wiring: wiring)
      let state = PerLine(net.load(.l1, 3, lag: 12), net.load(.l2, 5, lag: 5), net.load(.l3, 8, lag: 9))
      let diagnosis = net.diagnosis([state], generation: .nowhere, using: &generator)
      if supply == nil {
        #expect(diagnosis.verdict != .asGiven && diagnosis.choices.contains { $0.hypothesis == wiring })
      } else {
        #expect(diagnosis.found == wiring && diagnosis.actions.map(\.code) == [.switchOff, .moveSupply])
      }
    }
  }
}
