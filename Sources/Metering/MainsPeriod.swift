// SPDX-License-Identifier: Apache-2.0

/// A mains period that ended just before the latest frame.
public struct MainsPeriod: Sendable, Equatable {
  /// Where it ended, 1/65536 frames since the first frame.
  public var end: UInt64
  /// How long it was, 1/65536 frames.
  public var length: UInt32
  /// The voltage's phase at its start, or that of the loop where it is held, 2^-32 turns.
  public var phase: Int32
  /// Whether its voltage was too low to be followed: its phase is that of the loop, which runs on.
  public var isHeld: Bool
  /// Whether it belongs to a cycle; false until the first one begins, and where frames were lost.
  public var counts: Bool

  /// A period of these parts.
  public init(end: UInt64, length: UInt32, phase: Int32, isHeld: Bool, counts: Bool) {
    self.end = end
    self.length = length
    self.phase = phase
    self.isHeld = isHeld
    self.counts = counts
  }
}

/// Where a mains period lies.
public struct PeriodSpan: Sendable, Equatable {
  /// Where it ends, 1/65536 frames since the first frame.
  public var end: UInt64
  /// How long it is, 1/65536 frames.
  public var length: UInt32

  /// A period of a length and an end, both in 1/65536 frames.
  public init(end: UInt64, length: UInt32) {
    self.end = end
    self.length = length
  }
}
