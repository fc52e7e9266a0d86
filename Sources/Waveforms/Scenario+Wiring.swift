// SPDX-License-Identifier: Apache-2.0
public import Metering

extension Scenario {
  /// The installation kinds of the wiring table.
  public enum Wiring: String, Sendable, CaseIterable {
    /// One phase and neutral.
    case single
    /// Three phases and neutral.
    case star
    /// Three phases without neutral, option 1.
    case delta
    /// Three phases without neutral, option 2.
    case deltaAlternative = "delta-alternative"

    /// The wiring map of the kind.
    public var map: WiringMap {
      switch self {
      case .single: .single
      case .star: .star
      case .delta: .delta
      case .deltaAlternative: .deltaAlternative
      }
    }

    /// What the supply terminals are to be connected to.
    public var supply: Supply {
      switch self {
      case .single, .star: Supply(neutral: .neutral, line: .l1)
      case .delta: Supply(neutral: .l2, line: .l1)
      case .deltaAlternative: Supply(neutral: .l2, line: .l3)
      }
    }

    /// Whether the net has no neutral.
    public var isDelta: Bool { self == .delta || self == .deltaAlternative }

    /// The lines of the net.
    public var lines: [Line] { self == .single ? [.l1] : Line.allCases }

    /// The conductors of the net.
    public var conductors: [Conductor] {
      switch self {
      case .single: [.neutral, .l1]
      case .star: Conductor.allCases
      case .delta, .deltaAlternative: [.l1, .l2, .l3]
      }
    }

    /// Where a load can be connected.
    public var connections: [Connection] {
      switch self {
      case .single: [.l1]
      case .star: Connection.allCases
      case .delta, .deltaAlternative: [.l1l2, .l2l3, .l3l1, .all]
      }
    }
  }

  /// A wire of the installation.
  public enum Conductor: String, Sendable, CaseIterable {
    case neutral = "N"
    case l1 = "L1"
    case l2 = "L2"
    case l3 = "L3"

    /// The line that it is; nil for the neutral.
    public var asLine: Line? {
      switch self {
      case .neutral: nil
      case .l1: .l1
      case .l2: .l2
      case .l3: .l3
      }
    }
  }

  /// What the sensor's supply terminals are connected to; its voltage reference is V(L) - V(N).
  public struct Supply: Sendable, Equatable {
    /// Conductor at terminal N.
    public var neutral: Conductor
    /// Conductor at terminal L, another one.
    public var line: Conductor

    /// A supply with these conductors at terminals N and L.
    public init(neutral: Conductor, line: Conductor) {
      self.neutral = neutral
      self.line = line
    }

    /// The same with the terminals exchanged.
    public var reversed: Supply { Supply(neutral: line, line: neutral) }
  }
}
