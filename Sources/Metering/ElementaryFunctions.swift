// SPDX-License-Identifier: Apache-2.0

/// Elementary functions from the four basic operations alone.
///
/// A bare-metal port has no libm, and a host and a port must round alike: the same source gives the same bits
/// wherever arithmetic follows IEEE 754.
enum Elementary {
  /// Square root of 0, of a normal number or of infinity; 0 for a negative argument, not a number for none.
  ///
  /// Relative error below 3e-16: Newton's iteration from a line (4.5 % off at worst), twice in integers of 32 bits (then
  /// 2^-15 off), twice in full.
  static func squareRoot(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x < 0 ? 0 : x }
    let exponent = x.bitPattern &>> 52
    // The mantissa as 2^30...2^32, times a power of 4.
    let leading = UInt32(truncatingIfNeeded: x.bitPattern &>> 21) | 0x8000_0000
    let square = exponent & 1 == 1 ? leading &>> 1 : leading
    var short = 24000 &+ (square &>> 17) &+ (square &>> 19)
    short = (short &+ square / short) &>> 1
    short = (short &+ square / short) &>> 1
    let mantissa = UInt64(min(short, 0xFFFF) & 0x7FFF) &<< 37
    var root = Double(bitPattern: ((exponent &+ 1023) &>> 1) &<< 52 | mantissa)
    root = 0.5 * (root + x / root)
    return 0.5 * (root + x / root)
  }

  /// Base 2 logarithm of a normal number above 0; error below 4e-16, or one unit in its last place.
  ///
  /// The exponent, and the series of 2 artanh(t) = ln(m) for the mantissa m in 0.70...1.41: |t| < 0.172, the first
  /// term left out below 3e-17.
  static func binaryLogarithm(_ x: Double) -> Double {
    var exponent = Int(truncatingIfNeeded: x.bitPattern >> 52) - 1023
    var mantissa = Double(bitPattern: x.bitPattern & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
    if mantissa > 1.414_213_562_373_095_1 {
      mantissa *= 0.5
      exponent += 1
    }
    let t = (mantissa - 1) / (mantissa + 1)
    let t2 = t * t
    let series = Self.reciprocals(from: 9, t2, sign: 1)
    return Double(exponent) + 2 * (t + t * t2 * series) * logarithmsPerNeper
  }

  /// Sine and cosine of an angle in degrees, -1e9...1e9; absolute error below 4e-16 after the reduction, which
  /// is exact: multiples of 90 give exactly 0, 1 or -1.
  static func sineCosine(degrees: Double) -> (sine: Double, cosine: Double) {
    let quarters = degrees * (1.0 / 90)
    let quadrant = Int32(truncatingIfNeeded: Int64(quarters + (quarters < 0 ? -0.5 : 0.5)))
    let x = (degrees - 90 * Double(quadrant)) * radiansPerDegree
    let x2 = x * x
    // Taylor series on |x| <= pi/4, the first term left out below 5e-17.
    let sine = x - x * x2 * (1.0 / 6) * Self.descend(Self.sineTerms, x2)
    let cosine = Self.descend(Self.cosineTerms, x2)
    return switch quadrant & 3 {
    case 0: (sine, cosine)
    case 1: (cosine, -sine)
    case 2: (-sine, -cosine)
    default: (-cosine, sine)
    }
  }

  /// Angle of the point (x, y) in degrees, (-180, 180]; 0 for the origin. Absolute error below 2e-13 degrees.
  static func arcTangentDegrees(y: Double, x: Double) -> Double {
    let width = abs(x)
    let height = abs(y)
    guard width > 0 || height > 0 else { return 0 }
    let isSteep = height > width
    var angle = arcTangentDegrees(ratio: isSteep ? width / height : height / width)
    if isSteep { angle = 90 - angle }
    if x < 0 { angle = 180 - angle }
    return y < 0 && angle < 180 ? -angle : angle
  }

  /// Arc tangent of a ratio 0...1 in degrees: reduced to |t| <= tan(11.25 degrees), then nine terms of the series.
  private static func arcTangentDegrees(ratio: Double) -> Double {
    let tangent22 = 0.414_213_562_373_095_05  // tan(22.5 degrees) = sqrt(2) - 1
    let offset: Double
    let t: Double
    if ratio > 0.668_178_637_919_298_9 {  // tan(33.75 degrees)
      offset = 45
      t = (ratio - 1) / (ratio + 1)
    } else if ratio > 0.198_912_367_379_658_0 {  // tan(11.25 degrees)
      offset = 22.5
      t = (ratio - tangent22) / (1 + ratio * tangent22)
    } else {
      offset = 0
      t = ratio
    }
    let t2 = t * t
    let series = Self.reciprocals(from: 8, t2, sign: -1)
    return offset + (t - t * t2 * series) * degreesPerRadian
  }

  /// 1/3 + t/5 + t^2/7 ... to the reciprocal of 2n + 1, signs alternating where `sign` is -1.
  ///
  /// Loops over tables: half the code of the same written out.
  @inline(never)
  private static func reciprocals(from last: Int, _ t: Double, sign: Double) -> Double {
    let t = t * sign
    var series = oddReciprocals[last - 1]
    for index in (0..<last - 1).reversed() { series = oddReciprocals[index] + t * series }
    return series
  }

  /// 1 - t c0 (1 - t c1 (1 - t c2 ...)) with the coefficients from the last to the first.
  @inline(never)
  private static func descend(_ terms: InlineArray<8, Double>, _ t: Double) -> Double {
    var series = 1.0
    for index in terms.indices where terms[index] != 0 { series = 1 - t * terms[index] * series }
    return series
  }

  private static let oddReciprocals: InlineArray<9, Double> = [
    1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19,
  ]
  private static let sineTerms: InlineArray<8, Double> = [
    0, 1.0 / 272, 1.0 / 210, 1.0 / 156, 1.0 / 110, 1.0 / 72, 1.0 / 42, 1.0 / 20,
  ]
  private static let cosineTerms: InlineArray<8, Double> = [
    1.0 / 240, 1.0 / 182, 1.0 / 132, 1.0 / 90, 1.0 / 56, 1.0 / 30, 1.0 / 12, 1.0 / 2,
  ]

  static let radiansPerDegree = 0.017_453_292_519_943_295
  static let degreesPerRadian = 57.295_779_513_082_32
  /// 1 / ln 2.
  private static let logarithmsPerNeper = 1.442_695_040_888_963_4
}
