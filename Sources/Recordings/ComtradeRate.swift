// SPDX-License-Identifier: Apache-2.0
import StrictJSON

extension ComtradeConfiguration {
  /// The records that each declared rate holds for; nil where the timestamps tell the rate.
  ///
  /// Stretches in a row at one rate are one; the last one lasts to the end.
  ///
  /// - Parameter count: Records of the recording; nil where they are not read yet.
  /// - Throws: `data` where the records that rates last to do not ascend.
  func declaredStretches(
    count: Int? = nil, file: String
  ) throws(InputError) -> [(records: Range<Int>, rate: Double)]? {
    guard let first = stretches.first, !(first.rate == 0 && stretches.count == 1) else { return nil }
    var found: [(records: Range<Int>, rate: Double)] = []
    for stretch in stretches {
      let start = found.last?.records.upperBound ?? 0
      guard stretch.lastRecord >= start else {
        let list = stretches.map { "\($0.rate.plain) up to record \($0.lastRecord)" }.joined(separator: ", ")
        throw InputError(.data, file: file, "expected rates up to ascending records, found \(list)")
      }
      if let last = found.last, last.rate == stretch.rate {
        found[found.count - 1].records = last.records.lowerBound..<stretch.lastRecord
      } else {
        found.append((start..<stretch.lastRecord, stretch.rate))
      }
    }
    guard let count else { return found }
    found = found.filter { $0.records.lowerBound < count }
    let last = found[found.count - 1]
    found[found.count - 1].records = last.records.lowerBound..<count
    return found
  }
}

/// The rate that the timestamps of a COMTRADE recording tell.
///
/// Where they jump ahead by 1.5 of their usual steps or more, records are missing: the rate is that between such places. There
/// they are uniform where each lies within one unit, or half an interval, of its place on a line; of jitter above a hundredth of
/// an interval there is a warning.
struct ComtradeRate {
  /// Steps whose median is the usual one: the first of them, 2 MB.
  private static let stepLimit = 1 << 18

  /// Frames/s; nil where there are no two timestamps, or a record has none.
  let value: Double?
  /// What is wrong with the timestamps and is read all the same, in words; nil for nothing.
  let warning: String?

  /// Reads all timestamps, three times over.
  ///
  /// - Parameters:
  ///   - timestamps: Hands each timestamp, from the first one on, to what it is given.
  ///   - unit: Seconds a unit of the timestamps.
  /// - Throws: `data` with the record where they are not uniform; what `timestamps` throws.
  init(
    unit: Double, file: String,
    timestamps: ((Double) throws(InputError) -> Void) throws(InputError) -> Void
  ) throws(InputError) {
    var (count, first, last, areAll) = (0, Double.nan, Double.nan, true)
    var steps: [Double] = []
    var (shortest, longest) = (Double.infinity, -Double.infinity)
    try timestamps { timestamp in
      if count > 0 { (shortest, longest) = (min(shortest, timestamp - last), max(longest, timestamp - last)) }
      if count > 0, steps.count < Self.stepLimit { steps.append(timestamp - last) }
      if count == 0 { first = timestamp }
      areAll = areAll && !timestamp.isNaN
      (count, last) = (count + 1, timestamp)
    }
    guard count > 1, areAll else {
      (value, warning) = (nil, nil)
      return
    }
    guard last > first else {
      throw InputError(
        .data, file: file, place: "record \(count)",
        "expected a timestamp after the first one's \(first.plain), found \(last.plain)")
    }
    let mean = (last - first) / Double(count - 1)
    let isEven = shortest > 0.5 * mean && longest < 1.5 * mean
    let usual = steps.sorted()[steps.count / 2]
    var (regular, passed, before) = (0, 0.0, Double.nan)
    try timestamps { timestamp in
      let step = timestamp - before
      if usual > 0, step < 1.5 * usual, step > 0.5 * usual {
        regular += 1
        passed += step
      }
      before = timestamp
    }
    // The mean step between the places at which they jump.
    let isJumping = !isEven && regular < count - 1 && regular > 0 && 2 * regular > count - 1
    let interval = isJumping ? passed / Double(regular) : mean
    let tolerance = max(1, 0.5 * interval)
    var (record, start, origin, worst) = (0, 0, first, 0.0)
    before = first
    try timestamps { timestamp throws(InputError) in
      let step = timestamp - before
      if record > 0, step >= 1.5 * interval, step > interval + 1 {
        (start, origin) = (record, timestamp)
      }
      let expected = origin + interval * Double(record - start)
      let off = abs(timestamp - expected)
      guard off <= tolerance else {
        throw InputError(
          .data, file: file, place: "record \(record + 1)",
          "expected the timestamp \(expected.rounded().plain) of uniform sampling, found \(timestamp.plain)")
      }
      (record, before, worst) = (record + 1, timestamp, max(worst, off))
    }
    value = 1 / (interval * unit)
    let isJittering = worst > max(1, 0.01 * interval)
    let percent = (worst / interval * 1000).rounded() / 10
    warning =
      isJittering
      ? "the timestamps are off by up to \(percent.plain) % of an interval: they are taken as uniform" : nil
  }
}
