// SPDX-License-Identifier: Apache-2.0

extension OutputSpan<UInt8> {
  /// Appends as many bytes as `body` writes from an address on, if there is room.
  @inline(__always)
  mutating func append(
    _ count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Void
  ) throws(Telegram.Failure) {
    guard count <= freeCapacity else { throw .outputTooSmall }
    withUnsafeMutableBufferPointer { buffer, initializedCount in
      guard let start = buffer.baseAddress else { return }
      body(start + initializedCount)
      initializedCount += count
    }
  }

  /// Appends a pair of characters.
  @inline(never)
  mutating func append(_ first: UInt8, _ second: UInt8) throws(Telegram.Failure) {
    try append(2) {
      $0[0] = first
      $0[1] = second
    }
  }

  /// Appends a byte as two upper-case hexadecimal digits.
  @inline(never)
  mutating func append(hexadecimal byte: UInt8) throws(Telegram.Failure) {
    func digit(_ value: UInt8) -> UInt8 {
      value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "A") &- 10 &+ value
    }
    try append(digit(byte &>> 4), digit(byte & 0xF))
  }

  /// Appends the end of a line.
  mutating func appendEndOfLine() throws(Telegram.Failure) {
    try append(UInt8(ascii: "\r"), UInt8(ascii: "\n"))
  }

  /// Appends a value with all digits of its format.
  mutating func append(_ value: Double, as format: DecimalFormat) throws(Telegram.Failure) {
    try append(format.length) { format.write(value, to: $0) }
  }

  /// Appends the characters of a text.
  @inline(never)
  mutating func append(_ text: Telegram.Text) throws(Telegram.Failure) {
    let count = text.count
    try append(count) {
      for index in 0..<count { $0[index] = text[index] }
    }
  }

  /// Appends the characters of a text, each as two hexadecimal digits.
  mutating func append(hexadecimal text: Telegram.Text) throws(Telegram.Failure) {
    for index in 0..<text.count { try append(hexadecimal: text[index]) }
  }

  /// Appends a time as YYMMDDhhmmss and its flag.
  mutating func append(_ clock: TelegramClock) throws(Telegram.Failure) {
    guard case .civil(let time) = clock else {
      let unset: StaticString = "000101010000W"
      let count = unset.utf8CodeUnitCount
      return try append(count) { $0.update(from: unset.utf8Start, count: count) }
    }
    try append(twoDigits: time.year - 2000)
    try append(twoDigits: time.month)
    try append(twoDigits: time.day)
    try append(twoDigits: time.hour)
    try append(twoDigits: time.minute)
    try append(twoDigits: time.second)
    try append(1) { $0.pointee = time.isSummer ? UInt8(ascii: "S") : UInt8(ascii: "W") }
  }

  private mutating func append(twoDigits number: Int) throws(Telegram.Failure) {
    try append(UInt8(ascii: "0") + UInt8(number / 10), UInt8(ascii: "0") + UInt8(number % 10))
  }
}
