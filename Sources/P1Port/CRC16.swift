// SPDX-License-Identifier: Apache-2.0

/// CRC-16/ARC, the check of a P1 telegram.
///
/// The polynomial is x^16 + x^15 + x^2 + 1, reflected (0xA001); initially 0, no final exclusive or. Its value
/// over the nine bytes `123456789` is 0xBB3D. A telegram's span is from `/` to `!`, both included (DSMR P1
/// companion 5.0.2).
///
/// Bit by bit, without a table: eight shifts and exclusive ors a byte. Once a second over some 800 bytes that
/// is 6400 steps, which is not worth flash for a table.
public struct CRC16: Sendable, Equatable {
  /// The check of the bytes so far; 0 before the first.
  public private(set) var value: UInt16 = 0

  /// The check of no bytes.
  public init() {}

  /// Takes one more byte.
  public mutating func update(_ byte: UInt8) {
    value ^= UInt16(byte)
    for _ in 0..<8 {
      value = value & 1 == 0 ? value >> 1 : (value >> 1) ^ 0xA001
    }
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
