// SPDX-License-Identifier: Apache-2.0

/// The order in which the lines' voltages reach their maximum.
///
/// Angles here are those of a symmetrical net, degrees relative to L1's own voltage, (-180, 180].
public enum Rotation: Sendable {
  /// L1, L2, L3: V2 lags V1 by 120 degrees.
  case clockwise
  /// L2, L1, L3: V2 leads V1 by 120 degrees.
  case counterclockwise

  /// Angle of a line's own voltage: 0, -120 and 120 degrees for right rotation.
  @inline(__always)
  public func angle(of line: Line) -> Double {
    switch line {
    case .l1: 0
    case .l2: self == .clockwise ? -120 : 120
    case .l3: self == .clockwise ? 120 : -120
    }
  }

  /// Angle of the voltage between two lines, V(a) - V(b): 30 degrees from V(a), away from V(b).
  @inline(__always)
  public func angle(from a: Line, to b: Line) -> Double {
    let isForward = b.index == (a.index + 1) % 3
    return Self.turn(angle(of: a) + (isForward == (self == .clockwise) ? 30 : -30))
  }

  /// An angle of up to a turn and a half as one in (-180, 180], degrees.
  @inline(__always)
  static func turn(_ degrees: Double) -> Double {
    if degrees > 180 { return degrees - 360 }
    return degrees <= -180 ? degrees + 360 : degrees
  }
}
