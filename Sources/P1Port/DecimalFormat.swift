// SPDX-License-Identifier: Apache-2.0

/// How a quantity is written.
///
/// F5(3,3) in kW for a value in W is `DecimalFormat(digits: 5, decimals: 3, exponent: 3)`.
struct DecimalFormat {
  /// Digits before and after the point together, 1...9.
  let digits: Int
  /// Digits after the point, 0 for a number without a point.
  let decimals: Int
  /// Units of the last place in one unit of the value, 1...1000.
  private let scale: UInt32
  /// The largest number of this width, in units of the last place: all nines.
  let maximum: UInt32

  /// A format that writes a value in units of 10 to the power of `exponent`, 3 for kW from W.
  ///
  /// The last place is not coarser than the value's unit and not finer than a thousandth of it.
  init(digits: Int, decimals: Int, exponent: Int) {
    precondition((1...9).contains(digits) && (0...digits).contains(decimals))
    precondition((0...3).contains(decimals - exponent))
    self.digits = digits
    self.decimals = decimals
    self.scale = Self.powerOfTen(decimals - exponent)
    self.maximum = Self.powerOfTen(digits) - 1
  }

  /// A value in units of the last place, to nearest, half away from zero.
  ///
  /// Exact: the significand is scaled and rounded as an integer. Saturates at ``maximum``, which also stands
  /// for what is not a number; what is negative gives 0.
  func units(of value: Double) -> UInt32 {
    if value <= 0 { return 0 }
    guard value < Double(maximum) else { return maximum }
    // value = significand x 2^-fractionBits. The product is below 2^53 x 1000 < 2^63, so beyond 63 fraction
    // bits it is less than half a unit.
    let fractionBits = 52 - value.exponent
    guard fractionBits <= 63 else { return 0 }
    let shift = UInt64(truncatingIfNeeded: fractionBits)
    let product = (value.significandBitPattern | 1 &<< 52) * UInt64(scale)
    let rounded = (product + 1 &<< (shift - 1)) &>> shift
    return min(UInt32(truncatingIfNeeded: rounded), maximum)
  }

  private static func powerOfTen(_ exponent: Int) -> UInt32 {
    var power: UInt32 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
  }
}
