// SPDX-License-Identifier: Apache-2.0
import CMeter

/// A sine that the rails clip. Mean squares are in units of that of the smallest sine that reaches the rails.
struct ClippedSine {
  /// Mean square of the sine before clipping, at least 1.
  let whole: Double
  /// Mean square after clipping, 1...2.
  let rest: Double

  /// The sine that is at the rails for a share, 0...0.9, of the time; accurate to a millionth.
  init(share: Double) {
    self.init(fixed: Self.share(share))
  }

  /// The sine of which whole frames show a share, 0...0.9, at the rails. Each half period has two edges, where up to a frame may
  /// be missing: the share is raised by as much, as far as the mean square allows. The mean square itself is exact to the square
  /// of a frame.
  ///
  /// - Parameters:
  ///   - frame: One frame as a part of a mains period.
  ///   - meanSquare: Mean square after clipping.
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

  /// The sine that flows for only a part of the time, from its share at the rails and its mean square, both over all of the time.
  ///
  /// The shorter that part is, the larger is the sine's own share while it flows: up to 0.9, found to 2^-17.
  init(share: Double, meanSquare: Double) {
    let (shown, left) = (Self.share(share), Self.rest(meanSquare))
    var own = min(shown, Self.largest)
    var step = (Self.largest &- own) &>> 1
    while step >= 1 &<< 15 {
      let next = own &+ step
      // This share keeps more than the mean square: the part is shorter.
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

  /// ``rest`` as a function of the share, Q29 from Q32; error below 1e-6.
  ///
  /// The mean square is 2 at the rails, and the sine's own between them: together 1 + q^2 (c0 - c1 q + c2 q^2 ...) for a share q.
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

  /// A share in Q32, at most ``largest``.
  private static func share(_ share: Double) -> UInt32 {
    UInt32(truncatingIfNeeded: Elementary.fixedPoint(min(share, 0.9), fractionBits: 32))
  }

  /// A mean square in Q29, at most 4.
  private static func rest(_ meanSquare: Double) -> UInt32 {
    UInt32(truncatingIfNeeded: Elementary.fixedPoint(min(meanSquare, 4), fractionBits: 29))
  }

  /// 0.9, Q32.
  private static let largest: UInt32 = 3_865_470_566
  /// Coefficients of ``rest(ofShare:)`` by least squares over 0...0.9, Q29.
  private static let kept: InlineArray<8, UInt32> = [
    1_324_545_070, 1_762_372_033, 2_136_336_392, 2_367_990_282, 2_183_223_893, 1_488_118_952, 635_769_848,
    124_546_592,
  ]
  /// Coefficients of 1 less the cosine's square, pi^2/4, pi^4/48 ..., Q29; the first term left out is below 1e-7.
  private static let cosineSquare: InlineArray<8, UInt32> = [
    1_324_675_879, 1_089_502_240, 358_431_870, 63_171_085, 6_927_485, 517_966, 28_089, 1_155,
  ]
}
