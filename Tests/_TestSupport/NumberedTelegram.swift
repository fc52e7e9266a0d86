// SPDX-License-Identifier: Apache-2.0
import P1Port
import Testing

/// Telegrams that can be told apart, as long as real ones.
package enum NumberedTelegram {
  /// Bytes of each.
  package static let length = 805

  /// The bytes of a telegram of a number, 0...9999.
  package static func bytes(_ number: Int) -> [UInt8] {
    let digits = String(number + 10000).dropFirst()
    var bytes = Array("/XMX5TEST\r\n\r\n0-0:96.7.21(\(digits))\r\n0-0:96.13.0(".utf8)
    bytes += [UInt8](repeating: UInt8(ascii: "3"), count: length - bytes.count - 10)
    bytes += Array(")\r\n!".utf8)
    var check = CRC16()
    check.update(bytes.span)
    let text = String(UInt32(check.value) + 0x10000, radix: 16, uppercase: true).dropFirst()
    return bytes + Array("\(text)\r\n".utf8)
  }

  /// The numbers of the telegrams that a stream consists of, failing the test where it holds anything else.
  package static func numbers(_ stream: [UInt8]) throws -> [Int] {
    try ReceivedTelegram.all(stream).map { try #require($0.value("0-0:96.7.21").flatMap { Int($0) }) }
  }
}
