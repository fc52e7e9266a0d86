// SPDX-License-Identifier: Apache-2.0
import P1Port

/// Follows the clock from telegram to telegram.
struct ClockCheck {
  private var previous: Int?
  private var repetitions = 0

  /// Compares a telegram's clock with that of the telegram before it.
  ///
  /// A telegram follows each second in SMR 5 and e-MUCS and each ten seconds in DSMR 4; one second more is granted for the
  /// cut to whole seconds. For the same reason two telegrams may state the same second, but not three.
  mutating func finding(in telegram: TelegramCheck) -> LintFinding? {
    guard let (value, place) = telegram.value("0-0:1.0.0"), !value.elementsEqual("000101010000W".utf8),
      let time = CivilTime(telegram: value)
    else { return nil }
    let instant = time.instant
    defer { previous = instant }
    guard let previous else { return nil }
    let interval = instant - previous
    repetitions = interval == 0 ? repetitions + 1 : 0
    let longest = (telegram.version ?? 0) >= 50 ? 2 : 11
    if (0...longest).contains(interval), repetitions < 2 { return nil }
    let found =
      if interval < 0 {
        "it \(-interval) s earlier"
      } else if interval == 0 {
        "it standing still"
      } else {
        "it \(interval) s later"
      }
    return LintFinding(
      kind: .interval, place: place,
      message: "expected the clock up to \(longest) s after that of the telegram before, found \(found)")
  }
}

extension CivilTime {
  /// Seconds since some moment, the same for every time of a place: an hour of summer time is taken off.
  var instant: Int {
    // Days since 29 February 2000. A year that begins in March has its leap day at its end.
    let years = month > 2 ? year - 2000 : year - 2001
    let monthsSinceMarch = (month + 9) % 12
    let days = years * 365 + (years >= 0 ? years / 4 : -1) + (153 * monthsSinceMarch + 2) / 5 + day
    return ((days * 24 + hour - (isSummer ? 1 : 0)) * 60 + minute) * 60 + second
  }
}
