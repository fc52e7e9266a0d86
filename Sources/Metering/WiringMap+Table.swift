// SPDX-License-Identifier: Apache-2.0

extension WiringMap {
  /// The installation kinds of the manual, section 3.3.
  ///
  /// A kind is defined by its row: the clamps at the inputs and the conductors at the supply terminals. All else
  /// follows from them.
  public enum Kind: Sendable {
    /// One phase and neutral.
    case single
    /// Three phases and neutral.
    case star
    /// Three phases without neutral, option 1.
    case delta
    /// Three phases without neutral, option 2.
    case deltaAlternative

    @inline(__always)
    private var row:
      (input1: Assignment?, input2: Assignment?, input3: Assignment?, n: Conductor, l: Conductor)
    {
      switch self {
      case .single: (.init(.l1), nil, nil, n: .neutral, l: .l1)
      case .star: (.init(.l1), .init(.l2), .init(.l3), n: .neutral, l: .l1)
      case .delta: (.init(.l1), .init(.l3, .reversed), nil, n: .l2, l: .l1)
      case .deltaAlternative: (.init(.l3), nil, .init(.l1, .reversed), n: .l2, l: .l3)
      }
    }

    /// The assignment of each input; nil for an input without a clamp.
    public var inputs: PerInput<Assignment?> { PerInput(row.input1, row.input2, row.input3) }

    /// The conductors to connect to the supply terminals.
    public var supply: Supply { Supply(neutral: row.n, line: row.l) }

    /// The wiring map of the kind for right rotation.
    public var map: WiringMap { WiringMap(self) }
  }

  /// The map of an installation kind.
  @inline(__always)
  public init(_ kind: Kind, rotation: Rotation = .clockwise) {
    self.init(inputs: kind.inputs, supply: kind.supply, rotation: rotation)
  }

  /// Single phase, right rotation: N and L1 to the supply, input 1 around L1.
  public static var single: WiringMap { WiringMap(.single) }

  /// Star, right rotation: N and L1 to the supply, inputs 1...3 around L1...L3.
  public static var star: WiringMap { WiringMap(.star) }

  /// Delta, option 1, right rotation: L2 and L1 to the supply, input 1 around L1, input 2 around L3 with its wires
  /// exchanged.
  public static var delta: WiringMap { WiringMap(.delta) }

  /// Delta, option 2, right rotation: L2 and L3 to the supply, input 1 around L3, input 3 around L1 with its wires
  /// exchanged.
  public static var deltaAlternative: WiringMap { WiringMap(.deltaAlternative) }
}
