// SPDX-License-Identifier: Apache-2.0
import CMeter

/// Elementary functions from the four basic operations and integers alone.
///
/// A bare-metal port has no libm, and a host and a port must round alike: the same source gives the same bits
/// wherever arithmetic follows IEEE 754. Long series of values below 1 are summed in 64-bit fractions (Q64): on a core without
/// floating point that takes a fraction of the time.
package enum Elementary {
  /// Square root of 0, of a normal number or of infinity; 0 for a negative argument, NaN for NaN.
  ///
  /// Relative error below 2e-16. Newton's iteration, which needs no division, finds the root's reciprocal from a line (9 % off
  /// at worst, then 1.5 times the square of that). The reciprocal gives the root to 2^-28, and then the rest from the remainder
  /// of the root's square.
  static func squareRoot(_ x: Double) -> Double {
    let exponent = UInt32(truncatingIfNeeded: x.bitPattern &>> 52)
    guard exponent &- 1 < 0x7FE else { return x < 0 ? 0 : x }
    // 1...4, Q62, times a power of 4.
    var square = x.bitPattern &<< 11 | 1 &<< 63
    if exponent & 1 == 1 { square &>>= 1 }
    let leading = UInt32(truncatingIfNeeded: square &>> 32)
    // 1.066 - 0.152 x, Q32.
    var reciprocal = (2_290_033_664 &- high(leading, 1_308_622_848)) &<< 1
    for _ in 0..<4 { reciprocal = nearer(reciprocal, leading) }
    let root = high(leading, reciprocal) &<< 1
    let rest = high(UInt32(truncatingIfNeeded: (square &- cm_product(root, root)) &>> 8), reciprocal)
    return Double(
      bitPattern: UInt64((exponent &+ 1) &>> 1 &+ 510) &<< 52 &+ UInt64(root) &<< 21
        &+ UInt64((rest &+ 4) &>> 3))
  }

  /// One over a number above 0, relative error below 1.2e-16; 0 from 2^1022 on, infinity below 2^-1022, NaN for NaN.
  ///
  /// A division takes five times as many instructions on a core without floating point. The reciprocal is found by Newton's
  /// iteration from a line (6 % off at worst, then the square of that) to 2^-30, and the rest from the remainder of its product
  /// with the number.
  package static func reciprocal(_ x: Double) -> Double {
    let exponent = x.bitPattern &>> 52
    guard exponent &- 1 < 2044 else { return x.isNaN ? x : x < 1 ? .infinity : 0 }
    // 1...2, Q52.
    let number = x.bitPattern & 0xF_FFFF_FFFF_FFFF | 1 &<< 52
    let leading = UInt32(truncatingIfNeeded: number &>> 21)
    // 24/17 - 8/17 x, Q32: the 1 that Q32 cannot hold is made up for as the difference wraps.
    var inverse = 1_768_515_945 &- high(leading, 4_042_322_160)
    for _ in 0..<3 { inverse = high(inverse, 0 &- high(leading, inverse)) &<< 1 }
    // The remainder of 1, Q84, is below 2^-29, so its bits above 64 are known. With 2^-29 added it is not negative.
    let upper = UInt32(truncatingIfNeeded: number &>> 32) &* inverse
    let product = cm_product(UInt32(truncatingIfNeeded: number), inverse) &+ UInt64(upper) &<< 32
    let rest = UInt32(truncatingIfNeeded: (1 &<< 55 &- product) &>> 24)
    let correction = Int32(bitPattern: high(rest, inverse) &- inverse &>> 1 &+ 64) &>> 7
    return Double(
      bitPattern: (2044 &- exponent) &<< 52 &+ UInt64(inverse) &<< 21 &+ UInt64(bitPattern: Int64(correction))
    )
  }

  /// A step of Newton's iteration to one over the root of x, Q30, from `reciprocal`, Q32: r (3 - x r^2) / 2.
  ///
  /// The 3 is less by what is lost in the products: so the result stays below 1.
  @inline(never)
  private static func nearer(_ reciprocal: UInt32, _ x: UInt32) -> UInt32 {
    high(reciprocal, 3 &<< 30 &- 2 &- high(high(reciprocal, reciprocal), x)) &<< 1
  }

  /// The upper half of a product.
  static func high(_ a: UInt32, _ b: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: cm_product(a, b) &>> 32)
  }

  /// Base 2 logarithm of a normal number above 0; error below 4e-16, or one unit in its last place.
  ///
  /// Octaves, and ln(m) = 2 artanh(t) for the rest, m in 0.70...1.41: |t| < 0.172.
  @inline(never)
  static func binaryLogarithm(_ x: Double) -> Double {
    let octaves = Int64(bitPattern: x.bitPattern &- rootOfHalf.bitPattern) &>> 52
    let mantissa = Double(bitPattern: x.bitPattern &- UInt64(bitPattern: octaves &<< 52))
    let t = (mantissa - 1) * reciprocal(mantissa + 1)
    let neper = t + t * inverseTangentTail(t, isHyperbolic: true)
    return double(octaves) + neper * (2 * logarithmsPerNeper)
  }

  /// Sine and cosine of an angle in degrees, -1e9...1e9; absolute error below 4e-16 after the reduction, which
  /// is exact: multiples of 90 give exactly 0, 1 or -1. Traps beyond 2e17, and where the angle is not a number.
  static func sineCosine(degrees: Double) -> (sine: Double, cosine: Double) {
    // The last bit of its significand is one quarter turn.
    let quarters = degrees * (1.0 / 90) + 0x1.8p52
    precondition(quarters.bitPattern &>> 52 == 0x433)
    let angle = (degrees - 90 * (quarters - 0x1.8p52)) * radiansPerDegree
    let x = fixedPoint(angle, fractionBits: 64)
    let square = product(x, x)
    // Taylor series on |x| <= pi/4, the first term left out below 5e-17.
    var sine = double(fraction: x &- product(product(x, square), taylorTail(15, square)))
    if angle.sign == .minus { sine = -sine }
    let cosine = 1 - double(fraction: product(square, taylorTail(16, square)))
    let quadrant = UInt32(truncatingIfNeeded: quarters.bitPattern)
    let turned = quadrant & 1 == 0 ? (sine: sine, cosine: cosine) : (sine: cosine, cosine: -sine)
    return quadrant & 2 == 0 ? turned : (-turned.sine, -turned.cosine)
  }

  /// Angle of the point (x, y) in degrees, (-180, 180]; 0 for the origin. Absolute error below 2e-13 degrees.
  ///
  /// The point is mirrored to 0...45 degrees and turned back by 0, 22.5 or 45 degrees, to within 11.25 degrees of the axis. The
  /// series of the arc tangent takes its slope t there: |t| < 0.199.
  static func arcTangentDegrees(y: Double, x: Double) -> Double {
    var (long, short) = (abs(x), abs(y))
    let isSteep = short > long
    if isSteep { (long, short) = (short, long) }
    guard long > 0 else { return 0 }
    var offset = 0.0
    var tangent = 0.0
    if short > long * 0.668_178_637_919_298_9 {  // tan(33.75 degrees)
      offset = 45
      tangent = 1
    } else if short > long * 0.198_912_367_379_658_0 {  // tan(11.25 degrees)
      offset = 22.5
      tangent = 0.414_213_562_373_095_05
    }
    let t = (short - long * tangent) * reciprocal(long + short * tangent)
    var angle = offset + (t + t * inverseTangentTail(t, isHyperbolic: false)) * degreesPerRadian
    if isSteep { angle = 90 - angle }
    if x.sign == .minus { angle = 180 - angle }
    return y.sign == .minus && angle < 180 ? -angle : angle
  }

  /// artanh(t) / t - 1 for |t| < 0.2: t^2/3 + t^4/5 + t^6/7 ...; or arctan(t) / t - 1, where the signs
  /// alternate. The first term left out is below 3e-17.
  @inline(never)
  private static func inverseTangentTail(_ t: Double, isHyperbolic: Bool) -> Double {
    let square = fixedPoint(t * t, fractionBits: 64)
    var series: UInt64 = 0
    var index = oddReciprocals.count
    while index > 0 {
      index -= 1
      let rest = product(square, series)
      series = isHyperbolic ? oddReciprocals[index] &+ rest : oddReciprocals[index] &- rest
    }
    let tail = double(fraction: product(square, series))
    return isHyperbolic ? tail : -tail
  }

  /// 1/a! - x/(a+2)! + x^2/(a+4)! ... to the reciprocal of the factorial of `last`, Q64; a is 2 or 3.
  @inline(never)
  private static func taylorTail(_ last: Int, _ x: UInt64) -> UInt64 {
    var series: UInt64 = 0
    var number = last
    while number >= 2 {
      series = factorialReciprocals[number - 2] &- product(x, series)
      number -= 2
    }
    return series
  }

  /// A number's magnitude times 2^`fractionBits`, 0...64, rounded down; the product must be below 2^64.
  @inline(never)
  package static func fixedPoint(_ x: Double, fractionBits: UInt64) -> UInt64 {
    let shift = 1086 &- fractionBits &- (x.bitPattern &>> 52) & 0x7FF
    return shift > 63 ? 0 : (x.bitPattern &<< 11 | 1 &<< 63) &>> shift
  }

  /// An integer as a number, rounded, halves away from 0.
  ///
  /// It is done in integers: libraries for 32-bit cores do it with floating-point multiplications.
  @inline(never)
  package static func double(_ integer: Int64) -> Double {
    guard integer != 0 else { return 0 }
    let sign = UInt64(bitPattern: integer) & 1 &<< 63
    let zeros = UInt64(truncatingIfNeeded: integer.magnitude.leadingZeroBitCount)
    let leading = integer.magnitude &<< zeros
    // The leading bit adds 1 to the exponent, as does what is rounded up to the next power of 2.
    let mantissa = leading &>> 11 &+ leading &>> 10 & 1
    return Double(bitPattern: (1085 &- zeros) &<< 52 &+ mantissa | sign)
  }

  /// A fraction, Q64, as a number: half of it as an integer, with 63 taken from the exponent.
  @inline(never)
  private static func double(fraction: UInt64) -> Double {
    let integer = double(Int64(bitPattern: fraction &>> 1))
    return fraction < 2 ? 0 : Double(bitPattern: integer.bitPattern &- 63 &<< 52)
  }

  /// Product of two fractions, Q64; up to 3 units too small.
  @inline(never)
  private static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (highA, lowA) = (UInt32(truncatingIfNeeded: a &>> 32), UInt32(truncatingIfNeeded: a))
    let (highB, lowB) = (UInt32(truncatingIfNeeded: b &>> 32), UInt32(truncatingIfNeeded: b))
    return cm_product(highA, highB) &+ UInt64(high(highA, lowB)) &+ UInt64(high(lowA, highB))
  }

  /// 1/3, 1/5 ..., Q64.
  private static let oddReciprocals: InlineArray<9, UInt64> = [
    .max / 3, .max / 5, .max / 7, .max / 9, .max / 11, .max / 13, .max / 15, .max / 17, .max / 19,
  ]
  /// 1/2!, 1/3! ..., Q64.
  private static let factorialReciprocals: InlineArray<15, UInt64> = [
    .max / 2, .max / 6, .max / 24, .max / 120, .max / 720, .max / 5040, .max / 40320, .max / 362_880,
    .max / 3_628_800, .max / 39_916_800, .max / 479_001_600, .max / 6_227_020_800, .max / 87_178_291_200,
    .max / 1_307_674_368_000, .max / 20_922_789_888_000,
  ]

  static let radiansPerDegree = 0.017_453_292_519_943_295
  static let degreesPerRadian = 57.295_779_513_082_32
  private static let rootOfHalf = 0.707_106_781_186_547_5
  /// 1 / ln 2.
  private static let logarithmsPerNeper = 1.442_695_040_888_963_4
}
