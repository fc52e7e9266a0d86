// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
  /// Two bytes as a little-endian number.
  func unsigned16(at index: Int) -> UInt16 {
    UInt16(self[index]) | UInt16(self[index + 1]) << 8
  }

  /// Four bytes as a little-endian number.
  func unsigned32(at index: Int) -> UInt32 {
    UInt32(unsigned16(at: index)) | UInt32(unsigned16(at: index + 2)) << 16
  }

  /// Four bytes as text.
  func tag(at index: Int) -> String {
    String(decoding: self[index..<index + 4], as: UTF8.self)
  }

  /// The bytes of a number, the lowest one first.
  init(littleEndian number: some FixedWidthInteger) {
    self = Swift.withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
