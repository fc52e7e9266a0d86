// SPDX-License-Identifier: Apache-2.0

extension OutputSpan<UInt8> {
  /// Appends a byte if there is room.
  @inline(never)
  mutating func append(checked byte: UInt8) throws(Telegram.Failure) {
    guard !isFull else { throw .outputTooSmall }
    append(byte)
  }

  /// Appends a byte as two upper-case hexadecimal digits.
  @inline(never)
  mutating func append(hexadecimal byte: UInt8) throws(Telegram.Failure) {
    try append(hexadecimalDigit: byte >> 4)
    try append(hexadecimalDigit: byte & 0xF)
  }

  private mutating func append(hexadecimalDigit digit: UInt8) throws(Telegram.Failure) {
    try append(checked: digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
  }

  /// Appends a value with all digits of its format, leading zeros included.
  mutating func append(_ value: Double, as format: DecimalFormat) throws(Telegram.Failure) {
    let units = format.units(of: value)
    var divisor = format.maximum + 1
    for place in (0..<format.digits).reversed() {
      if place + 1 == format.decimals {
        try append(checked: UInt8(ascii: "."))
      }
      divisor /= 10
      try append(checked: UInt8(ascii: "0") + UInt8(units / divisor % 10))
    }
  }

  /// Appends the characters of a text.
  @inline(never)
  mutating func append(_ text: Telegram.Text) throws(Telegram.Failure) {
    for index in 0..<text.count {
      try append(checked: text[index])
    }
  }

  /// Appends a time as YYMMDDhhmmss and its flag.
  mutating func append(_ clock: TelegramClock) throws(Telegram.Failure) {
    guard case .civil(let time) = clock else {
      try append("000101010000W")
      return
    }
    try append(twoDigits: time.year - 2000)
    try append(twoDigits: time.month)
    try append(twoDigits: time.day)
    try append(twoDigits: time.hour)
    try append(twoDigits: time.minute)
    try append(twoDigits: time.second)
    try append(checked: time.isSummer ? UInt8(ascii: "S") : UInt8(ascii: "W"))
  }

  private mutating func append(twoDigits number: Int) throws(Telegram.Failure) {
    try append(checked: UInt8(ascii: "0") + UInt8(number / 10))
    try append(checked: UInt8(ascii: "0") + UInt8(number % 10))
  }
}
