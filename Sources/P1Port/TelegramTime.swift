// SPDX-License-Identifier: Apache-2.0

/// The time that a telegram states (0-0:1.0.0).
public enum TelegramTime: Sendable, Equatable {
  /// The time is not known: `000101010000W`, as the device sends it.
  case unset
  /// A civil time at the place where the device is.
  case civil(CivilTime)
}

/// A date and a time of day in a time zone, to the second, as a P1 telegram writes it: `YYMMDDhhmmssX` (DSMR P1
/// companion 5.0.2, format TST).
///
/// X is `S` while daylight saving time is in force and `W` otherwise. It tells apart the two passes of the hour that
/// is repeated in autumn.
public struct CivilTime: Sendable, Equatable {
  /// Which part was refused.
  public enum Failure: Error {
    /// The year is not within 2000...2099: a telegram has two digits for it.
    case yearOutOfRange
    /// The month is not within 1...12.
    case monthOutOfRange
    /// The month of that year does not have the day.
    case dayOutOfRange
    /// The hour is not within 0...23.
    case hourOutOfRange
    /// The minute is not within 0...59.
    case minuteOutOfRange
    /// The second is not within 0...59.
    case secondOutOfRange
  }

  /// Year, 2000...2099.
  public let year: Int
  /// Month, 1...12.
  public let month: Int
  /// Day of the month, from 1.
  public let day: Int
  /// Hour, 0...23.
  public let hour: Int
  /// Minute, 0...59.
  public let minute: Int
  /// Second, 0...59.
  public let second: Int
  /// Whether daylight saving time is in force.
  public let isSummer: Bool

  /// A civil time of the Gregorian calendar.
  ///
  /// - Throws: The first part, from the year down, that is outside its range.
  public init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, isSummer: Bool)
    throws(Failure)
  {
    guard (2000...2099).contains(year) else { throw .yearOutOfRange }
    guard (1...12).contains(month) else { throw .monthOutOfRange }
    guard (1...Self.dayCount(month: month, year: year)).contains(day) else { throw .dayOutOfRange }
    guard (0...23).contains(hour) else { throw .hourOutOfRange }
    guard (0...59).contains(minute) else { throw .minuteOutOfRange }
    guard (0...59).contains(second) else { throw .secondOutOfRange }
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.isSummer = isSummer
  }

  /// Days of a month; within 2000...2099 every fourth year is a leap year.
  private static func dayCount(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
