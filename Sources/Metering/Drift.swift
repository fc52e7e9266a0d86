// SPDX-License-Identifier: Apache-2.0
import CMeter

/// A channel's midpoint over one cycle: a parabola through the periods' means.
///
/// A converter's midpoint that settles is not current, a half wave or a mean that changes from period to period is.
struct Drift {
  /// Coefficients of three polynomials that are orthogonal over the periods, each of mean square 1: codes.
  private var constant = 0.0
  private var slope = 0.0
  private var curvature = 0.0

  /// No midpoint.
  init() {}

  /// The parabola of least squares; a constant where there are few periods.
  ///
  /// - Parameters:
  ///   - course: Each period's sum, less what it is measured from, 1/65536 codes.
  ///   - periods: How many.
  ///   - length: Of all, 1/65536 frames.
  @inline(never)
  init(_ course: cm_course, periods: UInt32, length: Double) {
    let sum = Elementary.double(course.sum)
    constant = sum / length
    guard periods >= Self.fewest else { return }
    let count = Elementary.double(Int64(periods))
    // With q = 1...n counted from the last period, u = n + 1 - 2q: sums of u and of u^2 - (n^2 - 1) / 3 times the period's.
    let first = Elementary.double(course.first)
    let second = 2 * Elementary.double(course.second) - first
    let next = count + 1
    let moment = next * sum - 2 * first
    let square = next * next * sum + 4 * (second - next * first)
    let spread = (count * count - 1) * (1.0 / 3)
    slope = moment / (length * Elementary.squareRoot(spread))
    let width = spread * (count * count - 4) * (4.0 / 15)
    curvature = (square - spread * sum) / (length * Elementary.squareRoot(width))
  }

  /// The mean product of two midpoints.
  func product(_ other: Drift) -> Double {
    constant * other.constant + slope * other.slope + curvature * other.curvature
  }

  /// Fewer periods do not tell a drift from a load.
  private static let fewest: UInt32 = 8
}
