// SPDX-License-Identifier: Apache-2.0
import CMeter
import Testing
import _TestSupport

@Suite("products of 32-bit words")
struct ProductTests {
  static let extremes: [UInt32] = [
    0, 1, 0xFFFF, 0x1_0000, 0x1_0001, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_0000, .max,
  ]

  @Test("a product of short products is the long one")
  func parts() {
    var generator = SeededGenerator(seed: 1)
    let factors = Self.extremes + (0..<200).map { _ in UInt32.random(in: 0 ... .max, using: &generator) }
    for a in factors {
      for b in factors where cm_product_in_parts(a, b) != UInt64(a) * UInt64(b) {
        Issue.record("\(a) times \(b)")
      }
    }
    #expect(cm_product(.max, .max) == 0xFFFF_FFFE_0000_0001)
  }
}
