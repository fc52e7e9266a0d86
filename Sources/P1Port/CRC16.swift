// SPDX-License-Identifier: Apache-2.0

/// CRC-16/ARC, the check of a P1 telegram.
///
/// The polynomial is x^16 + x^15 + x^2 + 1, reflected (0xA001); initially 0, no final exclusive or. Its value
/// over the nine bytes `123456789` is 0xBB3D. A telegram's span is from `/` to `!`, both included (DSMR P1
/// companion 5.0.2).
///
/// There is no table: the remainder of a byte t by the reflected polynomial is t shifted by 6 and by 7 places and, where
/// t has an odd number of ones, 0xC001. A span is taken in words of four bytes.
public struct CRC16: Sendable, Equatable {
  /// The check of the bytes so far; 0 before the first.
  public private(set) var value: UInt16 = 0

  /// The check of no bytes.
  public init() {}

  /// Adds a byte.
  public mutating func update(_ byte: UInt8) {
    let bits = (value ^ UInt16(byte)) & 0xFF
    value = (value &>> 8) ^ (bits &<< 6) ^ (bits &<< 7) ^ Self.parity(bits) &* 0xC001
  }

  /// Adds bytes in order; how the sequence is split into calls makes no difference.
  ///
  /// - Complexity: O(`bytes.count`), in words of four bytes.
  public mutating func update(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      update(start, before: start + buffer.count)
    }
  }

  /// Takes the bytes from an address up to another.
  mutating func update(_ start: UnsafeRawPointer, before end: UnsafeRawPointer) {
    let words = min(start.alignedUp(toMultipleOf: 4), end)
    let rest = words + ((end - words) & ~3)
    updateBytes(start, before: words)
    if words < rest { updateWords(words, before: rest) }
    updateBytes(rest, before: end)
  }

  /// Takes bytes one by one: those before a word and after the last.
  private mutating func updateBytes(_ start: UnsafeRawPointer, before end: UnsafeRawPointer) {
    var next = start
    while next < end {
      update(next.load(as: UInt8.self))
      next += 1
    }
  }

  /// Takes words from an aligned address on.
  ///
  /// The polynomial is (x + 1)(x^15 + x + 1). A remainder of the words is kept for each factor. For the first it is the
  /// parity of all bits. For the second x^32 is x^4 + x^2, so that two shifts move the remainder up by a word. In the end
  /// a word that has both remainders is taken in place of all words.
  private mutating func updateWords(_ start: UnsafeRawPointer, before end: UnsafeRawPointer) {
    var next = start
    // Reflected: bit 31 is the coefficient of 1, bit 0 that of x^31.
    var remainder: UInt32 = 0
    var ones: UInt32 = 0
    var check = UInt32(value)
    while next < end {
      let word = UInt32(littleEndian: next.load(as: UInt32.self)) ^ check
      check = 0
      // The coefficients of x^32 and above.
      let beyond = remainder &<< 28 ^ remainder &<< 30
      remainder = word ^ remainder &>> 4 ^ remainder &>> 2 ^ beyond &>> 4 ^ beyond &>> 2
      ones ^= word
      next += 4
    }
    // x^15 + x + 1 has an odd number of ones: added, it changes the other remainder alone.
    ones ^= remainder
    if Self.parity(UInt16(truncatingIfNeeded: ones ^ ones &>> 16)) != 0 { remainder ^= 0xC001_0000 }
    value = 0
    withUnsafeBytes(of: remainder.littleEndian) {
      guard let start = $0.baseAddress else { return }
      updateBytes(start, before: start + $0.count)
    }
  }

  /// 1 where the number of ones is odd.
  private static func parity(_ bits: UInt16) -> UInt16 {
    var parity = bits ^ (bits &>> 8)
    parity ^= parity &>> 4
    parity ^= parity &>> 2
    parity ^= parity &>> 1
    return parity & 1
  }
}
