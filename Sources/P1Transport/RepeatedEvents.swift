// SPDX-License-Identifier: Apache-2.0

/// Reports events that happen once as they come, and those that repeat in one line a minute, with their number.
package struct RepeatedEvents {
  /// Events of one kind in the minute in progress.
  private struct Minute {
    /// When it began, ms.
    var begin: UInt64
    /// How many of them were reported.
    var told: Int
    /// How many were not.
    var untold = 0
    /// The latest that was not reported.
    var last: PortEvent
  }

  /// A minute, ms.
  private static let minute: UInt64 = 60_000
  /// Kinds that are told apart; any further ones count as one kind.
  private static let kindLimit = 256

  private let report: PortEvent.Handler
  private var minutes: [String: Minute] = [:]

  /// No events yet.
  ///
  /// - Parameter report: Receives the events.
  package init(report: @escaping PortEvent.Handler) {
    self.report = report
  }

  /// When ``flush(at:)`` has something to report, ms; nil where nothing waits.
  package var due: UInt64? {
    minutes.values.lazy.filter { $0.untold > 0 }.map { $0.begin + Self.minute }.min()
  }

  /// Reports an event, or counts it where its kind repeats.
  ///
  /// - Parameters:
  ///   - kind: The property that makes it the same as another one, such as what happened and to whom.
  ///   - allowance: How many of a kind are reported in the first minute.
  package mutating func tell(_ event: PortEvent, of kind: String, allowance: Int = 1, at now: UInt64) {
    flush(at: now)
    let kind = minutes[kind] == nil && minutes.count >= Self.kindLimit ? "" : kind
    var minute = minutes[kind] ?? Minute(begin: now, told: 0, last: event)
    if minute.told < allowance {
      minute.told += 1
      report(event)
    } else {
      minute.untold += 1
      minute.last = event
    }
    minutes[kind] = minute
  }

  /// Reports how many events there were in minutes that are over.
  package mutating func flush(at now: UInt64) {
    for (kind, minute) in minutes where now >= minute.begin + Self.minute {
      guard minute.untold > 0 else {
        minutes[kind] = nil
        continue
      }
      report(Self.summary(minute))
      // While the events go on, this is their only line a minute.
      minutes[kind] = Minute(begin: now, told: .max, last: minute.last)
    }
  }

  /// Reports the events that wait, at the end.
  package mutating func finish() {
    for minute in minutes.values where minute.untold > 0 { report(Self.summary(minute)) }
    minutes = [:]
  }

  private static func summary(_ minute: Minute) -> PortEvent {
    guard minute.untold > 1 else { return minute.last }
    return PortEvent(minute.last.level, "\(minute.last.text); \(minute.untold) times within a minute")
  }
}
