// SPDX-License-Identifier: Apache-2.0
import Metering

extension WiringDiagnosis {
  /// Below this probability the best hypothesis is not to be trusted without another measurement.
  static let sure = 0.9

  /// The steps to take, a sentence or two each, the most important first; empty where all is well and known.
  public var advice: [String] {
    if inputs.allSatisfy(\.isSilent) {
      return [
        "No input shows a current. Check the clamps and the fuse or circuit breaker, and that more than 1 A flows."
      ]
    }
    return (isAsIntended ? [] : changes) + silence + decision
  }

  /// The changes at the terminals by which the best hypothesis becomes the intended wiring.
  private var changes: [String] {
    let best = candidates[0].hypothesis
    var changes: [String] = []
    if best.isSupplyReversed {
      let fault = WiringFault.supplyReversed
      changes.append("Incorrect power direction: \(fault.cause). \(fault.remedy)")
    }
    if best.rotation != asIntended.rotation {
      changes.append(
        "The net rotates \(best.rotation.rawValue): exchange what is connected for L2 and L3, "
          + "or measure \(words.rotation(best.rotation)).")
    }
    for (clamp, meant) in zip(best.clamps, asIntended.clamps) where clamp != meant {
      changes.append(Self.change(clamp, meant))
    }
    if candidates[0].members.count > 1, best.clamps.allSatisfy({ $0.conductor != nil }) {
      changes.append(
        "Other wirings show the same (listed as \"or\"): no current can tell them apart, and correcting any one of them "
          + "makes the readings right.")
    }
    return changes
  }

  private static func change(_ clamp: WiringHypothesis.Clamp, _ meant: WiringHypothesis.Clamp) -> String {
    let (odd, even) = clamp.input.terminals
    let name = "Input \(clamp.input.rawValue) (terminals \(odd) and \(even))"
    let line = meant.conductor?.rawValue ?? "its line"
    let colours =
      meant.polarity == .normal ? "red to \(odd) and white to \(even)" : "white to \(odd) and red to \(even)"
    guard let conductor = clamp.conductor else {
      return "\(name) shows no current: \(WiringFault.clampOpen.cause). \(WiringFault.clampOpen.remedy)"
    }
    if conductor == .neutral { return "\(name) is around the neutral: put its clamp around \(line)." }
    let turn = "\(WiringFault.arrowReversed.remedy) Its wires: \(colours)."
    if conductor == meant.conductor {
      return
        "\(name) is reversed: \(WiringFault.arrowReversed.cause), or red and white are exchanged. \(turn)"
    }
    let reversed = clamp.polarity == meant.polarity ? "" : " It is reversed, too. \(turn)"
    return "\(name) is around \(conductor.rawValue): put its clamp around \(line).\(reversed)"
  }

  /// Possible causes of inputs without a current.
  private var silence: [String] {
    zip(inputs, candidates[0].hypothesis.clamps).filter { $0.isSilent && $1.conductor != nil }.map {
      input, clamp in
      "Input \(input.input.rawValue) shows no current: nothing flows in \(clamp.conductor?.rawValue ?? "its line"), or its "
        + "clamp is open or not connected. Switch on a load there."
    }
  }

  /// A measurement that would decide between the two best candidates.
  private var decision: [String] {
    guard candidates[0].probability < Self.sure, candidates.count > 1 else { return [] }
    let (first, second) = (candidates[0].hypothesis, candidates[1].hypothesis)
    let pairs = zip(first.clamps, second.clamps).filter { one, other in
      direction(one, first) != direction(other, second)
    }
    guard let (clamp, _) = pairs.first else { return [] }
    let areOpposite = pairs.allSatisfy { one, other in
      guard let a = direction(one, first), let b = direction(other, second) else { return false }
      return (a - b + 360) % 360 == 180
    }
    let number = clamp.input.rawValue
    let line = asIntended.clamps.first { $0.input == clamp.input }?.conductor?.rawValue ?? "its line"
    let known =
      "switch on a resistive load (a kettle, a heater) on \(line) while recording, and \(words.loadOn)"
    if areOpposite {
      return [
        "It is not certain which way round input \(number) is: a reversed clamp and a line that exports show the same. "
          + "To decide, cover the solar panels or measure at night; or \(known)."
      ]
    }
    return ["It is not certain. To decide, \(known)."]
  }

  /// Where a clamp's current points at a power factor of 1, in whole degrees 0..<360; nil where it is on no line.
  private func direction(_ clamp: WiringHypothesis.Clamp, _ hypothesis: WiringHypothesis) -> Int? {
    hypothesis.angle(of: clamp, intended: intended).map { (Int($0.rounded()) % 360 + 360) % 360 }
  }
}
