// SPDX-License-Identifier: Apache-2.0

/// The bytes of a telegram while it is written: those so far, and the room after them.
struct TelegramWriter {
  private let start: UnsafeMutablePointer<UInt8>
  private var next: UnsafeMutablePointer<UInt8>
  private let end: UnsafeMutablePointer<UInt8>

  /// A writer into a buffer from a position on.
  init(_ buffer: UnsafeMutableBufferPointer<UInt8>, from position: Int) throws(Telegram.Failure) {
    guard let address = buffer.baseAddress else { throw .outputTooSmall }
    start = address + position
    next = start
    end = address + buffer.count
  }

  /// Bytes so far.
  var count: Int { next - start }

  /// Reserves room for some bytes; returns its address.
  @inline(never)  // 32 bytes of flash less
  private mutating func reserve(_ count: Int) throws(Telegram.Failure) -> UnsafeMutablePointer<UInt8> {
    let place = next
    guard end - place >= count else { throw .outputTooSmall }
    next = place + count
    return place
  }

  /// Writes the text at an address, up to a field, an end of a line or `limit`; returns where it stopped.
  @inline(never)  // 112 bytes of flash less
  mutating func writePlain(
    _ text: UnsafePointer<UInt8>, before limit: UnsafePointer<UInt8>
  ) throws(Telegram.Failure) -> UnsafePointer<UInt8> {
    let (place, room, length) = (next, end - next, limit - text)
    let most = min(room, length)
    var count = 0
    while count < most {
      let byte = text[count]
      // From the space up to what is below the brace.
      guard byte &- UInt8(ascii: " ") < UInt8(ascii: "{") - UInt8(ascii: " ") else { break }
      place[count] = byte
      count &+= 1
    }
    // Whatever follows takes room.
    if count == room, count < length { throw .outputTooSmall }
    next = place + count
    return text + count
  }

  /// Writes two characters.
  mutating func write(_ first: UInt8, _ second: UInt8) throws(Telegram.Failure) {
    let place = try reserve(2)
    place[0] = first
    place[1] = second
  }

  /// Writes the end of a line.
  mutating func writeEndOfLine() throws(Telegram.Failure) {
    try write(UInt8(ascii: "\r"), UInt8(ascii: "\n"))
  }

  /// Writes a byte as two upper-case hexadecimal digits.
  @inline(never)  // 32 bytes of flash less
  mutating func write(hexadecimal byte: UInt8) throws(Telegram.Failure) {
    func digit(_ value: UInt8) -> UInt8 {
      value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "A") &- 10 &+ value
    }
    try write(digit(byte &>> 4), digit(byte & 0xF))
  }

  /// Writes the check of all so far.
  mutating func writeCheck() throws(Telegram.Failure) {
    var check = CRC16()
    check.update(UnsafeRawPointer(start), before: UnsafeRawPointer(next))
    try write(hexadecimal: UInt8(check.value &>> 8))
    try write(hexadecimal: UInt8(truncatingIfNeeded: check.value))
  }

  /// Writes the characters of a text.
  @inline(never)  // 112 bytes of flash less
  mutating func write(_ text: Telegram.Text) throws(Telegram.Failure) {
    let place = try reserve(text.count)
    for index in 0..<text.count { place[index] = text[index] }
  }

  /// Writes the characters of a text, each as two hexadecimal digits.
  mutating func write(hexadecimal text: Telegram.Text) throws(Telegram.Failure) {
    for index in 0..<text.count { try write(hexadecimal: text[index]) }
  }

  /// Writes a number with all digits of its format, leading zeros included.
  @inline(never)  // 32 bytes of flash less
  mutating func write(_ value: Double, as format: DecimalFormat) throws(Telegram.Failure) {
    var rest = format.units(of: value)
    let length = format.length
    var end = try reserve(length) + length
    for place in 0..<format.digits {
      if place == format.decimals, place > 0 {
        end -= 1
        end.pointee = UInt8(ascii: ".")
      }
      // A tenth without a division: half of it is below 2^16, so its fifth is exact.
      let tenth = ((rest &>> 1) &* 52429) &>> 18
      end -= 1
      end.pointee = UInt8(truncatingIfNeeded: rest &- tenth &* 10) | UInt8(ascii: "0")
      rest = tenth
    }
  }

  /// Writes an energy in kWh with six digits and three decimals.
  mutating func write(_ energy: EnergyCount.Register) throws(Telegram.Failure) {
    guard energy.wattHours > 0 else {
      // A device that does not count writes this in each telegram, at the cost of plain text.
      let none: StaticString = "000000.000"
      _ = try writePlain(none.utf8Start, before: none.utf8Start + none.utf8CodeUnitCount)
      return
    }
    var rest = energy.wattHours
    var end = try reserve(10) + 10
    for place in 0..<9 {
      if place == 3 {
        end -= 1
        end.pointee = UInt8(ascii: ".")
      }
      end -= 1
      end.pointee = UInt8(truncatingIfNeeded: rest % 10) | UInt8(ascii: "0")
      rest /= 10
    }
  }

  /// Writes a time as YYMMDDhhmmss and its flag.
  mutating func write(_ time: TelegramTime) throws(Telegram.Failure) {
    guard case .civil(let time) = time else {
      let unset: StaticString = "000101010000W"
      _ = try writePlain(unset.utf8Start, before: unset.utf8Start + unset.utf8CodeUnitCount)
      return
    }
    try write(twoDigits: time.year - 2000)
    try write(twoDigits: time.month)
    try write(twoDigits: time.day)
    try write(twoDigits: time.hour)
    try write(twoDigits: time.minute)
    try write(twoDigits: time.second)
    try reserve(1).pointee = time.isSummer ? UInt8(ascii: "S") : UInt8(ascii: "W")
  }

  /// Writes a part of a time, 0...99.
  @inline(never)  // 80 bytes of flash less
  private mutating func write(twoDigits number: Int) throws(Telegram.Failure) {
    let digits = UInt8(number)
    try write(UInt8(ascii: "0") + digits / 10, UInt8(ascii: "0") + digits % 10)
  }
}
