// SPDX-License-Identifier: Apache-2.0

/// The content of a recording, and how it can be measured.
public struct RecordingSummary: Sendable, Equatable {
  /// A channel of the recording.
  public struct Channel: Sendable, Equatable {
    /// Its number, from 1.
    public var number: Int
    /// Its name; empty where it has none.
    public var name: String
    /// Its unit as written: that of its values, empty where there is none; `codes` of a converter.
    public var unit: String
    /// The lowest value, in `unit`; nil of a channel without one.
    public var lowest: Double?
    /// The highest value, in `unit`.
    public var highest: Double?
    /// The mean of its values, in `unit`.
    public var mean: Double?
    /// RMS about the mean, in `unit`.
    public var rms: Double?
    /// Values that are missing.
    public var missing: Int
  }

  /// Records at one rate.
  public struct Stretch: Sendable, Equatable {
    /// Records a second.
    public var rate: Double
    /// How many there are.
    public var records: Int
  }

  /// A place at which records are missing.
  public struct Hole: Sendable, Equatable {
    /// The first record after it, from 1.
    public var record: Int
    /// How many records are missing.
    public var records: Int
  }

  /// How it can be measured.
  public struct Proposal: Sendable, Equatable {
    /// The channels to name; none where there is no need to.
    public var channels: [String]
    /// The units to state; none where the recording has them.
    public var units: [String]
    /// The resolution to state, bits; nil where there is no need to.
    public var bits: Int?
    /// The codes without a signal of an unsigned converter; none of a signed one.
    public var midpoints: [Int]
    /// How many currents are measured.
    public var inputs: Int
  }

  /// The kind of recording, in words: `COMTRADE 1999, BINARY`.
  public var kind: String
  /// How its frames are written.
  public var format: Recording.Format
  /// All channels.
  public var channels: [Channel]
  /// The rates, in their order; none where there is none.
  public var stretches: [Stretch]
  /// The rate at which it is measured, frames/s; nil where it has none that can be.
  public var measuredRate: Double?
  /// Records that are there.
  public var records: Int
  /// The length, holes included, s; nil without a rate.
  public var seconds: Double?
  /// Places at which records are missing.
  public var holes: [Hole]
  /// The date of the first record as written; nil where there is none.
  public var clock: String?
  /// Faults that are read all the same, a line each.
  public var warnings: [String]
  /// How to measure it; nil where it has no voltage or its rate is out of range.
  public var proposal: Proposal?
}

/// The range and the RMS of values as they come.
struct ValueRange {
  private var lowest = Double.infinity
  private var highest = -Double.infinity
  private var count = 0
  private var mean = 0.0
  private var squares = 0.0
  private(set) var missing = 0

  /// Takes a value; NaN for one that is missing.
  mutating func add(_ value: Double) {
    guard !value.isNaN else {
      missing += 1
      return
    }
    lowest = min(lowest, value)
    highest = max(highest, value)
    count += 1
    // Welford's method: it loses no digits where the mean is large.
    let difference = value - mean
    mean += difference / Double(count)
    squares += difference * (value - mean)
  }

  /// The channel with that range.
  func channel(_ number: Int, name: String, unit: String) -> RecordingSummary.Channel {
    let isKnown = count > 0
    return RecordingSummary.Channel(
      number: number, name: name, unit: unit, lowest: isKnown ? lowest : nil,
      highest: isKnown ? highest : nil,
      mean: isKnown ? mean : nil, rms: isKnown ? (squares / Double(count)).squareRoot() : nil,
      missing: missing)
  }
}
