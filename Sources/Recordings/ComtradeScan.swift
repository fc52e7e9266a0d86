// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// What one look at all records of a COMTRADE recording tells of them.
struct ComtradeScan {
  /// How many records there are.
  let count: Int
  /// The records that have the codes of all channels.
  let complete: [Range<Int>]
  /// Each channel's values.
  let figures: [RecordScan.Figures]
  /// What is not as the configuration says and is read all the same, in words.
  let warnings: [String]

  /// Looks at all records.
  ///
  /// The recording may have other records than declared: those that are there count. One more is usual, of others there is a
  /// warning.
  ///
  /// - Parameters:
  ///   - isEachEnough: Whether no record needs the values of all channels.
  ///   - look: Sees each block.
  /// - Throws: `data` with the record for an unreadable value, and where there is no record, or none with all values.
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
      warnings.append("\(missing.count) values are missing\(place): their records are skipped")
    }
    self.warnings = warnings
  }
}
