// SPDX-License-Identifier: Apache-2.0
import Metering
public import Simulation

/// One kind of moving mains or restless load, and the limits that readings of it keep.
public struct MainsCase: Sendable {
  /// What happens, in a few words.
  public var name: String
  /// What is simulated, one stream each: rate and wiring are set by the sweep.
  public var scenarios: [Scenario]
  /// Seconds to simulate of each.
  public var seconds: Int
  /// The readings that count: those whose second ends after this one.
  public var settling: Int
  /// What is allowed.
  public var limits: Limits
  /// The flags that belong to the case; any other is a false one.
  public var flags: MainsFlags

  /// The largest errors of any one reading.
  public struct Limits: Sendable, Equatable {
    /// Of the active current, relative to the RMS current.
    public var active: Double
    /// Of the RMS current, relative.
    public var current: Double
    /// Of the frequency, Hz; nil where it moves.
    public var frequency: Double?
    /// How far the estimators may be apart; nil where the voltage's phase jumps or is lost.
    public var agreement: Agreement?

    /// How far two readings of the same codes may be apart.
    public struct Agreement: Sendable, Equatable {
      /// Of the RMS current and of the active current, relative to the RMS current.
      public var current: Double
      /// Of the phase angle, degrees.
      public var phase: Double
    }
  }
}

/// The flags that a case may set.
public struct MainsFlags: OptionSet, Sendable {
  public let rawValue: Int

  /// The flags of a bit pattern.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The voltage's phase jumps.
  public static let jump = MainsFlags(rawValue: 1 << 0)
  /// The voltage is below half of what it was for a period or more.
  public static let dip = MainsFlags(rawValue: 1 << 1)
  /// Codes are at the converter's rails.
  public static let clipped = MainsFlags(rawValue: 1 << 2)
}
