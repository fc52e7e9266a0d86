// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The result of one pass over all records of a CSV file.
struct CSVLayout {
  /// Which records have all values.
  private(set) var scan: RecordScan

  private let file: CSVFile
  private let time: (index: Int, unit: Double)?
  private var times = CSVTimes()

  /// Reads all records.
  ///
  /// - Parameters:
  ///   - columns: Those that are needed, by their indices.
  ///   - time: That of the times, and the seconds a unit.
  ///   - isSummary: Whether each column is looked at by itself.
  ///   - look: Called with each block.
  /// - Throws: `data` where records lack values at too many places; `inputOutput` where reading fails.
  init(
    _ file: CSVFile, columns: [Int], time: (index: Int, unit: Double)?, isSummary: Bool = false,
    look: (RecordBlock) -> Void = { _ in }
  ) throws(InputError) {
    self.file = file
    self.time = time
    scan = RecordScan(channels: columns.count, file: file.path, isEachEnough: isSummary)
    var records = try file.records(columns, time: time?.index)
    while let block = try records.next() {
      look(block)
      try scan.add(block)
      if time != nil { for time in block.timestamps { times.add(time) } }
    }
    times.finish()
  }

  /// The clock that the times show; nil where there are none.
  ///
  /// Where times are not uniform, as those that are rounded to several records each, it is a stated rate that they show on average.
  ///
  /// - Parameter stated: The rate that the user states, frames/s.
  /// - Throws: `data` with the record where they are not uniform, and for a rate out of range.
  func clock(stated: Double?) throws(InputError) -> CSVClock? {
    guard let time else { return nil }
    let file = file
    do throws(InputError) {
      return try CSVClock(times, unit: time.unit, stated: stated, file: file.path) {
        take throws(InputError) in
        var records = try file.records([], time: time.index)
        while let block = try records.next() {
          for time in block.timestamps { try take(time) }
        }
      }
    } catch {
      guard let stated, error.kind == .data, let mean = times.meanStep,
        abs(stated * mean * time.unit - 1) <= Self.meanError,
        error.remedy == nil || times.shortest < 0.5 * mean
      else { throw error }
      let fault = [error.place, error.problem].compactMap(\.self).joined(separator: ": ")
      let place = error.remedy == nil ? " (\(fault))" : ""
      return CSVClock(
        rate: stated, warnings: ["the times are not uniform\(place): the stated rate is taken"])
    }
  }

  /// How far times that are not uniform may be from a stated rate on average, as a share of it.
  private static let meanError = 0.01
}
