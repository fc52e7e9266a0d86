// SPDX-License-Identifier: Apache-2.0

/// Conditions that a consumer of a reading must know.
public struct Flags: Sendable, Equatable {
  /// One bit a condition.
  public let rawValue: UInt16

  /// No condition.
  public init() {
    rawValue = 0
  }

  /// The flags of a bit pattern.
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Codes at the converter's rails: the current is that of the sine that would have as many.
  public static let clipped = Flags(rawValue: 1 << 0)
  /// The current is above the range that the clamp is used for: half its rating.
  public static let overRange = Flags(rawValue: 1 << 1)
  /// Below the noise floor; the value is given as zero.
  public static let belowRange = Flags(rawValue: 1 << 2)
  /// The channel carries nothing, not even noise.
  public static let noSignal = Flags(rawValue: 1 << 3)
  /// Computed from the other lines.
  public static let derived = Flags(rawValue: 1 << 4)
  /// No voltage reference in most of the cycle: periods run on at the last known frequency.
  public static let frequencyLost = Flags(rawValue: 1 << 5)
  /// Frames are known to be lost: their driver reported it.
  public static let gap = Flags(rawValue: 1 << 6)
  /// The voltage's phase stepped, and stayed stepped, by more than 2 degrees; reported five periods later.
  public static let jump = Flags(rawValue: 1 << 7)
  /// The voltage was below half of its running average for a period or more; such a period has the phase of the loop.
  public static let dip = Flags(rawValue: 1 << 8)

  /// Whether all of the other conditions hold.
  public func contains(_ other: Flags) -> Bool { rawValue & other.rawValue == other.rawValue }

  /// The conditions of both.
  public func union(_ other: Flags) -> Flags { Flags(rawValue: rawValue | other.rawValue) }

  /// The conditions that hold in both.
  public func intersection(_ other: Flags) -> Flags { Flags(rawValue: rawValue & other.rawValue) }

  /// Adds conditions.
  public mutating func formUnion(_ other: Flags) { self = union(other) }
}
