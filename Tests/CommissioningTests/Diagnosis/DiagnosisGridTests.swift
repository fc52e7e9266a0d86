// SPDX-License-Identifier: Apache-2.0
import Simulation
import Foundation
import Metering
import Testing
import _TestSupport

@testable import Commissioning

@Suite("The diagnosis of every combination")
struct DiagnosisGridTests {
  /// Answers over many installations.
  struct Tally {
    var all = 0
    var right = 0
    var sure = 0
    var sureAndRight = 0

    mutating func add(_ diagnosis: WiringDiagnosis, truth: WiringHypothesis) {
      let best = diagnosis.candidates[0]
      all += 1
      if best.contains(truth) { right += 1 }
      guard best.probability >= WiringDiagnosis.sure else { return }
      sure += 1
      if best.contains(truth) { sureAndRight += 1 }
    }

    /// Whether all but one in a hundred, or one of fewer, are right.
    var isRight: Bool { all > 0 && all - right <= max(1, all / 100) }
    /// Whether some are sure, those as given and their like, one class of many, and all of them right.
    var isSureOfWhatIsRight: Bool { sure > all / 40 && sureAndRight == sure }
  }

  @Test("star: the true class is ranked first in 99 of 100, and all of its members are listed")
  func star() throws {
    var generator = SeededGenerator(seed: 5)
    var tally = Tally()
    let classes = equivalenceClasses(.star)
    for wiring in Trials.chosen(combinations(.star), orEach: 5) {
      for _ in 0..<Trials.count(3, or: 1) {
        let net = SimulatedWiring(kind: .star, wiring: wiring)
        let diagnosis = net.diagnosis([net.ordinaryLoads(using: &generator)], using: &generator)
        tally.add(diagnosis, truth: wiring)
        let best = diagnosis.candidates[0]
        // A best one outside of the combinations, such as a clamp on the neutral, counts as wrong below.
        if let members = classes.first(where: { $0.contains(best.hypothesis) }) {
          #expect(Set(best.members.map(\.hypothesis)) == members)
        }
      }
    }
    #expect(tally.all == Trials.count(576, or: 39) && tally.isRight && tally.isSureOfWhatIsRight, "\(tally)")
  }

  @Test(
    "the supply on any conductors of its kind: the true class is ranked first in 99 of 100",
    arguments: [WiringMap.Kind.star, .delta])
  func supplies(kind: WiringMap.Kind) {
    var generator = SeededGenerator(seed: 6)
    var tally = Tally()
    for wiring in Trials.chosen(combinations(kind, anySupply: true), orEach: kind == .star ? 23 : 29) {
      let net = SimulatedWiring(kind: kind, wiring: wiring)
      let state =
        kind == .star ? net.ordinaryLoads(using: &generator) : net.balancedLoad(using: &generator)
      tally.add(net.diagnosis([state], using: &generator), truth: wiring)
    }
    #expect(tally.all > 9 && tally.isRight, "\(tally)")
  }

  @Test(
    "delta, a load like in all lines: the true class is ranked first in 99 of 100",
    arguments: [WiringMap.Kind.delta, .deltaAlternative])
  func delta(kind: WiringMap.Kind) throws {
    var generator = SeededGenerator(seed: 7)
    var tally = Tally()
    let classes = equivalenceClasses(kind)
    for wiring in Trials.chosen(combinations(kind), orEach: 5) {
      for _ in 0..<Trials.count(5, or: 1) {
        let net = SimulatedWiring(kind: kind, wiring: wiring)
        let diagnosis = net.diagnosis([net.balancedLoad(using: &generator)], using: &generator)
        tally.add(diagnosis, truth: wiring)
        let best = diagnosis.candidates[0]
        let members = Set(best.members.map(\.hypothesis))
        #expect(try members == #require(classes.first { $0.contains(best.hypothesis) }))
      }
    }
    #expect(tally.all == Trials.count(480, or: 20) && tally.isRight && tally.isSureOfWhatIsRight, "\(tally)")
  }

  @Test(
    "delta, loads between lines that come and go: the true class is ranked first in 99 of 100",
    arguments: [WiringMap.Kind.delta, .deltaAlternative])
  func switchedDelta(kind: WiringMap.Kind) {
    var generator = SeededGenerator(seed: 9)
    var tally = Tally()
    for wiring in Trials.chosen(combinations(kind), orEach: 5) {
      let net = SimulatedWiring(kind: kind, wiring: wiring)
      let common = net.balancedLoad(using: &generator)
      let loads = [(Line.l1, Line.l2), (.l2, .l3), (.l3, .l1)].map {
        net.load($0, $1, randomCurrent(using: &generator), lag: randomLag(using: &generator))
      }
      var states = [common]
      for load in loads { states.append(states.last! + load) }
      states += [loads[0] + loads[1], loads[1] + loads[2]]
      tally.add(net.diagnosis(states, using: &generator), truth: wiring)
    }
    #expect(tally.all == Trials.count(96, or: 20) && tally.isRight && tally.isSureOfWhatIsRight, "\(tally)")
  }

