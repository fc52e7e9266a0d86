// SPDX-License-Identifier: Apache-2.0

/// The least-squares line through the timestamps of records in a row, which tells their mean interval.
///
/// Where the stamps jump, a new piece begins: all pieces share one slope, and each has its own origin.
struct StampLine {
  /// The declared interval, in units of the stamps.
  let interval: Double
  /// Intervals between the stamps of all pieces.
  private(set) var steps = 0

  /// The piece in progress: its first and its latest stamp, and sums over its deviations from the declared interval.
  private var (origin, latest) = (Double.nan, Double.nan)
  private var count = 0.0
  private var (sum, moment, squares) = (0.0, 0.0, 0.0)
  /// Of the pieces before, about their means: squares of places, products with deviations, squares of deviations.
  private var (places, products, deviations) = (0.0, 0.0, 0.0)
  /// The step that all of them have had so far, in units; nil before the first and after a different one.
  private var commonStep: Double?

  /// A line through nothing.
  init(interval: Double) {
    self.interval = interval
  }

  /// Begins a piece with its first stamp; NaN where a record has none.
  mutating func begin(at stamp: Double) {
    (places, products, deviations) = total
    (origin, latest, count) = (stamp, stamp, 1)
    (sum, moment, squares) = (0, 0, 0)
  }

  /// Takes the next stamp of a piece.
  mutating func add(_ stamp: Double) {
    let deviation = stamp - origin - interval * count
    sum += deviation
    moment += deviation * count
    squares += deviation * deviation
    if steps == 0 { commonStep = stamp - latest } else if commonStep != stamp - latest { commonStep = nil }
    (latest, count, steps) = (stamp, count + 1, steps + 1)
  }

  private var total: (places: Double, products: Double, deviations: Double) {
    guard count > 0 else { return (places, products, deviations) }
    return (
      places + count * (count * count - 1) / 12, products + moment - 0.5 * (count - 1) * sum,
      deviations + squares - sum * sum / count
    )
  }

  /// A verdict of the stamps on the declared interval.
  enum Verdict: Equatable {
    /// They are as declared, or too coarse or too few to tell.
    case agrees
    /// They drift away steadily: how much longer their interval is, in units.
    case drifts(by: Double)
    /// They are off in another way, by as many units at the end.
    case wanders(by: Double)
  }

  /// How far from the declared interval that of the stamps may be, as a share of it: no clock is farther off.
  private static let widest = 0.2
  /// The largest RMS of the deviations from the line of stamps that count as uniform, in intervals and in units: that of deviations
  /// of half an interval, and of rounding.
  private static let uniform = 0.3
  /// The largest RMS of those deviations as a share of the drift's own, where they are larger than that.
  private static let steady = 0.25
  /// The least drift, in standard errors of its own.
  private static let significance = 5.0

  /// Judges the stamps.
  ///
  /// They contradict the declared interval where they end up more than half an interval and one unit off. Steps that are all the same
  /// may be the declared interval, rounded or cut off by their writer: those tell nothing.
  var verdict: Verdict {
    let (places, products, deviations) = total
    guard steps > 1, places > 0 else { return .agrees }
    let slope = products / places
    let off = slope * Double(steps)
    let isRounded = commonStep.map { $0 - interval > -1 && $0 - interval <= 0.5 } ?? false
    guard abs(off) > 0.5 * interval + 1, !isRounded else { return .agrees }
    let explained = products * slope
    let rest = max(0, deviations - explained)
    guard explained > Self.significance * Self.significance * rest / Double(steps) else { return .agrees }
    let limit = Self.uniform * (interval + 1)
    let isUniform =
      rest <= limit * limit * Double(steps) || rest <= Self.steady * Self.steady * explained
    return isUniform && abs(slope) <= Self.widest * interval ? .drifts(by: slope) : .wanders(by: off)
  }
}
