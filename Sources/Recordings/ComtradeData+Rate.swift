// SPDX-License-Identifier: Apache-2.0
import StrictJSON

extension ComtradeConfiguration {
  /// The records that each declared rate holds for; nil where the timestamps tell the rate.
  ///
  /// Stretches in a row at one rate are one; the last one lasts to the end.
  ///
  /// - Parameter count: Records of the recording; nil where they are not read yet.
  /// - Throws: `data` where some rates are declared and others are not, or records do not ascend.
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

extension ComtradeData {
  /// The rate the timestamps tell, frames/s; nil where there are no two of them.
  ///
  /// Where they jump ahead by 1.5 of their usual steps or more, records are missing: the rate is that between such places. There
  /// they are uniform where each lies within one unit, or a hundredth of an interval, of its place on a line, so that their
  /// rounding and jitter pass.
  ///
  /// - Parameter unit: Seconds a unit of the timestamps.
  /// - Throws: `data` with the record where they are not uniform.
  func timestampRate(unit: Double, file: String) throws(InputError) -> Double? {
    guard timestamps.count > 1, let first = timestamps.first, let last = timestamps.last,
      !timestamps.contains(where: \.isNaN)
    else { return nil }
    guard last > first else {
      throw InputError(
        .data, file: file, place: "record \(timestamps.count)",
        "expected a timestamp after the first one's \(first.plain), found \(last.plain)")
    }
    let steps = zip(timestamps, timestamps.dropFirst()).map { $1 - $0 }
    let usual = steps.sorted()[steps.count / 2]
    let interval = Self.interval(timestamps, steps: steps, usual: usual)
    let tolerance = max(1, 0.01 * interval)
    var start = 0
    for (record, timestamp) in timestamps.enumerated() {
      if record > 0, steps[record - 1] >= 1.5 * interval, steps[record - 1] > interval + tolerance {
        start = record
      }
      let expected = timestamps[start] + interval * Double(record - start)
      guard abs(timestamp - expected) <= tolerance else {
        throw InputError(
          .data, file: file, place: "record \(record + 1)",
          "expected the timestamp \(expected.rounded().plain) of uniform sampling, found \(timestamp.plain)")
      }
    }
    return 1 / (interval * unit)
  }

  /// The mean step of the timestamps between the places at which they jump.
  private static func interval(_ timestamps: [Double], steps: [Double], usual: Double) -> Double {
    let regular = steps.filter { usual > 0 && $0 < 1.5 * usual && $0 > 0 }
    guard regular.count < steps.count, !regular.isEmpty, 2 * regular.count > steps.count else {
      return (timestamps[timestamps.count - 1] - timestamps[0]) / Double(timestamps.count - 1)
    }
    return regular.reduce(0, +) / Double(regular.count)
  }
}
