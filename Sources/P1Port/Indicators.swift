// SPDX-License-Identifier: Apache-2.0
public import Metering

/// The three indicator LEDs of the device (manual, section 2.5), as functions of what they show.
public struct Indicators: Sendable, Equatable {
  /// PWR, yellow: whether the device has mains power.
  public var power: IndicatorState
  /// CS, green: how much current the lines carry together.
  public var currentSense: IndicatorState
  /// P1, red: what the charge point does with the request line.
  public var port: IndicatorState

  /// The indicators of a state of the device.
  ///
  /// - Parameters:
  ///   - reading: The last reading; nil before the first.
  ///   - isRequestHigh: Level of the request line.
  ///   - secondsSinceToggle: Time since the request line last changed, s; nil if it never has.
  public init(reading: Reading?, isRequestHigh: Bool, secondsSinceToggle: Double?) {
    power = Self.power(reading)
    currentSense = Self.currentSense(amperes: reading?.summedCurrent ?? 0)
    port = Self.port(isRequestHigh: isRequestHigh, secondsSinceToggle: secondsSinceToggle)
  }

  /// The same from the two figures that they show of a reading, so that the reading is not copied.
  ///
  /// - Parameters:
  ///   - hasVoltage: Whether the last reading has the mains voltage; true before the first.
  ///   - amperes: The line currents' sum, A; 0 before the first reading.
  package init(hasVoltage: Bool, amperes: Double, isRequestHigh: Bool, secondsSinceToggle: Double?) {
    power = hasVoltage ? .on : .off
    currentSense = Self.currentSense(amperes: amperes)
    port = Self.port(isRequestHigh: isRequestHigh, secondsSinceToggle: secondsSinceToggle)
  }

  /// PWR: on, unless the reading has lost the mains voltage (manual, section 2.5.1).
  ///
  /// The mains that is measured is also the device's supply. Before the first reading the LED is on: it
  /// lights from the moment that the device has power, and without power nothing asks.
  public static func power(_ reading: Reading?) -> IndicatorState {
    guard let reading else { return .on }
    return reading.flags.contains(.frequencyLost) ? .off : .on
  }

  /// CS: lit 25 ms of each second for every ampere (manual, section 2.5.2).
  ///
  /// Continuous from 40 A, blinking below, so 39.99 A is 999 ms: whole milliseconds, rounded down. Off below
  /// 40 mA, which is less than a millisecond and below the lowest current that is measured.
  ///
  /// - Parameter amperes: The line currents' sum, A. What is infinite, of either sign, or not a number
  ///   is taken for 40 A or more, as in a telegram; what is negative for none.
  public static func currentSense(amperes: Double) -> IndicatorState {
    guard amperes.isFinite, amperes < 40 else { return .on }
    // By the conversion that the measurement needs anyway, which ignores the sign.
    let milliseconds = Int(truncatingIfNeeded: Elementary.fixedPoint(amperes * 25, fractionBits: 0))
    if milliseconds == 0 || amperes.sign == .minus { return .off }
    return .blinking(onMilliseconds: milliseconds, ofPeriod: 1000)
  }

  /// P1: off while the request line is low, on while it is continuously high, blinking while it toggles
  /// (manual, section 2.5.3).
  ///
  /// A line toggles if it changed less than 3 s ago, whatever its level is now. The blinking is half a second
  /// of each second, since a charge point asks about once a second and the last change alone does not tell
  /// its pace.
  ///
  /// - Parameters:
  ///   - isRequestHigh: Level of the request line.
  ///   - secondsSinceToggle: Time since it last changed, s, at least 0; nil if it never has. What is not a
  ///     number counts as never.
  public static func port(isRequestHigh: Bool, secondsSinceToggle: Double?) -> IndicatorState {
    port(isRequestHigh: isRequestHigh, isToggling: secondsSinceToggle.map { $0 < 3 } ?? false)
  }

  /// The same with the time already judged.
  static func port(isRequestHigh: Bool, isToggling: Bool) -> IndicatorState {
    if isToggling { return .blinking(onMilliseconds: 500, ofPeriod: 1000) }
    return isRequestHigh ? .on : .off
  }
}
