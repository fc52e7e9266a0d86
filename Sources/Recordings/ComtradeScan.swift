// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The result of one pass over all records of a COMTRADE recording.
struct ComtradeScan {
  /// How many records there are.
  let count: Int
  /// The records that have the codes of all channels.
  let complete: [Range<Int>]
  /// Each channel's values.
  let figures: [RecordScan.Figures]
  /// Differences from the configuration that are read all the same, in words.
  let warnings: [String]

  /// Reads all records.
  ///
  /// The recording may have more or fewer records than declared: those that are there count. One more is usual; any other
  /// difference is a warning.
  ///
  /// - Parameters:
  ///   - isEachEnough: Whether no record needs the values of all channels.
  ///   - look: Called with each block.
  /// - Throws: `data` with the record for an unreadable value, where there is no record, or none with all values, and where records
  ///   are missing at too many places.
  init(
    _ records: consuming ComtradeRecords, declared: Int?, file: String, channels: Int,
    isEachEnough: Bool = false,
    look: (RecordBlock) throws(InputError) -> Void
  ) throws(InputError) {
    var scan = RecordScan(channels: channels, file: file, isEachEnough: isEachEnough)
    while let block = try records.next() {
      try look(block)
      try scan.add(block)
    }
    count = records.count
    complete = scan.complete
    figures = scan.figures
    var warnings = records.warnings
    guard count > 0 else { throw InputError(.data, file: file, "expected records, found none") }
    if let declared, count != declared, count != declared + 1 {
      warnings.append("expected \(declared) records, found \(count): those that are there are read")
    }
    if let missing = records.missing {
      guard isEachEnough || !complete.isEmpty else { throw missing.first }
      let place = missing.first.place.map { ", first at \($0)" } ?? ""
      warnings.append(
        "\(missing.count.counting("value is", "values are")) missing\(place): records with one are skipped")
    }
    self.warnings = warnings
  }
}
