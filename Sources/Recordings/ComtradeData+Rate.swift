// SPDX-License-Identifier: Apache-2.0
import StrictJSON

extension ComtradeConfiguration {
  /// The one rate of all records; nil where the timestamps tell.
  ///
  /// - Throws: `data` with all rates where they differ.
  func declaredRate(file: String) throws(InputError) -> Double? {
    guard let first = stretches.first else { return nil }
    guard stretches.allSatisfy({ $0.rate == first.rate }) else {
      let list = stretches.map { "\($0.rate.plain) up to record \($0.lastRecord)" }.joined(separator: ", ")
      throw InputError(.data, file: file, "expected one sampling rate, found \(list)")
    }
    return first.rate == 0 ? nil : first.rate
  }
}

extension ComtradeData {
  /// The rate the timestamps tell, frames/s; nil where there are no two of them.
  ///
  /// They are uniform where each lies within one unit of its place on the line from the first to the last, so their
  /// rounding passes and a gap of one record does not.
  ///
  /// - Parameter unit: Seconds a unit of the timestamps.
  /// - Throws: `data` with the record where they are not uniform.
  func timestampRate(unit: Double, file: String) throws(InputError) -> Double? {
    guard timestamps.count > 1, let first = timestamps.first, let last = timestamps.last,
      !timestamps.contains(where: \.isNaN)
    else { return nil }
    let interval = (last - first) / Double(timestamps.count - 1)
    guard interval > 0 else {
      throw InputError(
        .data, file: file, place: "record \(timestamps.count)",
        "expected a timestamp after the first one's \(first.plain), found \(last.plain)")
    }
    for (index, timestamp) in timestamps.enumerated() {
      let expected = first + interval * Double(index)
      guard abs(timestamp - expected) <= 1 else {
        throw InputError(
          .data, file: file, place: "record \(index + 1)",
          "expected the timestamp \(expected.rounded().plain) of uniform sampling, found \(timestamp.plain)")
      }
    }
    return 1 / (interval * unit)
  }
}
