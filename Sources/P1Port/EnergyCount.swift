// SPDX-License-Identifier: Apache-2.0
public import Metering

/// Energy into and out of an installation, counted as meters count it: each reading's net power, over the time that its
/// periods cover, goes into one of two registers.
///
///     var energy = EnergyCount()
///     sensor.update(frames) { reading, telegram in
///       energy.add(reading)
///       var counted = telegram
///       counted.energy = energy
///     }
///
/// A register holds whole microwatt-seconds, so that each reading is rounded by half of one at most and nothing is lost
/// however large the count is. It never decreases, and stays at its limit once it is full. Seconds without a reading count
/// nothing, and so do lines whose power is not known.
public struct EnergyCount: Sendable, Equatable {
  /// A sum of energy.
  public struct Register: Sendable, Equatable {
    /// Microwatt-seconds in a watt-hour.
    private static var microwattSecondsPerWattHour: UInt64 { 3_600_000_000 }
    /// The largest energy, µWs: 999,999.999 kWh, which a telegram's nine digits can state.
    public static var limit: UInt64 { 1_000_000_000 * microwattSecondsPerWattHour - 1 }

    /// Whole watt-hours, at most 999,999,999.
    public private(set) var wattHours: UInt32
    /// The rest above them, µWs.
    package private(set) var rest: UInt32

    /// An energy in microwatt-seconds; nil above ``limit``.
    public init?(microwattSeconds: UInt64) {
      guard microwattSeconds <= Self.limit else { return nil }
      let (wattHours, rest) = microwattSeconds.quotientAndRemainder(
        dividingBy: Self.microwattSecondsPerWattHour)
      self.wattHours = UInt32(wattHours)
      self.rest = UInt32(rest)
    }

    /// Whole watt-hours, at most 999,999,999, and microwatt-seconds above them, less than a watt-hour; nil beyond that. It takes no
    /// division.
    package init?(wattHours: UInt32, microwattSecondsAbove rest: UInt32) {
      guard wattHours < 1_000_000_000, UInt64(rest) < Self.microwattSecondsPerWattHour else { return nil }
      self.wattHours = wattHours
      self.rest = rest
    }

    /// No energy.
    public init() {
      wattHours = 0
      rest = 0
    }

    /// The energy in microwatt-seconds.
    public var microwattSeconds: UInt64 {
      UInt64(wattHours) * Self.microwattSecondsPerWattHour + UInt64(rest)
    }

    /// The energy in kilowatt-hours, as far as a Double holds it.
    public var kilowattHours: Double {
      (Double(wattHours) + Double(rest) / Double(Self.microwattSecondsPerWattHour)) / 1000
    }

    /// Adds microwatt-seconds, up to the limit.
    fileprivate mutating func add(_ more: UInt64) {
      self = Self(microwattSeconds: min(Self.limit, microwattSeconds + more)) ?? self
    }
  }

  /// Energy into the installation.
  public private(set) var imported: Register
  /// Energy out of the installation.
  public private(set) var exported: Register

  /// A count that begins with these registers, by default without energy.
  public init(imported: Register = Register(), exported: Register = Register()) {
    self.imported = imported
    self.exported = exported
  }

  /// Counts a reading: the net power of its lines in W times its duration in s.
  ///
  /// A line whose power is not known, without a voltage or with its input at a rail, counts nothing: the safe figure that a
  /// telegram states for it would stay in the count for good. A product that is not a number, or beyond a gigawatt-second, is
  /// ignored.
  public mutating func add(_ reading: borrowing Reading) {
    let power =
      Self.knownPower(of: .l1, in: reading) + Self.knownPower(of: .l2, in: reading)
      + Self.knownPower(of: .l3, in: reading)
    imported.add(Self.microwattSeconds(power * reading.duration))
    exported.add(Self.microwattSeconds(-power * reading.duration))
  }

  private static func knownPower(of line: Line, in reading: borrowing Reading) -> Double {
    reading.lines[line]?.power ?? 0
  }

  private static func microwattSeconds(_ wattSeconds: Double) -> UInt64 {
    wattSeconds > 0 && wattSeconds <= 1e9 ? UInt64(wattSeconds * 1e6 + 0.5) : 0
  }
}
