// SPDX-License-Identifier: Apache-2.0
import CMeter

/// One channel's correlation, period by period, seen from the middle of the cycle, in the units of `cm_correlation`.
///
/// Its methods are mutating, so that they are called at its address.
struct PeriodMoments {
  /// Sum over the periods.
  private(set) var sum = Phasor.zero
  /// Sum of 2u P, u being the number of a period counted from the middle one.
  private var first = Phasor.zero
  /// Sum of (2u)^2 P.
  private var second = Phasor.zero
  /// Three times the mean of (2u)^2.
  private var spread = 0.0

  /// Takes those of one channel, in place; the correlation is left as it is: passed by its address, it is not copied.
  @inline(never)
  mutating func take(_ correlation: inout cm_correlation, channel: Int) {
    Self.centre(&correlation, 2 &* channel, &sum.real, &first.real, &second.real)
    Self.centre(&correlation, 2 &* channel &+ 1, &sum.imaginary, &first.imaginary, &second.imaginary)
    let last = Int64(correlation.periods) &- 1
    spread = Elementary.number(last &* (last &+ 2))
  }

  /// The moments of one part of a channel, real or imaginary; exact, in integers of 2^51 at most: 2u = 2p - last.
  @inline(never)
  private static func centre(
    _ correlation: inout cm_correlation, _ part: Int, _ sum: inout Double, _ first: inout Double,
    _ second: inout Double
  ) {
    let last = Int64(correlation.periods) &- 1
    let whole: Int64 = element(&correlation.sum, part)
    let moment = 2 &* element(&correlation.first, part) &- last &* whole
    sum = Elementary.number(whole)
    first = Elementary.number(moment)
    second = Elementary.number(
      4 &* element(&correlation.second, part) &- last &* (2 &* moment &+ last &* whole))
  }

  /// Half of what the signal turns against the oscillator in a period, radians: two Newton steps, from the oscillator's
  /// own frequency.
  @inline(never)
  mutating func halfTurn() -> Double {
    var half = 0.0
    for _ in 0..<2 {
      let sum = turned(by: half)
      let width = sum.square * spread
      guard width > 0 else { return 0 }
      // Half the derivative of the sum by the turn is -j times the first moment there.
      let moment = first.adding(second, lagging: half)
      half += 3 * moment.timesConjugate(of: sum).imaginary / width
    }
    return half
  }

  /// The sum of the periods, each turned back by twice `half` radians for each period it is behind the middle.
  ///
  /// The exponential to second order: 1e-6 for 5 mHz off over 50 periods.
  @inline(never)
  mutating func turned(by half: Double) -> Phasor {
    sum.adding(first.adding(second, lagging: 0.5 * half), lagging: half)
  }

  /// The squares of what each period of a channel differs from the one before, Q4: a difference has twice a period's noise.
  static func scatter(_ correlation: inout cm_correlation, channel: Int) -> Double {
    let square: UInt64 = element(&correlation.scatter, channel)
    return Elementary.number(Int64(bitPattern: square))
  }

  /// An element of what C has as an array, which is a tuple here.
  private static func element<Channels, Element: BitwiseCopyable>(
    _ channels: inout Channels, _ index: Int
  ) -> Element {
    withUnsafeBytes(of: &channels) {
      $0.load(fromByteOffset: index &* MemoryLayout<Element>.stride, as: Element.self)
    }
  }
}
