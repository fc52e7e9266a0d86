// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

@testable import Commissioning

/// What is expected of an installation before anything is measured, and what that makes of the simplest measurements:
/// Bayes' rule by hand.
@Suite("What the diagnosis expects of wirings")
struct WiringPriorTests {
  private static func asIntended(_ kind: WiringMap.Kind) throws -> WiringHypothesis {
    try #require(WiringSpace(kind.map)).asIntended
  }

  private static func priors(_ kind: WiringMap.Kind) throws -> [WiringHypothesis: Double] {
    let members = try #require(WiringSpace(kind.map)).classes.flatMap(\.members)
    return Dictionary(uniqueKeysWithValues: members.map { ($0.hypothesis, $0.prior) })
  }

  // On lines of their own in a star 6 x 8 polarities x 2 rotations x 2 supplies, 192; one on the neutral 3 x 2 x 24 x 4, 576;
  // two on a line 18 x 8 x 4, 576; some missing (72 + 18 + 1) x 4, 364. In a delta 6 x 4 x 4, 96; two on a line 3 x 4 x 4, 48;
  // missing (12 + 1) x 4, 52.
  @Test(
    "the hypotheses are probable by one in all, and the given wiring is the most probable",
    arguments: [(WiringMap.Kind.single, 10), (.star, 1708), (.delta, 196)])
  func whole(kind: WiringMap.Kind, count: Int) throws {
    let priors = try Self.priors(kind)
    #expect(priors.count == count)
    #expect(abs(priors.values.reduce(0, +) - 1) < 1e-12)
    let given = try Self.asIntended(kind)
    #expect(priors.max { $0.value < $1.value }?.key == given)
  }

  // The shares are the contract: assumptions in round numbers, of which the docstring says what they are for.
  @Test("in a star net each single mistake has its share, and any combination keeps a part")
  func shares() throws {
    let (given, priors) = (try Self.asIntended(.star), try Self.priors(.star))
    let shares: [Double] = [0.26, 0.09, 0.04, 0.1, 0.02, 0.02, 0.01, 0.01, 0.03, 0.43, 0.005]
    let sum = shares.reduce(0, +)
    func expect(_ name: Comment, _ share: Double, _ change: (inout WiringHypothesis) -> Void) throws {
      var hypothesis = given
      change(&hypothesis)
      let found = try #require(priors[hypothesis], name)
      #expect(abs(found * sum / share - 1) < 1e-9, name)
    }
    // What each of the combinations has, and each of those with a clamp that is on no line of its own.
    let combination: Double = 0.43 / 192
    let misplaced: Double = 0.005 / 1516
    try expect("right", 0.26 + combination) { _ in }
    try expect("one of three reversed", 0.09 / 3 + combination) { $0.clamps[1].polarity = .reversed }
    try expect("supply reversed", 0.04 + combination) { $0.isSupplyReversed = true }
    try expect("two of three exchanged", 0.1 / 3 + combination) {
      $0.clamps[0].conductor = .l2
      $0.clamps[1].conductor = .l1
    }
    try expect("shifted either way", 0.02 / 2 + combination) {
      $0.clamps[0].conductor = .l2
      $0.clamps[1].conductor = .l3
      $0.clamps[2].conductor = .l1
    }
    try expect("the other rotation", 0.02 + combination) { $0.rotation = .counterclockwise }
    try expect("two mistakes", combination) {
      $0.rotation = .counterclockwise
      $0.isSupplyReversed = true
    }
    try expect("one of three on the neutral, either way", 0.01 / 6 + misplaced) {
      $0.clamps[2].conductor = .neutral
    }
    try expect("one of three on another line, either way", 0.01 / 12 + misplaced) {
      $0.clamps[2].conductor = .l1
    }
    try expect("one of three missing", 0.03 / 3 + misplaced) { $0.clamps[2].conductor = nil }
    try expect("one missing and another mistake", misplaced) {
      $0.clamps[2].conductor = nil
      $0.rotation = .counterclockwise
    }
  }

