// SPDX-License-Identifier: Apache-2.0
import Metering

/// The faults of some clamps by themselves.
struct WiringFaults {
  /// Clamps that are missing or open.
  let missing: Int
  /// Clamps around the neutral.
  let neutral: Int
  /// Clamps that share a line with an earlier one.
  let doubled: Int

  init(_ clamps: [WiringHypothesis.Clamp]) {
    missing = clamps.count { $0.conductor == nil }
    neutral = clamps.count { $0.conductor == .neutral }
    let lines = clamps.compactMap { $0.conductor?.asLine }
    doubled = lines.count - Set(lines).count
  }

  /// Whether any clamp is where none should be.
  var isAny: Bool { missing + neutral + doubled > 0 }

  /// Whether the clamps are few enough faults away from the intended wiring to be considered: one on the neutral or doubled, or any
  /// missing.
  var isConsidered: Bool { neutral + doubled + min(missing, 1) <= 1 }
}

/// How probable each way of connecting a sensor is before anything is measured.
///
/// The shares are assumptions in round numbers, not statistics: the intended wiring is the most probable, then a single mistake; but
/// any combination keeps so much that a fault which fits ordinary loads wins over export and odd loads of a
/// correct wiring, and never so clearly that these are ruled out.
struct WiringPrior {
  /// The faults of a hypothesis; each kind's share is divided among its hypotheses.
  private enum Kind: CaseIterable {
    case correct, oneReversed, supplyReversed, exchanged, shifted, otherRotation
    /// One clamp on the neutral, on a line that has one, or missing, the others correct.
    case neutral, doubled, missing
    /// Any combination of lines, polarities, rotation and supply: a share for each, up to what they have together.
    case any
    /// Any combination with a clamp on the neutral, doubled or missing.
    case anyMisplaced

    func share(of count: Int) -> Double {
      switch self {
      case .correct: 0.26
      case .oneReversed: 0.09
      case .supplyReversed: 0.04
      case .exchanged: 0.1
      case .shifted: 0.02
      case .otherRotation: 0.02
      case .neutral: 0.01
      case .doubled: 0.01
      case .missing: 0.03
      case .any: min(0.43, 0.02 * Double(count))
      case .anyMisplaced: 0.005
      }
    }
  }

  private let intended: WiringHypothesis
  private let shares: [Kind: Double]

  init(_ hypotheses: [WiringHypothesis], intended: WiringHypothesis) {
    self.intended = intended
    var counts: [Kind: Int] = [:]
    for hypothesis in hypotheses {
      for kind in Self.kinds(hypothesis, intended) { counts[kind, default: 0] += 1 }
    }
    let sum = counts.reduce(0) { $0 + $1.key.share(of: $1.value) }
    shares = Dictionary(uniqueKeysWithValues: counts.map { ($0, $0.share(of: $1) / sum / Double($1)) })
  }

  /// The probability of one of the hypotheses.
  func probability(_ hypothesis: WiringHypothesis) -> Double {
    Self.kinds(hypothesis, intended).reduce(0) { $0 + (shares[$1] ?? 0) }
  }

  /// The kinds that a hypothesis counts as: one of the combinations, and its fault where that is a single one.
  private static func kinds(_ hypothesis: WiringHypothesis, _ intended: WiringHypothesis) -> [Kind] {
    let pairs = zip(hypothesis.clamps, intended.clamps)
    let isTurned = hypothesis.rotation != intended.rotation
    let faults = WiringFaults(hypothesis.clamps)
    if faults.isAny {
      let isAlone = pairs.count { $0 != $1 } == 1 && !isTurned && !hypothesis.isSupplyReversed
      guard isAlone else { return [.anyMisplaced] }
      return [.anyMisplaced, faults.missing > 0 ? .missing : faults.neutral > 0 ? .neutral : .doubled]
    }
    let reversed = pairs.count { $0.polarity != $1.polarity }
    let moved = pairs.count { $0.conductor != $1.conductor }
    switch (reversed, moved, isTurned, hypothesis.isSupplyReversed) {
    case (0, 0, false, false): return [.any, .correct]
    case (1, 0, false, false): return [.any, .oneReversed]
    case (0, 0, false, true): return [.any, .supplyReversed]
    case (0, 0, true, false): return [.any, .otherRotation]
    case (0, 1...2, false, false): return [.any, .exchanged]
    case (0, 3, false, false): return [.any, .shifted]
    default: return [.any]
    }
  }
}
