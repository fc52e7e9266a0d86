// SPDX-License-Identifier: Apache-2.0
import Testing
import _TestSupport

@testable import P1Port

@Suite struct DecimalFormatTests {
  @Test("the largest numbers of five digits are whole, and one more saturates")
  func largest() {
    let format = DecimalFormat(digits: 5, decimals: 0, exponent: 0)
    #expect(format.units(of: 65_536) == 65_536 && format.units(of: 99_999) == 99_999)
    #expect(format.units(of: 99_999.5) == 99_999 && format.units(of: 131_072) == 99_999)
  }

  @Test("half of the finest last place is one of it, less is nothing")
  func smallest() {
    let format = DecimalFormat(digits: 5, decimals: 3, exponent: 0)
    #expect(format.units(of: 0.0005) == 1 && format.units(of: 0.000_499_999) == 0)
    #expect(format.units(of: 0.001_499) == 1 && format.units(of: 0.003) == 3)
  }

  @Test("any number within the format is right to half a last place", arguments: 0...3)
  func rounding(decimals: Int) {
    var generator = SeededGenerator(seed: 3)
    let format = DecimalFormat(digits: 5, decimals: decimals, exponent: 0)
    let scale = [1.0, 10, 100, 1000][decimals]
    for _ in 0..<10_000 {
      let value =
        Double.random(in: 0...1, using: &generator)
        * Double.random(in: 0...99_999, using: &generator) / scale
      // The product is rounded here and exact there.
      #expect(abs(Double(format.units(of: value)) - value * scale) <= 0.5 + 1e-9, "\(value)")
    }
  }
}
