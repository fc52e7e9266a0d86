// SPDX-License-Identifier: Apache-2.0
public import Metering

/// Something to do at an installation.
public struct WiringAction: Sendable, Equatable {
  /// Kinds of actions, by which programs tell them apart.
  public enum Code: String, Sendable, CaseIterable {
    /// Switch the mains off before anything is moved.
    case switchOff
    /// Turn a clamp round.
    case turnClamp
    /// Put a clamp around another conductor.
    case moveClamp
    /// Close a clamp that is open, or put one on.
    case closeClamp
    /// Exchange the supply's wires.
    case exchangeSupply
    /// Connect the supply to other conductors.
    case moveSupply
    /// Connect the neutral.
    case connectNeutral
    /// State the other rotation.
    case otherRotation
    /// One of several corrections, each of which makes the readings right.
    case correctOne
    /// Check that clamps are closed and connected.
    case checkClamps
    /// Switch a load on.
    case switchLoad
    /// Say where anything generates.
    case tellGeneration
    /// Look where the supply is connected.
    case lookAtSupply
    /// Look where a clamp is.
    case lookAtClamp
    /// Check the rotation.
    case checkRotation
  }

  /// The kind of action.
  public var code: Code
  /// The instruction, a sentence or two.
  public var text: String
  /// The terminals at which to do it, by their names on the housing.
  public var terminals: [String]
  /// The line to do it at; nil for an action at the sensor.
  public var line: Line?

  /// An action of these parts.
  init(_ code: Code, _ text: String, terminals: [String] = [], line: Line? = nil) {
    self.code = code
    self.text = text
    self.terminals = terminals
    self.line = line
  }
}

extension WiringDiagnosis {
  /// The actions to take, the most important first; empty where all is well.
  ///
  /// While the verdict is undecided, it is the one action that decides most, never a correction.
  public var actions: [WiringAction] {
    switch verdict {
    case .asGiven: []
    case .notAsGiven:
      (corrections.contains { $0.code != .otherRotation } ? [Self.switchOff] : []) + corrections
    case .undecided: [decision]
    }
  }

  /// The first thing to do before anything is moved at terminals N, L or at a clamp.
  private static let switchOff = WiringAction(
    .switchOff,
    "Switch the mains off, and check that it is off, before you move a wire or a clamp. Terminals N and L carry mains voltage; "
      + "the wires of a clamp that are opened under current can carry more.")

  /// The corrections that make the readings right.
  private var corrections: [WiringAction] {
    let members = finding
    if members[0].probability >= Self.sure { return changes(from: members[0].hypothesis) }
    // As many as have 95 % of the finding's probability together.
    var sum = 0.0
    let alternatives = members.prefix(3).prefix { member in
      defer { sum += member.probability }
      return sum < Self.sure * probability
    }
    let texts = alternatives.map { changes(from: $0.hypothesis).map(\.text).joined(separator: " ") }
    return [
      WiringAction(
        .correctOne,
        "Do one of these; each makes the readings right. "
          + texts.enumerated().map { "(\($0 + 1)) \($1)" }.joined(separator: " Or: "))
    ]
  }

  /// The changes at the terminals by which a hypothesis becomes the intended wiring.
  private func changes(from hypothesis: WiringHypothesis) -> [WiringAction] {
    var changes: [WiringAction] = []
    if hypothesis.supply != asIntended.supply { changes.append(change(of: hypothesis.supply)) }
    if hypothesis.rotation != asIntended.rotation {
      changes.append(
        WiringAction(
          .otherRotation,
          "The net rotates \(hypothesis.rotation.rawValue): measure \(words.rotation(hypothesis.rotation)), or exchange "
            + "what is connected for L2 and L3."))
    }
    return changes
      + zip(hypothesis.clamps, asIntended.clamps).filter { $0 != $1 }.map { Self.change($0, $1) }
  }

  private func change(of supply: Supply?) -> WiringAction {
    guard let supply, let meant = asIntended.supply else {
      return WiringAction(
        .connectNeutral, "Terminal N is open: connect it to \(asIntended.supply?.neutral.rawValue ?? "N").",
        terminals: ["N"])
    }
    if supply == meant.reversed {
      return WiringAction(
        .exchangeSupply,
        "Terminals N and L: \(WiringFault.supplyReversed.cause). Connect \(meant.neutral.rawValue) to terminal N and "
          + "\(meant.line.rawValue) to terminal L.",
        terminals: ["N", "L"])
    }
    let moved = [("N", supply.neutral, meant.neutral), ("L", supply.line, meant.line)].filter { $1 != $2 }
    return WiringAction(
      .moveSupply,
      moved.map { "Terminal \($0) is on \($1.rawValue): connect it to \($2.rawValue)." }.joined(
        separator: " "),
      terminals: moved.map(\.0))
  }

  private static func change(
    _ clamp: WiringHypothesis.Clamp, _ meant: WiringHypothesis.Clamp
  ) -> WiringAction {
    let (odd, even) = clamp.input.terminals
    let terminals = ["\(odd)", "\(even)"]
    let name = "Terminals \(odd) and \(even) (input \(clamp.input.rawValue)):"
    let line = meant.conductor?.rawValue ?? "its line"
    let colours =
      meant.polarity == .normal ? "red to \(odd) and white to \(even)" : "white to \(odd) and red to \(even)"
    guard let conductor = clamp.conductor else {
      return WiringAction(
        .closeClamp, "\(name) \(WiringFault.clampOpen.cause). \(WiringFault.clampOpen.remedy)",
        terminals: terminals)
    }
    let turn = "\(WiringFault.arrowReversed.remedy) Its wires: \(colours)."
    if conductor == meant.conductor {
      return WiringAction(.turnClamp, "\(name) the clamp is reversed. \(turn)", terminals: terminals)
    }
    let reversed = clamp.polarity == meant.polarity ? "" : " It is reversed, too. \(turn)"
    return WiringAction(
      .moveClamp, "\(name) the clamp is around \(conductor.rawValue). Put it around \(line).\(reversed)",
      terminals: terminals)
  }
}
