// SPDX-License-Identifier: Apache-2.0
public import Metering
public import Simulation

/// One kind of moving mains, restless load or unsteady converter, and the limits of the errors of its readings.
public struct MainsCase: Sendable, Equatable {
  /// The events, in a few words.
  public var name: String
  /// The scenarios that are simulated, one stream each: rate, wiring and seed are set by the sweep.
  public var scenarios: [Scenario]
  /// Seconds to simulate of each.
  public var seconds: Int
  /// Seconds at the start of a stream whose readings do not count.
  public var settling: Int
  /// The largest errors that are allowed at 4000 frames/s in a star net; see ``MainsCondition/limits``.
  public var limits: Limits
  /// The flags that some reading of each stream must carry.
  public var flags: Flags
  /// The flags that readings may carry besides these.
  public var possibleFlags: Flags

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
