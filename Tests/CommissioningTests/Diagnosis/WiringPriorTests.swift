// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

@testable import Commissioning

/// What is expected of an installation before anything is measured.
@Suite("What the diagnosis expects of wirings")
struct WiringPriorTests {
  private static func given(_ kind: WiringMap.Kind) throws -> WiringHypothesis {
    try #require(WiringSpace(kind.map)).intended.hypothesis
  }

  private static func priors(_ kind: WiringMap.Kind) throws -> [WiringHypothesis: Double] {
    let members = try #require(WiringSpace(kind.map)).classes.flatMap(\.members)
    return Dictionary(uniqueKeysWithValues: members.map { ($0.hypothesis, $0.prior) })
  }

  /// A star's given wiring with a change.
  private static func star(_ change: (inout WiringHypothesis) -> Void) throws -> WiringHypothesis {
    var hypothesis = try given(.star)
    change(&hypothesis)
    return hypothesis
  }

  // On lines of their own in a star 6 x 8 polarities x 2 rotations x 6 supplies, 576; one on the neutral 3 x 2 x 24 x 4, 576;
  // two on a line 18 x 8 x 4, 576; some missing (72 + 18 + 1) x 4, 364; as given with a supply between lines 6 x 2, with N open
  // 1. In a delta 6 x 4 x 2 x 6, 288; two on a line 3 x 4 x 4, 48; missing (12 + 1) x 4, 52.
  @Test(
    "the hypotheses are probable by one in all, and the given wiring is the most probable",
    arguments: [(WiringMap.Kind.single, 11), (.star, 2105), (.delta, 388)])
  func whole(kind: WiringMap.Kind, count: Int) throws {
    let priors = try Self.priors(kind)
    #expect(priors.count == count)
    #expect(abs(priors.values.reduce(0, +) - 1) < 1e-12)
    let given = try Self.given(kind)
    #expect(priors.max { $0.value < $1.value }?.key == given)
  }

  // The shares are the contract: assumptions in round numbers, each against that of no mistake. What
  // shows the same as a right wiring has 0.4 / 48 on top, nearly all of it the right wiring's.
  @Test("each single mistake has its share of those without one")
  func shares() throws {
    let priors = try Self.priors(.star)
    let right = try #require(priors[Self.given(.star)])
    // In the shares alone a right wiring has the product of all that is not a mistake.
    let ofClass: Double = 0.4 / 48
    func expect(
      _ name: Comment, _ share: Double, isAlone: Bool = false, _ change: (inout WiringHypothesis) -> Void
    ) throws {
      let found = try #require(priors[Self.star(change)], name)
      // Without the share of its class, of which it has nearly all or a part.
      let least = share * (right - ofClass)
      #expect(found > 0.999 * least && found < 1.001 * (least + ofClass), name)
      // What shows as no right wiring does has nothing of a class.
      if isAlone { #expect(abs(found / least - 1) < 0.01, name) }
    }
    let placement: Double = 1 - 0.06 - 0.01 - 0.01 - 0.01 - 0.03
    try expect("one reversed", 0.04 / 0.96) { $0.clamps[1].polarity = .reversed }
    try expect("all reversed", (pow(0.04, 3) + 0.005) / pow(0.96, 3)) { hypothesis in
      for index in 0..<3 { hypothesis.clamps[index].polarity = .reversed }
    }
    try expect("N and L exchanged", 0.04 / 0.88) { $0.supply = $0.supply?.reversed }
    try expect("L on another line", 0.012 / 0.88) { $0.supply?.line = .l2 }
    try expect("N on a line", 0.012 / 0.88) { $0.supply?.neutral = .l3 }
    try expect("N open", 0.005 / 0.88) { $0.supply = nil }
    try expect("two of three exchanged", 0.06 / 3 / placement) {
      $0.clamps[0].conductor = .l2
      $0.clamps[1].conductor = .l1
    }
    try expect("shifted either way", 0.01 / 2 / placement) {
      $0.clamps[0].conductor = .l2
      $0.clamps[1].conductor = .l3
      $0.clamps[2].conductor = .l1
    }
    try expect("the other rotation", 0.03 / 0.97) { $0.rotation = .counterclockwise }
    try expect("one of three on the neutral", 0.01 / 3 / placement, isAlone: true) {
      $0.clamps[2].conductor = .neutral
    }
    try expect("one of three on another line", 0.01 / 6 / placement, isAlone: true) {
      $0.clamps[2].conductor = .l1
    }
    try expect("one of three missing", 0.03 / 3 / placement / 0.96, isAlone: true) {
      $0.clamps[2].conductor = nil
    }
    try expect("two mistakes", 0.04 / 0.96 * 0.03 / 0.97) {
      $0.clamps[0].polarity = .reversed
      $0.rotation = .counterclockwise
    }
  }

  @Test("a fault of one wire weighs more than one of three that shows the same")
  func wires() throws {
    let space = try #require(WiringSpace(.star))
    let onLine = try Self.star { $0.supply?.line = .l2 }
    let members = try #require(space.classes.first { $0.members.contains { $0.hypothesis == onLine } })
      .members
    #expect(members.count == 12)
    let best = try #require(members.max { $0.prior < $1.prior }).hypothesis
    #expect(best == onLine && best.wires(to: space.intended.hypothesis) == 1)
    for member in members where member.hypothesis.wires(to: space.intended.hypothesis) >= 3 {
      #expect(member.prior < 0.5 * (try #require(members.first { $0.hypothesis == onLine })).prior)
    }
  }

  @Test("wires are counted by clamps that are moved or turned, and by terminals")
  func counts() throws {
    let given = try Self.given(.star)
    func count(_ change: (inout WiringHypothesis) -> Void) throws -> Int {
      try Self.star(change).wires(to: given)
    }
    #expect(try count { _ in } == 0)
    #expect(try count { $0.clamps[0].polarity = .reversed } == 1)
    #expect(try count { $0.clamps[0] = .init(.input1, nil) } == 1)
    #expect(try count { $0.clamps[0] = .init(.input1, .l2, .reversed) } == 2)
    #expect(try count { $0.supply = $0.supply?.reversed } == 2)
    #expect(try count { $0.supply?.line = .l3 } == 1)
    #expect(try count { $0.supply = nil } == 1)
    #expect(try count { $0.rotation = .counterclockwise } == 2)
  }
}
