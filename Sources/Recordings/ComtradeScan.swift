// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// What one look at all records of a COMTRADE recording tells of them.
struct ComtradeScan {
  /// The values of a channel in records that are complete.
  struct Figures {
    /// The lowest and the highest; the former above the latter where there are none.
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    /// Whether all are whole and fit into 16 bits.
    var areCodes = true
  }

  /// How many records there are.
  let count: Int
  /// The records that have the codes of all channels.
  let complete: [Range<Int>]
  /// Each channel's values.
  let figures: [Figures]
  /// What is not as the configuration says and is read all the same, in words.
  let warnings: [String]

  /// The most places at which records are missing, so that a recording's memory is bounded.
  static let placeLimit = 1 << 17

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
    look: (ComtradeRecords.Block) throws(InputError) -> Void
  ) throws(InputError) {
    var figures = [Figures](repeating: Figures(), count: channels)
    var complete: [Range<Int>] = []
    while let block = try records.next() {
      try look(block)
      for record in block.records where block.isComplete(record) {
        if complete.last?.upperBound == record {
          complete[complete.count - 1] = complete[complete.count - 1].lowerBound..<record + 1
        } else {
          try Self.check(complete.count, file: file)
          complete.append(record..<record + 1)
        }
        for channel in figures.indices {
          let code = block.codes[channel][record - block.first]
          figures[channel].lowest = min(figures[channel].lowest, code)
          figures[channel].highest = max(figures[channel].highest, code)
          if Int16(exactly: code) == nil { figures[channel].areCodes = false }
        }
      }
    }
    count = records.count
    self.complete = complete
    self.figures = figures
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

  /// Refuses a recording with more places at which records are missing than are kept.
  static func check(_ places: Int, file: String) throws(InputError) {
    guard places < placeLimit else {
      throw InputError(
        .data, file: file, "expected missing records at \(placeLimit) places at most, found more")
    }
  }
}
