// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import P1Port

/// The system's clock as the civil time of a place.
struct SystemClock {
  private let calendar: Calendar
  /// The time that is taken for the first frame's; nil where readings come as their seconds end.
  private let start: Date?
  private let now: () -> Date

  /// The clock of a time zone.
  ///
  /// - Parameters:
  ///   - timeZone: The zone whose time telegrams state.
  ///   - start: For readings that come faster than their seconds pass: the time of the first frame.
  ///   - now: The system's time, which may jump.
  init(timeZone: TimeZone, replayingFrom start: Date? = nil, now: @escaping () -> Date = { Date() }) {
    self.now = now
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    self.calendar = calendar
    // From a whole second on, rounding cannot make a second appear twice.
    self.start = start.map { Date(timeIntervalSince1970: $0.timeIntervalSince1970.rounded(.down)) }
  }

  /// Why the system's clock cannot be shown: it has not been set yet, or is wrong.
  struct Failure: Error, Equatable, CustomStringConvertible {
    /// The year that it is in.
    let year: Int

    /// The problem, in words.
    var description: String { "system clock: expected a year within 2000...2099, found \(year)" }
  }

  /// The time for the telegram of a reading that is complete.
  ///
  /// - Throws: The year where it is not within 2000...2099.
  func time(of reading: Reading) throws(Failure) -> TelegramTime {
    let date = start?.addingTimeInterval(reading.time) ?? now()
    do throws(CivilTime.Failure) {
      return .civil(try time(at: date))
    } catch {
      throw Failure(year: calendar.component(.year, from: date))
    }
  }

  /// A moment as the civil time of the place, rounded down to the second.
  ///
  /// - Throws: For a year outside 2000...2099.
  func time(at date: Date) throws(CivilTime.Failure) -> CivilTime {
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
    return try CivilTime(
      year: parts.year!, month: parts.month!, day: parts.day!, hour: parts.hour!, minute: parts.minute!,
      second: parts.second!, isSummer: calendar.timeZone.isDaylightSavingTime(for: date))
  }
}
