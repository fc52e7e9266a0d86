// SPDX-License-Identifier: Apache-2.0

/// How a quantity is written.
///
/// F5(3,3) in kW for a value in W is `DecimalFormat(digits: 5, decimals: 3, exponent: 3)`.
struct DecimalFormat {
  /// Digits before and after the point together, 1...5.
  let digits: Int
  /// Digits after the point, 0 for a number without a point.
  let decimals: Int
  /// Units of the last place in one unit of the value, 1...1000.
  private let scale: UInt32

  /// A format that writes a value in units of 10 to the power of `exponent`, 3 for kW from W.
  ///
  /// The last place is not coarser than the value's unit and not finer than a thousandth of it.
  init(digits: Int, decimals: Int, exponent: Int) {
    precondition((1...5).contains(digits) && (0...digits).contains(decimals))
    precondition((0...3).contains(decimals - exponent))
    self.digits = digits
    self.decimals = decimals
    self.scale = Self.powerOfTen(decimals - exponent)
  }

  /// Characters that a number takes.
  var length: Int { decimals > 0 ? digits + 1 : digits }

  /// A value in units of the last place, to nearest, half away from zero.
  ///
  /// Exact: the significand is scaled and rounded as an integer, in words of 32 bits. Saturates at all nines; what is
  /// negative gives 0. What is not a number may give either: ``TelegramValues`` has none.
  func units(of value: Double) -> UInt32 {
    let bits = value.bitPattern
    let (high, low) = (UInt32(truncatingIfNeeded: bits &>> 32), UInt32(truncatingIfNeeded: bits))
    // value = significand x 2^(exponent - 52); the sign counts as a part of the exponent.
    let exponent = Int32(truncatingIfNeeded: high &>> 20) - 1023
    let maximum = Self.powerOfTen(digits) &- 1
    // The product of significand and scale is below 2^53 x 1000 < 2^63: times 2^-64 it is less than half a unit.
    if exponent < -11 || exponent > 1024 { return 0 }
    if exponent > 16 { return maximum }
    // Its upper word, of 31 bits, has the bit of half a unit, which is bit 51 - exponent >= 35 of the product.
    let carry = ((low &>> 16) &* scale &+ ((low & 0xFFFF) &* scale) &>> 16) &>> 16
    let product = (high & 0xF_FFFF | 1 &<< 20) &* scale &+ carry
    let halves = product &>> UInt32(truncatingIfNeeded: 19 - exponent)
    return min((halves &+ 1) &>> 1, maximum)
  }

  /// 10 to the power of 0...5.
  private static func powerOfTen(_ exponent: Int) -> UInt32 {
    var power: UInt32 = 1
    for _ in 0..<exponent { power &*= 10 }
    return power
  }
}
