// SPDX-License-Identifier: Apache-2.0
import HostFiles
import StrictJSON

/// A CSV file, to be read several times over.
struct CSVFile {
  /// Its name.
  let path: String
  /// What its header and its first records tell.
  let table: CSVTable

  /// What came through a pipe, which can be read once; nil of a file.
  private let held: [UInt8]?
  private let isCancelled: @Sendable () -> Bool

  /// Opens a file and reads its header.
  ///
  /// - Parameter isCancelled: Asked before each piece is read; true makes reading fail.
  /// - Throws: `noInput` where there is no such file; `data` where there are no two lines of numbers; `inputOutput` where reading
  ///   fails.
  init(_ path: String, isCancelled: @escaping @Sendable () -> Bool = { false }) throws(InputError) {
    self.isCancelled = isCancelled
    let input = try ByteInput(path: path, isCancelled: isCancelled)
    let held = input.isFile ? nil : try Recording.bytes(of: input)
    var lines =
      if let held { ByteLines(held, name: path) } else { try ByteLines(unicode: input) }
    table = try CSVTable(&lines, file: path)
    self.path = path
    self.held = held
  }

  /// Its records, from the first one on.
  ///
  /// - Parameters:
  ///   - columns: Those that are needed, by their indices.
  ///   - time: That of the times; nil for records without timestamps.
  func records(_ columns: [Int], time: Int?) throws(InputError) -> CSVRecords {
    let lines =
      if let held {
        ByteLines(held, name: path)
      } else {
        try ByteLines(unicode: ByteInput(path: path, isCancelled: isCancelled))
      }
    return CSVRecords(lines, of: table, columns: columns, time: time)
  }

  /// The column of the times and the seconds that a unit of it has; nil where there is none.
  ///
  /// It is the one that the header calls time, or the first one where there is no header, no rate is stated and it ascends.
  func timeColumn(isRateStated: Bool) throws(InputError) -> (index: Int, unit: Double)? {
    if let named = table.namedTimeColumn { return named }
    guard !isRateStated, table.columns.count > 1, table.columns[0].name == "1" else { return nil }
    var records = try records([], time: 0)
    var before = -Double.infinity
    while let block = try records.next() {
      for time in block.timestamps {
        guard time > before else { return nil }
        before = time
      }
    }
    return (0, 1)
  }
}
