// SPDX-License-Identifier: Apache-2.0
import Testing
import _TestSupport

@testable import Metering

@Suite("integers as numbers")
struct ElementaryNumberTests {
  // The language rounds halves to even: of 53 bits and one more that is set, away from 0 where the last bit is clear.
  @Test("the nearest number is found, and of halves the one away from 0")
  func halves() {
    let whole: Int64 = 1 << 53
    #expect(Elementary.double(whole + 1) == 0x1p53 + 2 && Elementary.double(-whole - 1) == -0x1p53 - 2)
    #expect(Elementary.double(whole + 3) == 0x1p53 + 4 && Elementary.double(2 * whole + 1) == 0x1p54)
    #expect(Elementary.double(.max) == 0x1p63 && Elementary.double(.min) == -0x1p63)
    #expect(Elementary.double(0) == 0 && Elementary.double(-1) == -1)
  }

  @Test("any integer is rounded to within half a unit", arguments: [UInt64](1...4))
  func rounding(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<10_000 {
      let integer = Int64(bitPattern: generator.next()) >> Int64.random(in: 0...62, using: &generator)
      let found = Elementary.double(integer)
      // 2^63 has no integer of its own.
      guard found < 0x1p63 else { continue }
      let unit = max(1, Int64(found.ulp))
      #expect((Int64(found) &- integer).magnitude <= unit.magnitude / 2, "\(integer), seed \(seed)")
    }
  }
}
