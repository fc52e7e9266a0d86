// SPDX-License-Identifier: Apache-2.0
import _TestSupport

/// What stands in text where it should not.
private let tokens = [
  "9223372036854775807", "-1", "1e308", "1e-308", "nan", "0", ",", ";", "\n", "\"", "99999999999999999999",
  "\u{1A}", "---", "data", "\u{0}\u{0}\u{0}\u{0}",
]

/// Bytes with a few of them changed, left out, repeated or put in.
func mutated(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
  var bytes = bytes
  for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
    let at = Int.random(in: 0..<bytes.count, using: &random)
    let end = min(bytes.count, at + Int.random(in: 0...12, using: &random))
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &random)
    case 2: bytes.removeSubrange(at..<end)
    case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
    case 4: bytes.replaceSubrange(at..<end, with: Array((tokens.randomElement(using: &random) ?? "").utf8))
    default: bytes.removeSubrange(at...)
    }
  }
  return bytes
}
