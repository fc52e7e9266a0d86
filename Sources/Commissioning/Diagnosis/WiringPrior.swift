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
/// The shares are assumptions in round numbers, not statistics. Mistakes are independent of each other: a clamp turned, a clamp on
/// another conductor, a supply terminal on another one. So a fault of one wire has a share, and a fault of three has the product
/// of three shares. Only several faults that come of one mistake (all clamps shifted by counting from another line, all arrows read
/// the wrong way) have a share of their own.
///
/// Each signature that clamps on lines of their own may have keeps a share large enough that a fault which fits ordinary loads wins
/// over odd loads of a correct wiring. Among hypotheses of one signature the mistakes decide alone.
enum WiringPrior {
  /// The share of each clamp that is turned.
  static let turned = 0.04
  /// The share of installations whose arrows all were read the wrong way.
  static let allTurned = 0.005
  /// The share of all exchanges of two clamps.
  static let exchanged = 0.06
  /// The share of installations whose clamps are all shifted to the next line, one way or the other.
  static let shifted = 0.01
  /// The shares of one clamp on the neutral, doubled on a line, missing.
  static let onNeutral = 0.01
  static let doubled = 0.01
  static let missing = 0.03
  /// The share of installations with the other rotation.
  static let otherRotation = 0.03
  /// The share of supply terminals that are exchanged.
  static let suppliesExchanged = 0.04
  /// The share of one terminal on each other conductor.
  static let oneTerminal = 0.012
  /// The share of both terminals on other conductors, for each way.
  static let bothTerminals = 0.000_5
  /// The share of a terminal N that is open.
  static let open = 0.005
  /// The share that is spread evenly over the signatures of clamps on lines of their own.
  static let any = 0.4

  /// The prior probabilities of some hypotheses, in their order; they sum to 1.
  ///
  /// - Parameter signatures: The signature of each of them.
  static func probabilities(
    _ hypotheses: [WiringHypothesis], showing signatures: [WiringSignature], intended: WiringHypothesis
  ) -> [Double] {
    let shares = hypotheses.map { share($0, intended) }
    let total = shares.reduce(0, +)
    var classes: [WiringSignature: Double] = [:]
    for (index, hypothesis) in hypotheses.enumerated()
    where !WiringFaults(hypothesis.clamps).isAny && signatures[index].reference == .usual {
      classes[signatures[index], default: 0] += shares[index]
    }
    return hypotheses.indices.map { index in
      let isCombination = !WiringFaults(hypotheses[index].clamps).isAny
      let ofClass = classes[signatures[index]].map { shares[index] / $0 / Double(classes.count) } ?? 0
      return (1 - any) * shares[index] / total + (isCombination ? any * ofClass : 0)
    }
  }

  /// The share of a hypothesis by the mistakes that lead to it.
  private static func share(_ hypothesis: WiringHypothesis, _ intended: WiringHypothesis) -> Double {
    let rotation =
      hypothesis.rotation == intended.rotation ? 1 - otherRotation : otherRotation
    return placement(hypothesis.clamps, intended.clamps) * polarity(hypothesis.clamps, intended.clamps)
      * rotation * supply(hypothesis.supply, intended.supply)
  }

  private static func placement(
    _ clamps: [WiringHypothesis.Clamp], _ intended: [WiringHypothesis.Clamp]
  ) -> Double {
    let faults = WiringFaults(clamps)
    let moved = zip(clamps, intended).count { $0.conductor != $1.conductor }
    let count = Double(clamps.count)
    if faults.isAny {
      let share =
        faults.missing > 0
        ? missing / count : faults.neutral > 0 ? onNeutral / count : doubled / (2 * count)
      // A clamp at fault is one mistake; each other clamp that is moved is another.
      let others = max(0, moved - max(1, faults.missing))
      let more =
        faults.missing > 1 ? (0..<(faults.missing - 1)).reduce(1.0) { share, _ in share * missing } : 1
      return share * more * (0..<others).reduce(1.0) { share, _ in share * exchanged / 3 }
    }
    switch moved {
    case 0: return 1 - exchanged - shifted - onNeutral - doubled - missing
    case 3: return shifted / 2
    default: return exchanged / 3
    }
  }

  private static func polarity(
    _ clamps: [WiringHypothesis.Clamp], _ intended: [WiringHypothesis.Clamp]
  ) -> Double {
    let there = zip(clamps, intended).filter { $0.0.conductor != nil }
    let count = there.count { $0.polarity != $1.polarity }
    let each = (0..<there.count).reduce(1.0) { share, clamp in share * (clamp < count ? turned : 1 - turned) }
    return count == there.count && count > 1 ? each + allTurned : each
  }

  private static func supply(_ supply: Supply?, _ intended: Supply?) -> Double {
    guard let supply, let intended else { return open }
    if supply == intended.reversed { return suppliesExchanged }
    switch (supply.neutral == intended.neutral, supply.line == intended.line) {
    case (true, true): return 0.88
    case (true, false), (false, true): return oneTerminal
    case (false, false): return bothTerminals
    }
  }
}
