// SPDX-License-Identifier: Apache-2.0

/// Conditions that a consumer of a reading must know.
public struct Flags: Sendable, Equatable {
  /// One bit a condition.
  public let rawValue: UInt8

  /// No condition.
  public init() {
    rawValue = 0
  }

  /// The flags of a bit pattern.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Codes at the converter's rails: the true value is higher.
  public static let clipped = Flags(rawValue: 1 << 0)
  /// Above the halved range of the clamp.
  public static let overRange = Flags(rawValue: 1 << 1)
  /// Below the noise floor; the value is given as zero.
  public static let belowRange = Flags(rawValue: 1 << 2)
  /// The channel carries nothing, not even noise.
  public static let noSignal = Flags(rawValue: 1 << 3)
  /// Computed from the other lines.
  public static let derived = Flags(rawValue: 1 << 4)
  /// No voltage reference: periods run on at the last known frequency.
  public static let frequencyLost = Flags(rawValue: 1 << 5)
  /// Frames were lost inside the cycle, or the voltage's phase jumped.
  public static let gap = Flags(rawValue: 1 << 6)

  /// Whether all of the other conditions hold.
  public func contains(_ other: Flags) -> Bool { rawValue & other.rawValue == other.rawValue }

  /// The conditions of both.
  public func union(_ other: Flags) -> Flags { Flags(rawValue: rawValue | other.rawValue) }

  /// The conditions that hold in both.
  public func intersection(_ other: Flags) -> Flags { Flags(rawValue: rawValue & other.rawValue) }

  /// Adds conditions.
  public mutating func formUnion(_ other: Flags) { self = union(other) }
}