  // One state of three loads between lines fits several wirings; what is asked is that it does not pretend to know.
  @Test("delta, one state of loads between lines: unsure, rather than wrong")
  func unbalancedDelta() {
    var generator = SeededGenerator(seed: 11)
    var tally = Tally()
    for wiring in Trials.chosen(combinations(.delta), orEach: 3) {
      for _ in 0..<Trials.count(5, or: 1) {
        let net = SimulatedWiring(kind: .delta, wiring: wiring)
        let state = [(Line.l1, Line.l2), (.l2, .l3), (.l3, .l1)].map {
          net.load($0, $1, randomCurrent(using: &generator), lag: randomLag(using: &generator))
        }
        tally.add(net.diagnosis([state[0] + state[1] + state[2]], using: &generator), truth: wiring)
      }
    }
    // Three standard deviations lower where there are fewer.
    #expect(Double(tally.right) >= (Trials.areAll ? 0.65 : 0.5) * Double(tally.all), "\(tally)")
    #expect(tally.sure < tally.all / 10, "\(tally)")
    // Wrong with certainty in fewer than 1 of 100.
    #expect(tally.all > 0 && 100 * (tally.sure - tally.sureAndRight) < tally.all, "\(tally)")
  }

  @Test(
    "single: an exchanged clamp or supply is found", arguments: [false, true], WiringMap.Polarity.allCases)
  func single(isSupplyReversed: Bool, polarity: WiringMap.Polarity) {
    var generator = SeededGenerator(seed: 13)
    let wiring = WiringHypothesis(
      clamps: [.init(.input1, .l1, polarity)], isSupplyReversed: isSupplyReversed, kind: .single)
    let net = SimulatedWiring(kind: .single, wiring: wiring)
    for _ in 0..<Trials.count(50, or: 20) {
      let current = net.load(.l1, randomCurrent(using: &generator), lag: randomLag(using: &generator))
      let diagnosis = net.diagnosis([PerLine(current, .zero, .zero)], using: &generator)
      #expect(diagnosis.candidates[0].contains(wiring))
      #expect(diagnosis.isAsIntended == (isSupplyReversed == (polarity == .reversed)))
    }
  }

  @Test(
    "hypotheses are listed together where no current can tell them apart",
    arguments: [(WiringMap.Kind.star, 576, 48), (.delta, 288, 24), (.deltaAlternative, 288, 24)])
  func classes(kind: WiringMap.Kind, combinations count: Int, classes number: Int) throws {
    #expect(combinations(kind, anySupply: true).count == count)
    let classes = equivalenceClasses(kind)
    #expect(classes.count == number && classes.allSatisfy { $0.count == count / number })
    var generator = SeededGenerator(seed: 15)
    let net = SimulatedWiring(kind: kind, wiring: try #require(WiringSpace(kind.map)).intended.hypothesis)
    let state = kind == .star ? net.ordinaryLoads(using: &generator) : net.balancedLoad(using: &generator)
    let candidates = net.diagnosis([state], using: &generator).candidates
    for expected in classes {
      let hypothesis = try #require(expected.first)
      let found = try #require(candidates.first { $0.contains(hypothesis) })
      #expect(Set(found.members.map(\.hypothesis)) == expected)
    }
  }
}

/// A current of 0.3...30 A, log-uniform.
func randomCurrent(using generator: inout SeededGenerator) -> Double {
  exp(.random(in: log(0.3)...log(30), using: &generator))
}

/// A phase angle of ordinary loads, degrees.
func randomLag(using generator: inout SeededGenerator) -> Double {
  .random(in: -20...40, using: &generator)
}

extension SimulatedWiring {
  /// A load on each line, each of its own.
  func ordinaryLoads(using generator: inout SeededGenerator) -> PerLine<Phasor> {
    func line(_ line: Line) -> Phasor {
      load(line, randomCurrent(using: &generator), lag: randomLag(using: &generator))
    }
    return PerLine(line(.l1), line(.l2), line(.l3))
  }

  /// A load that is alike in all lines.
  func balancedLoad(using generator: inout SeededGenerator) -> PerLine<Phasor> {
    let (current, lag) = (randomCurrent(using: &generator), randomLag(using: &generator))
    return PerLine(
      load(.l1, current, lag: lag), load(.l2, current, lag: lag), load(.l3, current, lag: lag))
  }
}

/// The combinations by what they show: whatever the loads, a current that lags by some angle behind the voltage of its
/// own line has the same angle against the sensor's reference.
func equivalenceClasses(_ kind: WiringMap.Kind) -> [Set<WiringHypothesis>] {
  var classes: [[Int]: Set<WiringHypothesis>] = [:]
  for wiring in combinations(kind, anySupply: true) {
    let net = SimulatedWiring(kind: kind, wiring: wiring)
    let angles = wiring.clamps.map { clamp in
      let line = net.voltage(clamp.conductor!.asLine!)
      let shown = (clamp.polarity == .reversed ? -line : line).rotated(degrees: -net.reference)
      return (Int(shown.degrees.rounded()) + 360) % 360
    }
    classes[angles, default: []].insert(wiring)
  }
  return Array(classes.values)
}
