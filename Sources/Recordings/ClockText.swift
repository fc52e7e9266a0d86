// SPDX-License-Identifier: Apache-2.0

/// Times of day in text, with a date or without one: ISO 8601.
enum ClockText {
  /// The whole seconds, from the start of 2020 or of the day, and the rest of a time such as `2026-11-30T12:00:00.00025Z`,
  /// `2026-11-30 12:00:00,00025` or `12:00:00.00025`; nil for any other text.
  ///
  /// A time that states its difference from UTC is that of UTC.
  static func time(_ text: ArraySlice<UInt8>) -> (second: Int, fraction: Double)? {
    guard text.count <= 40, text.contains(UInt8(ascii: ":")) else { return nil }
    var rest = text
    var days = 0
    if let dash = rest.firstIndex(of: UInt8(ascii: "-")), dash == rest.startIndex + 4 {
      guard let date = day(rest.prefix(10)), let mark = rest.dropFirst(10).first,
        [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(mark)
      else { return nil }
      days = date
      rest = rest.dropFirst(11)
    }
    var offset = 0
    if let last = rest.last, last == UInt8(ascii: "Z") || last == UInt8(ascii: "z") {
      rest.removeLast()
    } else if let sign = rest.lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) {
      let zone = rest[(sign + 1)...].filter { $0 != UInt8(ascii: ":") }[...]
      guard zone.count == 2 || zone.count == 4, let hours = whole(zone.prefix(2), below: 24),
        let minutes = zone.count == 2 ? 0 : whole(zone.suffix(2), below: 60)
      else { return nil }
      offset = (rest[sign] == UInt8(ascii: "+") ? 60 : -60) * (60 * hours + minutes)
      rest = rest[..<sign]
    }
    let parts = rest.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 3, let hours = whole(parts[0], below: 24), let minutes = whole(parts[1], below: 60),
      let second = whole(parts[2].prefix(2), below: 61),
      let fraction = DecimalText.number([0x30] + parts[2].dropFirst(2), hasDecimalComma: true), fraction < 1
    else { return nil }
    return (86400 * days + 3600 * hours + 60 * minutes - offset + second, fraction)
  }

  /// The days of a date `yyyy-mm-dd` from the start of 2020.
  private static func day(_ text: ArraySlice<UInt8>) -> Int? {
    let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 3, let year = whole(parts[0], below: 10000), let month = whole(parts[1], below: 13),
      let day = whole(parts[2], below: 32), month > 0, day > 0
    else { return nil }
    // Years begin with March, so that the day of a leap year is the last.
    func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
      let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
      return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day
    }
    return days(year, month, day) - days(2020, 1, 1)
  }

  /// A number of digits alone.
  private static func whole(_ text: ArraySlice<UInt8>, below limit: Int) -> Int? {
    guard (1...4).contains(text.count), text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let number = text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return number < limit ? number : nil
  }
}
