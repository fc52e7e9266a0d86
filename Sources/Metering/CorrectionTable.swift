// SPDX-License-Identifier: Apache-2.0

/// The correction of a channel's error at one current.
public struct CorrectionPoint: Sendable, Equatable {
  /// RMS of the true current, A, above 0.
  public var current: Double
  /// The ratio of the true current to the one that the channel shows.
  public var gain: Double
  /// How far the channel leads the true current, degrees.
  public var lead: Double

  /// A point at `current` amperes: the channel's reading is to be multiplied by `gain` and leads by `lead` degrees.
  public init(current: Double, gain: Double, lead: Double) {
    self.current = current
    self.gain = gain
    self.lead = lead
  }
}

extension CorrectionPoint {
  /// The entry of a table where it has no point.
  fileprivate static let zero = CorrectionPoint(current: 0, gain: 0, lead: 0)
}

/// A channel's error over current: up to eight points, interpolated linearly over the logarithm of the current.
///
/// Constant below the first point and above the last; without points there is no error. No heap: about 270 bytes.
public struct CorrectionTable: Sendable {
  /// Why a point cannot be added.
  public enum Failure: Error, Sendable, Equatable {
    /// There are eight already.
    case full
    /// Its current is not finite, not above 0, or not above that of the point before it.
    case notAscending
  }

  /// The most points a table has.
  public static var capacity: Int { 8 }

  /// How many points there are, 0...8.
  public private(set) var count = 0
  // Written out: a literal becomes cleared memory, a repeated value a loop.
  private var points: InlineArray<8, CorrectionPoint> = [
    .zero, .zero, .zero, .zero, .zero, .zero, .zero, .zero,
  ]
  /// Base 2 logarithms of the currents.
  private var logarithms: InlineArray<8, Double> = [0, 0, 0, 0, 0, 0, 0, 0]

  /// A table without points.
  public init() {}

  /// Adds a point above all others.
  ///
  /// - Throws: `full` or `notAscending`, with the table as it was.
  @inline(never)  // 240 bytes of flash less
  public mutating func append(_ point: CorrectionPoint) throws(Failure) {
    guard count < Self.capacity else { throw .full }
    let least = count == 0 ? 0 : points[count - 1].current
    guard point.current > least, point.current.isFinite else { throw .notAscending }
    points[count] = point
    logarithms[count] = Elementary.binaryLogarithm(point.current)
    count += 1
  }

  /// A point, counted from 0.
  public subscript(index: Int) -> CorrectionPoint {
    precondition((0..<count).contains(index))
    return points[index]
  }

  /// The correction at a current, A RMS; that of the first point at 0 and below.
  ///
  /// - Complexity: O(points), and one logarithm between points.
  @_addressableSelf
  public func point(at current: Double) -> CorrectionPoint {
    guard count > 0 else { return CorrectionPoint(current: current, gain: 1, lead: 0) }
    guard current > points[0].current else { return points[0] }
    guard current < points[count - 1].current else { return points[count - 1] }
    var upper = 1
    while points[upper].current < current { upper += 1 }
    let (low, high) = (points[upper - 1], points[upper])
    let least = logarithms[upper - 1]
    let fraction =
      (Elementary.binaryLogarithm(current) - least) * Elementary.reciprocal(logarithms[upper] - least)
    return CorrectionPoint(
      current: current, gain: low.gain + (high.gain - low.gain) * fraction,
      lead: low.lead + (high.lead - low.lead) * fraction)
  }
}

extension CorrectionTable: Equatable {
  /// Whether both have the same points.
  public static func == (a: CorrectionTable, b: CorrectionTable) -> Bool {
    guard a.count == b.count else { return false }
    for index in 0..<a.count where a.points[index] != b.points[index] { return false }
    return true
  }
}
