// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// Finds the places at which the timestamps of a COMTRADE recording jump ahead, one after the other.
///
/// A jump is a step that is longer than an interval by more than half an interval and one unit, so that neither rounding nor jitter
/// is one. It is a day at most: a longer step is a clock that was set. The timestamp after it must lie as far ahead; otherwise a
/// single one is wrong. The records of one rate have no gaps where their other timestamps do not keep the rate within 1 %: such
/// timestamps do not tell when a record was taken.
struct ComtradeGaps {
  /// Records that are missing before one, which counts from 0.
  typealias Gap = (record: Int, frames: Int)

  /// Seconds of a gap at most.
  private static let longestGap = 86400.0

  private let stretches: [(records: Range<Int>, rate: Double)]
  private let unit: Double
  private let file: String
  /// The stretch of the record that is looked at.
  private var index = 0
  /// The timestamps of it and of the one before.
  private var (before, this) = (Double.nan, Double.nan)
  private var count = 0
  private var gaps: [Gap] = []
  /// Those of the stretch in progress.
  private var found: [Gap] = []
  private var (regular, passed) = (0, 0.0)
  private var line: StampLine
  /// Of each stretch that is complete, the verdict on its interval; `agrees` where fewer than half of the steps are regular.
  private(set) var verdicts: [StampLine.Verdict] = []

  /// No records yet.
  ///
  /// - Parameters:
  ///   - stretches: The records at each rate, in their order; the last one may be longer than the recording.
  ///   - unit: Seconds a unit of the timestamps.
  init(_ stretches: [(records: Range<Int>, rate: Double)], unit: Double, file: String) {
    self.stretches = stretches
    self.unit = unit
    self.file = file
    line = StampLine(interval: stretches.first.map { 1 / ($0.rate * unit) } ?? .nan)
  }

  /// Takes the timestamp of the next record; NaN where it has none.
  ///
  /// - Throws: `data` where records are missing at more places than ``RecordScan/placeLimit``.
  mutating func add(_ timestamp: Double) throws(InputError) {
    if count > 0 { try look(at: count - 1, next: timestamp) }
    (before, this) = (this, timestamp)
    count += 1
  }

  /// The gaps, by ascending records, once the last timestamp is taken.
  ///
  /// - Throws: `data` where records are missing at more places than ``RecordScan/placeLimit``.
  mutating func finish() throws(InputError) -> [Gap] {
    if count > 0 { try look(at: count - 1, next: .nan) }
    try close(at: count)
    return gaps
  }

  private func interval(_ index: Int) -> Double { 1 / (stretches[index].rate * unit) }

  /// Looks at the step to a record, once the timestamp of the one after it is known.
  private mutating func look(at record: Int, next: Double) throws(InputError) {
    while index + 1 < stretches.count, record >= stretches[index].records.upperBound {
      try close(at: stretches[index].records.upperBound)
      index += 1
      line = StampLine(interval: interval(index))
    }
    guard record > 0 else {
      line.begin(at: this)
      return
    }
    let interval = interval(index)
    let margin = 0.5 * interval + 1
    // The interval after the last record of a rate is that rate's.
    let isFirst = record == stretches[index].records.lowerBound
    let step = this - before + (isFirst ? interval - self.interval(max(0, index - 1)) : 0)
    if abs(step - interval) <= margin {
      regular += 1
      passed += step
      if isFirst { line.begin(at: this) } else { line.add(this) }
      return
    }
    line.begin(at: this)
    if step > interval, step <= Self.longestGap / unit,
      next.isNaN || next - before > 2 * interval + margin
    {
      try RecordScan.check(gaps.count + found.count, file: file)
      found.append((record, Int((step / interval).rounded()) - 1))
    }
  }

  /// Ends the records of a rate.
  private mutating func close(at end: Int) throws(InputError) {
    let interval = interval(index)
    let expected = interval * Double(regular)
    let records = end - stretches[index].records.lowerBound
    let isRegular = 2 * regular >= records - 1
    verdicts.append(isRegular ? line.verdict : .agrees)
    if isRegular, abs(passed - expected) <= 0.01 * expected + 2 {
      gaps += found.filter { $0.frames > 0 }
    }
    (found, regular, passed) = ([], 0, 0)
  }
}
