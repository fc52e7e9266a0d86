// SPDX-License-Identifier: Apache-2.0

/// A conductor of the installation.
public enum Conductor: Sendable {
  /// The neutral.
  case neutral
  /// The conductor of line L1.
  case l1
  /// The conductor of line L2.
  case l2
  /// The conductor of line L3.
  case l3

  /// A line's conductor.
  public init(_ line: Line) {
    self =
      switch line {
      case .l1: .l1
      case .l2: .l2
      case .l3: .l3
      }
  }

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

/// The conductors at the sensor's supply terminals; its voltage reference is V(L) - V(N).
public struct Supply: Sendable, Equatable {
  /// Conductor at terminal N.
  public var neutral: Conductor
  /// Conductor at terminal L, a different one.
  public var line: Conductor

  /// A supply with these conductors at terminals N and L.
  public init(neutral: Conductor, line: Conductor) {
    self.neutral = neutral
    self.line = line
  }

  /// The same with the terminals exchanged.
  public var reversed: Supply { Supply(neutral: line, line: neutral) }

  /// Whether one of the terminals is connected to a neutral.
  public var hasNeutral: Bool { neutral == .neutral || line == .neutral }

  /// Angle of the reference relative to L1's own voltage in a symmetrical net, degrees, (-180, 180].
  ///
  /// Zero where both terminals are connected to one conductor, as then there is no voltage.
  @inline(__always)  // Constant arguments give a constant: less code than a call.
  public func angle(_ rotation: Rotation) -> Double {
    switch (neutral.asLine, line.asLine) {
    case (nil, nil): 0
    case (nil, let line?): rotation.angle(of: line)
    case (let neutral?, nil): Rotation.turn(rotation.angle(of: neutral) + 180)
    case (let neutral?, let line?): neutral == line ? 0 : rotation.angle(from: line, to: neutral)
    }
  }
}
