// SPDX-License-Identifier: Apache-2.0
import CMeter

/// A channel's midpoint over one cycle: a parabola through the periods' means.
///
/// A converter's midpoint that settles is not current. A half wave, or a mean that changes from period to period, is.
struct Drift {
  /// Coefficients of three polynomials that are orthogonal over the periods, each of mean square 1: codes.
  private var constant = 0.0
  private var slope = 0.0
  private var curvature = 0.0

  /// No midpoint.
  init() {}

  /// The parabola of least squares; a constant where there are fewer than 8 periods.
  ///
  /// - Parameters:
  ///   - course: Each period's sum, less what it is measured from, 1/65536 codes.
  ///   - basis: The polynomials of the cycle.
  init(_ course: cm_course, _ basis: borrowing @_addressable DriftBasis) {
    let sum = Elementary.double(course.sum)
    constant = sum * basis.constant
    guard basis.isParabola else { return }
    let first = Elementary.double(course.first)
    let second = 2 * Elementary.double(course.second) - first
    slope = (basis.next * sum - 2 * first) * basis.slope
    curvature =
      (basis.square * sum + 4 * (second - basis.next * first)) * basis.curvature
  }

  /// The mean product of two midpoints.
  func product(_ other: Drift) -> Double {
    constant * other.constant + slope * other.slope + curvature * other.curvature
  }
}

/// The polynomials over a cycle's periods, which are the same for all channels.
///
/// With q = 1...n counted from the last period and u = n + 1 - 2q they are 1, u and u^2 - (n^2 - 1) / 3.
struct DriftBasis {
  /// One over the length of all periods in 1/65536 frames; the next two also over their polynomial's root mean
  /// square.
  let constant: Double
  private(set) var slope = 0.0
  private(set) var curvature = 0.0
  /// n + 1.
  private(set) var next = 0.0
  /// (n + 1)^2 less the mean square of u.
  private(set) var square = 0.0
  /// Whether there are enough periods to tell a drift from a load.
  let isParabola: Bool

  /// The polynomials over a number of periods.
  ///
  /// - Parameter inverse: One over the length of all periods in 1/65536 frames.
  init(periods: UInt32, inverse: Double) {
    constant = inverse
    isParabola = periods >= Self.fewest
    guard isParabola else { return }
    let count = Elementary.double(Int64(periods))
    next = count + 1
    let spread = (count * count - 1) * (1.0 / 3)
    square = next * next - spread
    slope = inverse * Elementary.squareRoot(Elementary.reciprocal(spread))
    let width = spread * (count * count - 4) * (4.0 / 15)
    curvature = inverse * Elementary.squareRoot(Elementary.reciprocal(width))
  }

  private static let fewest: UInt32 = 8
}
