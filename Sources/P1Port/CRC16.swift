// SPDX-License-Identifier: Apache-2.0

/// CRC-16/ARC, the check of a P1 telegram.
///
/// The polynomial is x^16 + x^15 + x^2 + 1, reflected (0xA001); initially 0, no final exclusive or. Its value
/// over the nine bytes `123456789` is 0xBB3D. A telegram's span is from `/` to `!`, both included (DSMR P1
/// companion 5.0.2).
///
/// A byte at a time without a table: the polynomial's middle is empty, so that what a byte does is the byte itself, twice,
/// and its parity.
public struct CRC16: Sendable, Equatable {
  /// The check of the bytes so far; 0 before the first.
  public private(set) var value: UInt16 = 0

  /// The check of no bytes.
  public init() {}

  /// Takes one more byte.
  public mutating func update(_ byte: UInt8) {
    let bits = (value ^ UInt16(byte)) & 0xFF
    var parity = bits ^ (bits &>> 4)
    parity ^= parity &>> 2
    parity ^= parity &>> 1
    value = (value &>> 8) ^ (bits &<< 6) ^ (bits &<< 7) ^ (parity & 1) &* 0xC001
  }

  /// Takes more bytes, in order; where the sequence is split into calls makes no difference.
  ///
  /// - Complexity: O(`bytes.count`).
  public mutating func update(_ bytes: Span<UInt8>) {
    for index in bytes.indices {
      update(bytes[index])
    }
  }
}
