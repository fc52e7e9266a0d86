// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// Records of a recording that follow one another.
struct RecordBlock {
  /// Number of the first of them, from 0.
  var first: Int
  /// The timestamps in their unit; NaN where there is none.
  var timestamps: [Double] = []
  /// For each channel asked for its values; NaN where one is missing.
  var codes: [[Double]]

  /// The records.
  var records: Range<Int> { first..<first + timestamps.count }

  /// Whether a record, from 0, has the values of all channels.
  func isComplete(_ record: Int) -> Bool { codes.allSatisfy { !$0[record - first].isNaN } }
}

/// The records of a recording, block by block from the first one on.
protocol RecordReader {
  /// Reads the next records; nil at the end.
  ///
  /// - Throws: `data` with the record for an unreadable value; `inputOutput` where reading fails.
  mutating func next() throws(InputError) -> RecordBlock?
}