  // Four combinations of one clamp are too few for what they may have together.
  @Test("in a single-phase net each combination has 2 parts, the intended one 26 more")
  func singleShares() throws {
    let (given, priors) = (try Self.asIntended(.single), try Self.priors(.single))
    var twoMistakes = given
    twoMistakes.clamps[0].polarity = .reversed
    twoMistakes.isSupplyReversed = true
    let (intended, other) = (try #require(priors[given]), try #require(priors[twoMistakes]))
    #expect(abs(intended / other - 14) < 1e-9)
  }

  // MARK: By hand

  /// Densities per degree of one line's current, of which 3 % may have any angle: an ordinary load's, at unity; a generator's
  /// there; a load's and a generator's in turns; and that of neither.
  private static let anywhere = 0.03 / 360
  private static let ordinary = 0.97 / 60 + anywhere
  private static let export = 0.97 * (0.7 / 80 + 0.3 / 180) + anywhere

  /// How probable a line's current is that points along its slot, or against it, under loads alone and with a generator.
  private struct Line {
    /// What is turned by the same on all lines, n times 60 degrees.
    var turned: [Double]
    var exporting: Double
    var mixed: Double
    var loads: Double
    var generation: Double

    /// - Parameter turns: By how many directions the current is turned against an ordinary load's, 0...5; 3 is export.
    init(turns: Int, share: Double = 0.04) {
      let anywhere = WiringPriorTests.anywhere
      turned = [Double](repeating: anywhere, count: 6)
      turned[(6 - turns) % 6] = WiringPriorTests.ordinary
      exporting = turns == 3 ? WiringPriorTests.export : anywhere
      let ordinaryHere = turns == 0 ? 0.97 / 60 : 0
      mixed = 0.5 * (ordinaryHere + exporting - anywhere) + anywhere
      loads = (1 - share) * turned[0] + share / 6 * turned[1...].reduce(0, +)
      generation = 0.5 * exporting + 0.5 * mixed
    }
  }

  /// How probable lines are together: 20 % of installations generate on one, 2 % on two, 20 % on all; 1 % are turned.
  private static func household(_ lines: [Line]) -> Double {
    func product(_ value: (Line) -> Double) -> Double { lines.reduce(1) { $0 * value($1) } }
    func generating(_ chosen: (Int) -> Bool) -> Double {
      lines.indices.reduce(1) { $0 * (chosen($1) ? lines[$1].generation : lines[$1].loads) }
    }
    let all = lines.count == 1 ? 0 : 0.2
    let count = Double(lines.count)
    var sum = (1 - 0.2 - 0.02 - all) * product(\.loads)
    sum += all * (0.5 * product(\.exporting) + 0.5 * product(\.mixed))
    for turn in 1..<6 { sum += 0.01 / 6 * product { $0.turned[turn] } }
    for line in lines.indices {
      sum += 0.2 / count * generating { $0 == line }
      if lines.count == 3 { sum += 0.02 / 3 * generating { $0 != line } }
    }
    return sum
  }

  /// How much more probable one wiring is than another one by what is measured alone.
  private static func ratio(
    _ diagnosis: WiringDiagnosis, _ one: WiringHypothesis, _ other: WiringHypothesis, _ kind: WiringMap.Kind
  ) throws -> Double {
    let priors = try priors(kind)
    func likelihood(_ hypothesis: WiringHypothesis) throws -> Double {
      let candidate = try #require(diagnosis.candidates.first { $0.contains(hypothesis) })
      return candidate.probability / candidate.members.reduce(0) { $0 + (priors[$1.hypothesis] ?? .nan) }
    }
    return try likelihood(one) / likelihood(other)
  }

  // At the middle of a direction's angles, where clamps that turn it make no difference. 0.2 A may be a standby supply's
  // filter, which turns on three lines in ten; 0.3 A and more is so on one of 25.
  @Test(
    "a single line's current tells which way round its clamp is as Bayes' rule has it",
    arguments: [(6.0, 0.04), (0.3, 0.04), (0.2, 0.3)], 0..<6)
  func single(load: (amperes: Double, share: Double), turns: Int) throws {
    var generator = SeededGenerator(seed: 51)
    let given = try Self.asIntended(.single)
    var reversed = given
    reversed.clamps[0].polarity = .reversed
    let net = SimulatedWiring(kind: .single, wiring: given, deviation: 1e-5)
    let current = net.load(.l1, load.amperes, lag: 10 + 60 * Double(turns))
    let diagnosis = net.diagnosis([.init(current, .zero, .zero)], using: &generator)
    func line(_ turns: Int) -> Line {
      var line = Line(turns: turns, share: load.share)
      // Of 120 and 240 degrees from unity the wide part of a generator's angles has 130 and 250, the narrow one neither.
      if turns == 2 || turns == 4 {
        line.exporting = 0.97 * 0.3 / 180 + Self.anywhere
        line.mixed = 0.5 * (0.97 * 0.3 / 180) + Self.anywhere
        line.generation = 0.5 * line.exporting + 0.5 * line.mixed
      }
      return line
    }
    let expected = Self.household([line(turns)]) / Self.household([line((turns + 3) % 6)])
    let found = try Self.ratio(diagnosis, given, reversed, .single)
    #expect(abs(found / expected - 1) < 1e-3, "\(found) \(expected)")
  }

  // Loads of 0.7, 4 and 23 A have nothing in common: what they would have by being alike in all lines is less than 3 %.
  @Test("lines that export are told from reversed clamps by how many of them do so", arguments: 1...3)
  func generation(count: Int) throws {
    var generator = SeededGenerator(seed: 53)
    let given = try Self.asIntended(.star)
    var reversed = given
    let net = SimulatedWiring(kind: .star, wiring: given, deviation: 1e-5)
    var state = PerLine(net.load(.l1, 23, lag: 10), net.load(.l2, 0.7, lag: 5), net.load(.l3, 4, lag: 15))
    for (index, line) in Metering.Line.allCases.enumerated().prefix(count) {
      state[line] = -state[line]
      reversed.clamps[index].polarity = .reversed
    }
    let diagnosis = net.diagnosis([state], using: &generator)
    let lines = (0..<3).map { Line(turns: $0 < count ? 3 : 0) }
    let expected = Self.household(lines) / Self.household([Line](repeating: Line(turns: 0), count: 3))
    let found = try Self.ratio(diagnosis, given, reversed, .star)
    #expect(abs(found / expected - 1) < 0.05, "\(found) \(expected)")
  }

  // A current of 10 A that is alike in all lines, to the 0.2 A that clamps differ by: in the given wiring the others carry
  // nothing besides, with one clamp reversed one of them carries twice as much against it.
  @Test("a load that is alike in all lines tells a reversed clamp as Bayes' rule has it")
  func balanced() throws {
    var generator = SeededGenerator(seed: 57)
    let given = try Self.asIntended(.star)
    var reversed = given
    reversed.clamps[0].polarity = .reversed
    let net = SimulatedWiring(kind: .star, wiring: given, deviation: 1e-5)
    let state = PerLine(net.load(.l1, 10, lag: 10), net.load(.l2, 10, lag: 10), net.load(.l3, 10, lag: 10))
    // Any angle in place of an ordinary one of 60 degrees, and how much denser what is left over is than the current.
    func besides(_ amperes: Double) -> Double {
      60.0 / 360 * (100 + 0.25) / (amperes * amperes + 0.25 + 2 * 0.2 * 0.2)
    }
    func common(_ products: [Double]) -> Double { 0.85 + 0.15 * products.reduce(0, +) / 3 }
    let asGiven = common([Double](repeating: besides(0) * besides(0), count: 3))
    let asReversed = common([
      besides(20) * besides(20), besides(20) * besides(0), besides(0) * besides(20),
    ])
    let lines = [Line](repeating: Line(turns: 0), count: 3)
    let expected: Double =
      Self.household(lines) * asGiven / (Self.household([Line(turns: 3), lines[1], lines[2]]) * asReversed)
    let found = try Self.ratio(net.diagnosis([state], using: &generator), given, reversed, .star)
    #expect(abs(found / expected - 1) < 0.01, "\(found) \(expected)")
  }

  // A load between L1 and L3 explains the state as given, or as export with both clamps reversed; where neither is so, only
  // that anything may be. Half of those that export do so all the time, the others now and then: a density of half as much,
  // of which 0.7 in its logarithm count, since the shares of kinds of loads are guesses.
  @Test("in a net without neutral a load tells import from export as Bayes' rule has it")
  func delta() throws {
    var generator = SeededGenerator(seed: 59)
    let given = try Self.asIntended(.delta)
    var reversed = given
    for clamp in reversed.clamps.indices {
      reversed.clamps[clamp].polarity = given.clamps[clamp].polarity == .normal ? .reversed : .normal
    }
    let net = SimulatedWiring(kind: .delta, wiring: given, deviation: 1e-5)
    let diagnosis = net.diagnosis([net.load(.l3, .l1, 6, lag: 10)], using: &generator)
    let (turned, mixed) = (0.01 + 0.04, pow(0.5, 0.7))
    let asGiven: Double = (1 - turned) * (1 - 0.2) + 0.2 * 0.5 * mixed
    let asReversed: Double = 0.2 * 0.5 + 0.2 * 0.5 * mixed + turned / 6
    let found = try Self.ratio(diagnosis, given, reversed, .delta)
    #expect(abs(found / (asGiven / asReversed) - 1) < 0.02, "\(found) \(asGiven / asReversed)")
  }

  // A line carries nothing in 15 of 100 recordings: an input without a current is a missing clamp less often than an idle line.
  @Test("an input without a current is an idle line or a missing clamp, as often as each is so")
  func idle() throws {
    var generator = SeededGenerator(seed: 55)
    let given = try Self.asIntended(.single)
    var missing = given
    missing.clamps[0].conductor = nil
    let net = SimulatedWiring(kind: .single, wiring: given)
    let diagnosis = net.diagnosis([.init(repeating: .zero)], using: &generator)
    #expect(try abs(Self.ratio(diagnosis, given, missing, .single) - 0.15) < 1e-9)
  }
}
