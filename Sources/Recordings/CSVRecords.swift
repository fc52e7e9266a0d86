// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The records of a CSV file, block by block: it holds a few thousand of them.
struct CSVRecords: RecordReader {
  /// Records of a block.
  private static let blockLength = 4096

  private var lines: ByteLines
  private let table: CSVTable
  private let columns: [Int]
  private let time: Int?
  private var count = 0
  /// Of each column of the file, whether it is needed, and its number in the latest line.
  private let isNeeded: [Bool]
  private var numbers: [Double]

  /// The records in the lines of a file.
  ///
  /// - Parameters:
  ///   - lines: All of the file's, the header among them.
  ///   - columns: Those that are needed, by their indices.
  ///   - time: That of the timestamps; nil for none.
  init(_ lines: ByteLines, of table: CSVTable, columns: [Int], time: Int?) {
    self.lines = lines
    self.table = table
    self.columns = columns
    self.time = time
    isNeeded = table.columns.indices.map { columns.contains($0) || $0 == time }
    numbers = table.columns.map { _ in .nan }
  }

  mutating func next() throws(InputError) -> RecordBlock? {
    var block = RecordBlock(first: count, codes: columns.map { _ in [] })
    while block.timestamps.count < Self.blockLength, let line = try lines.next() {
      guard line.number >= table.firstLine, !line.isBlank else { continue }
      for index in numbers.indices { numbers[index] = .nan }
      table.forEachField(of: CSVTable.text(of: line)) { index, field in
        guard index < isNeeded.count else { return false }
        if isNeeded[index] { numbers[index] = table.number(field) }
        return true
      }
      block.timestamps.append(time.map { numbers[$0] } ?? .nan)
      for (slot, column) in columns.enumerated() { block.codes[slot].append(numbers[column]) }
    }
    count += block.timestamps.count
    return block.timestamps.isEmpty ? nil : block
  }
}
