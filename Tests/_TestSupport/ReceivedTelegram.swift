// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A telegram that was sent, its frame and check found right.
package struct ReceivedTelegram {
  /// From the slash to the exclamation mark.
  package let text: String

  /// Splits a stream, failing the test where anything but telegrams is in it.
  package static func all(_ bytes: [UInt8]) throws -> [ReceivedTelegram] {
    var rest = bytes[...]
    var telegrams: [ReceivedTelegram] = []
    while !rest.isEmpty {
      let end = try #require(rest.firstIndex(of: UInt8(ascii: "!")))
      let frame = rest[...end]
      #expect(frame.first == UInt8(ascii: "/"))
      let check = String(format: "%04X\r\n", crc(frame))
      #expect(String(decoding: rest[(end + 1)...].prefix(6), as: UTF8.self) == check)
      telegrams.append(ReceivedTelegram(text: String(decoding: frame, as: UTF8.self)))
      rest = rest[(end + 1)...].dropFirst(6)
    }
    return telegrams
  }

  /// CRC-16/ARC as the DSMR P1 companion describes it: x^16 + x^15 + x^2 + 1, least significant bit first.
  private static func crc(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { crc, byte in
      (0..<8).reduce(crc ^ Int(byte)) { value, _ in value % 2 == 0 ? value / 2 : value / 2 ^ 0xA001 }
    }
  }

  /// The text in the parentheses after a reference, without its unit; nil where there is no such line.
  package func value(_ reference: String) -> String? {
    let line = text.split(separator: "\r\n").first { $0.hasPrefix(reference + "(") }
    return line?.dropFirst(reference.count + 1).prefix { $0 != "*" && $0 != ")" }.description
  }
}
