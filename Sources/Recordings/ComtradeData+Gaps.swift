// SPDX-License-Identifier: Apache-2.0

extension ComtradeData {
  /// A place at which records are missing.
  struct Gap: Equatable {
    /// The first record after it, from 0.
    var record: Int
    /// How many are missing.
    var frames: Int
  }

  /// The places at which the timestamps jump ahead.
  ///
  /// A jump is by at least half an interval and one unit more than an interval, so that neither rounding nor jitter is one, and
  /// by a day at most: what is more is a clock that was set. The timestamp after it must lie as far ahead, or it is a single wrong
  /// one. Nowhere is there a gap where the other timestamps do not keep the rate to within 1 %: then they do not
  /// tell when a record was taken.
  ///
  /// - Parameters:
  ///   - records: Records at one rate; the gap before the first of them counts, too, where it is not the first of all.
  ///   - interval: Units of the timestamps from one record to the next, at that rate.
  ///   - before: The same of the records before them.
  ///   - unit: Seconds a unit of the timestamps.
  /// - Complexity: O(records).
  func gaps(in records: Range<Int>, interval: Double, before: Double, unit: Double) -> [Gap] {
    let margin = 0.5 * interval + 1
    let longest = Self.longestGap / unit
    var gaps: [Gap] = []
    var (regular, passed) = (0, 0.0)
    for record in records where record > 0 {
      // The interval after the last record of a rate is that rate's.
      let passing = timestamps[record] - timestamps[record - 1]
      let step = record == records.lowerBound ? passing - before + interval : passing
      if abs(step - interval) <= margin {
        regular += 1
        passed += step
      } else if step > interval, step <= longest, isKept(after: record, interval: interval, margin: margin) {
        gaps.append(Gap(record: record, frames: Int((step / interval).rounded()) - 1))
      }
    }
    let expected = interval * Double(regular)
    let isTimed = 2 * regular >= records.count - 1 && abs(passed - expected) <= 0.01 * expected + 2
    return isTimed ? gaps.filter { $0.frames > 0 } : []
  }

  /// Whether the record after one whose timestamp jumps is stamped after the jump, too.
  private func isKept(after record: Int, interval: Double, margin: Double) -> Bool {
    guard record + 1 < timestamps.count, !timestamps[record + 1].isNaN else { return true }
    return timestamps[record + 1] - timestamps[record - 1] > 2 * interval + margin
  }

  /// Seconds of a gap at most.
  private static let longestGap = 86400.0
}
