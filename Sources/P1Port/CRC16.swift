// SPDX-License-Identifier: Apache-2.0

/// CRC-16/ARC, the check of a P1 telegram.
///
/// The polynomial is x^16 + x^15 + x^2 + 1, reflected (0xA001); initially 0, no final exclusive or. Its value
/// over the nine bytes `123456789` is 0xBB3D. A telegram's span is from `/` to `!`, both included (DSMR P1
/// companion 5.0.2).
///
/// A byte at a time, without a table: the remainder of a byte t by the reflected polynomial is t shifted by 6 and by 7
/// places and, where its bits are odd in number, 0xC001.
public struct CRC16: Sendable, Equatable {
  /// The check of the bytes so far; 0 before the first.
  public private(set) var value: UInt16 = 0

  /// The check of no bytes.
  public init() {}

  /// Takes one more byte.
  public mutating func update(_ byte: UInt8) {
    let mixed = (value ^ UInt16(byte)) & 0xFF
    var parity = mixed ^ mixed &>> 4
    parity ^= parity &>> 2
    parity = (parity ^ parity &>> 1) & 1
    value = value &>> 8 ^ mixed &<< 6 ^ mixed &<< 7 ^ 0xC001 &* parity
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
