// SPDX-License-Identifier: Apache-2.0
import P1Port

/// Follows the clock from telegram to telegram.
struct ClockCheck {
  private var previous: CivilTime?
  private var repetitions = 0
  /// The latest distance of two telegrams, s; 0 before there is one.
  private var distance = 0
  /// The latest distance that was noted, s.
  private var step: Int?
  /// Whether that is the first distance of the stream, and no other one has followed.
  private var isStepFirst = false

  /// Compares a telegram's clock with that of the telegram before it.
  ///
  /// A telegram follows each second in SMR 5 and e-MUCS and each ten seconds in DSMR 4; one second more is granted for the
  /// truncation to whole seconds. For the same reason two telegrams may state the same second, but not three.
  ///
  /// A longer distance is a note where it is that of the stream, to a second or two: a sender may have an interval of its own.
  /// Any other one is an error, since telegrams are missing.
  mutating func finding(in telegram: TelegramCheck) -> LintFinding? {
    guard let (value, place) = telegram.value("0-0:1.0.0"), !value.elementsEqual("000101010000W".utf8),
      let time = CivilTime(telegram: value)
    else { return nil }
    defer { previous = time }
    guard let previous else { return nil }
    let longest = (telegram.version ?? 0) >= 50 ? 2 : 11
    let interval = Self.interval(from: previous, to: time, upTo: longest)
    repetitions = interval == 0 ? repetitions + 1 : 0
    defer { if interval > 0 { distance = interval } }
    func finding(_ found: String, expected: Int, isNote: Bool = false) -> LintFinding {
      LintFinding(
        kind: .interval, isNote: isNote, place: place,
        message: "expected the clock up to \(expected) s after that of the telegram before, found \(found)")
    }
    if interval < 0 { return finding("it \(-interval) s earlier", expected: longest) }
    if repetitions > 1 { return finding("it standing still", expected: longest) }
    if interval > longest {
      let known = [step, distance].compactMap { $0 }.first { Self.isSame(interval, $0, longest) }
      guard known != nil || distance == 0 else {
        return finding("it \(interval) s later", expected: longest)
      }
      isStepFirst = distance == 0
      // One number for a stream: its notes are the same.
      let told = step.flatMap { known == $0 ? $0 : nil } ?? interval
      step = told
      return finding("it \(told) s later, an interval of the sender's", expected: longest, isNote: true)
    }
    guard interval > 0, isStepFirst, let first = step else { return nil }
    isStepFirst = false
    guard abs(interval - first) > 1 else { return nil }
    return LintFinding(
      kind: .interval, place: place,
      message:
        "expected the clock \(first) s after that of the telegram before as it was there, found it \(interval) s later: telegrams are missing"
    )
  }

  /// Seconds from one time to another. Where the season changes between them, the clock is put by an hour, or by half of one or two
  /// where that makes the distance an expected one, as at few places.
  private static func interval(from first: CivilTime, to second: CivilTime, upTo longest: Int) -> Int {
    let interval = second.instant - first.instant
    guard first.isSummer != second.isSummer, !(0...longest).contains(interval) else { return interval }
    let more = [1800, 7200].map { interval + (second.isSummer ? 3600 - $0 : $0 - 3600) }
    return more.first { (0...longest).contains($0) } ?? interval
  }

  /// Whether a distance is that of the stream: truncation to whole seconds changes it by one, and from one to the next by up to
  /// two.
  private static func isSame(_ distance: Int, _ known: Int, _ longest: Int) -> Bool {
    known > 1 && abs(distance - known) <= (known > longest ? 2 : 1)
  }
}

extension CivilTime {
  /// Seconds since some moment, the same for every time of a place: an hour of summer time is subtracted.
  var instant: Int {
    // Days since 29 February 2000. A year that begins in March has its leap day at its end.
    let years = month > 2 ? year - 2000 : year - 2001
    let monthsSinceMarch = (month + 9) % 12
    let days = years * 365 + (years >= 0 ? years / 4 : -1) + (153 * monthsSinceMarch + 2) / 5 + day
    return ((days * 24 + hour - (isSummer ? 1 : 0)) * 60 + minute) * 60 + second
  }
}
