// SPDX-License-Identifier: Apache-2.0
import CMeter

/// A sine that rails cut, in units of the mean square of the least sine that reaches them.
struct ClippedSine {
  /// Mean square of the sine, 1 or more.
  let whole: Double
  /// The part that the rails leave of it, 1...2.
  let rest: Double

  /// The sine of which a share, 0...0.9, is at the rails, to a millionth.
  init(share: Double) {
    self.init(fixed: Self.share(share))
  }

  /// The sine of which a share, 0...0.9, is at the rails as far as whole frames tell: of two edges in each half period a frame
  /// may be missing. As much more is taken as the mean square allows, which is itself exact to the square of a frame.
  ///
  /// - Parameters:
  ///   - frame: Of a mains period.
  ///   - meanSquare: What the rails leave.
  init(share: Double, frame: Double, meanSquare: Double) {
    let most = Self.rest(meanSquare * (1 + 1.5 * Self(share: share).whole * frame * frame))
    var own = Self.share(share)
    var step = Self.share(frame)
    for _ in 0..<8 {
      let next = min(own &+ step, Self.largest)
      if Self.rest(ofShare: next) <= most { own = next }
      step &>>= 1
    }
    self.init(fixed: own)
  }

  /// The sine that flows for a part of the time only, with a share at the rails and a mean square over all of the time.
  ///
  /// While it flows its own share is the larger the shorter that part is; up to 0.9, found to 2^-17.
  init(share: Double, meanSquare: Double) {
    let (shown, left) = (Self.share(share), Self.rest(meanSquare))
    var own = min(shown, Self.largest)
    var step = (Self.largest &- own) &>> 1
    while step >= 1 &<< 15 {
      let next = own &+ step
      // It keeps more than there is: the part is shorter.
      if cm_product(Self.rest(ofShare: next), shown) > cm_product(left, next) { own = next }
      step &>>= 1
    }
    self.init(fixed: own)
  }

  /// The sine of a share in Q32.
  private init(fixed share: UInt32) {
    // One over cos^2(pi q / 2).
    let square = Elementary.high(share, share)
    let lost = Elementary.high(square, Self.series(Self.cosineSquare, square))
    whole = Elementary.reciprocal(Elementary.double(Int64(1 &<< 29 &- lost)) * 0x1p-29)
    rest = Elementary.double(Int64(Self.rest(ofShare: share))) * 0x1p-29
  }

  /// ``rest`` by the share, Q29 by Q32; error below 1e-6.
  ///
  /// The shares between the rails keep the mean of 2 cos^2 over the rest of each quarter: it is 1 + q^2 (c0 - c1 q + c2 q^2 ...).
  private static func rest(ofShare share: UInt32) -> UInt32 {
    1 &<< 29 &+ Elementary.high(Elementary.high(share, share), series(kept, share))
  }

  /// c0 - c1 x + c2 x^2 ..., Q29 by Q32.
  private static func series(
    _ coefficients: borrowing @_addressable InlineArray<8, UInt32>, _ x: UInt32
  ) -> UInt32 {
    var series: UInt32 = 0
    var index = coefficients.count
    while index > 0 {
      index -= 1
      series = coefficients[index] &- Elementary.high(x, series)
    }
    return series
  }

  /// A share in Q32, up to the largest.
  private static func share(_ share: Double) -> UInt32 {
    UInt32(truncatingIfNeeded: Elementary.fixedPoint(min(share, 0.9), fractionBits: 32))
  }

  /// A mean square in Q29, up to 4.
  private static func rest(_ meanSquare: Double) -> UInt32 {
    UInt32(truncatingIfNeeded: Elementary.fixedPoint(min(meanSquare, 4), fractionBits: 29))
  }

  /// 0.9, Q32.
  private static let largest: UInt32 = 3_865_470_566
  /// Of what the rails leave: least squares over 0...0.9, Q29.
  private static let kept: InlineArray<8, UInt32> = [
    1_324_545_070, 1_762_372_033, 2_136_336_392, 2_367_990_282, 2_183_223_893, 1_488_118_952, 635_769_848,
    124_546_592,
  ]
  /// pi^2/4, pi^4/48 ...: of 1 less the cosine's square, Q29; the first term left out is below 1e-7.
  private static let cosineSquare: InlineArray<8, UInt32> = [
    1_324_675_879, 1_089_502_240, 358_431_870, 63_171_085, 6_927_485, 517_966, 28_089, 1_155,
  ]
}
