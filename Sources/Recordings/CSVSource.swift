// SPDX-License-Identifier: Apache-2.0
import StrictJSON

extension RunSource {
  /// Reads a CSV file: volts and amperes, column by column.
  ///
  /// - Parameters:
  ///   - channels: Names, or numbers from 1, of the columns of the voltage and up to three currents; the columns in their order,
  ///     the time's left out, where none are given.
  ///   - units: Their units, which override the file's; none where it is to tell them.
  ///   - rate: The rate that the user states, frames/s; needed only where there is no time.
  ///   - isCancelled: Asked before each piece is read; true makes reading fail.
  /// - Throws: `data` with the place, what was expected there and what was found; `inputOutput` where reading fails.
  init(
    csv path: String, channels: [String], units: [String] = [], rate stated: Double?,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) {
    let csv = try CSVFile(path, isCancelled: isCancelled)
    let time = try csv.timeColumn(isRateStated: stated != nil)
    let units = try QuantityUnit.list(units, file: path)
    let chosen = try csv.table.chosenColumns(channels, besides: time?.index, units: units, file: path)
    let columns = chosen.map(\.index)
    let layout = try CSVLayout(csv, columns: columns, time: time)
    let lacking = layout.scan.lacking
    var warnings: [String] = []
    if lacking.count > 0 {
      guard !layout.scan.complete.isEmpty else {
        throw InputError(.data, file: path, "expected records with a value in each channel, found none")
      }
      let place = lacking.count.counting("record lacks a value", "records lack a value")
      warnings.append("\(place), first record \(lacking.first + 1): skipped")
    }
    let clock: CSVClock
    if let told = try layout.clock(stated: stated) {
      clock = told
    } else if let stated {
      try SamplingRate.check(stated, file: path, place: .parameter)
      clock = CSVClock(rate: stated)
    } else {
      throw InputError(
        .data, file: path, "expected a column of times, or a rate, found neither", remedy: .say(.rate))
    }
    try self.init(
      chosen.map { column in
        Channel(
          scale: column.unit.factor, zero: 0, keepsCodes: false, hasMarks: true, delay: 0,
          name: "column \(column.index + 1)")
      },
      runs: [TableRun](
        [(0..<layout.scan.count, clock.rate)], lost: clock.lost, complete: layout.scan.complete),
      figures: layout.scan.figures, warnings: warnings + clock.warnings, file: path
    ) { () throws(InputError) in try csv.records(columns, time: nil) }
  }
}

extension CSVTable {
  /// All columns for a message: number, name and unit.
  var listing: String {
    columns.enumerated()
      .map { "\($0.offset + 1) \($0.element.name.quoted) [\($0.element.unit.printable)]" }
      .joined(separator: ", ")
  }

  /// The column that the header calls time, and the seconds that a unit of it has; nil where there is none.
  var namedTimeColumn: (index: Int, unit: Double)? {
    if let interval { return (0, interval) }
    let names = ["time", "timestamp", "zeit", "tijd", "temps", "t", "x-axis", "second", "seconds"]
    for (index, column) in columns.enumerated() {
      let words = column.name.lowercased().split { " _-/,".contains($0) }.map(String.init)
      guard let first = words.first, names.contains(first) else { continue }
      let unit = column.unit.isEmpty ? words.count > 1 ? words[words.count - 1] : first : column.unit
      return (index, Self.seconds(unit))
    }
    return nil
  }

  private static func seconds(_ unit: String) -> Double {
    switch unit.lowercased() {
    case "ms", "msec", "milliseconds": 1e-3
    case "us", "\u{B5}s", "\u{3BC}s", "usec", "microseconds": 1e-6
    case "ns", "nsec", "nanoseconds": 1e-9
    default: 1
    }
  }

  /// The columns a user names, the voltage's first, and their units.
  func chosenColumns(
    _ names: [String], besides time: Int?, units: [QuantityUnit], file: String
  ) throws(InputError) -> [(index: Int, unit: QuantityUnit)] {
    func problem(_ text: String) -> InputError {
      InputError(file: file, changing: .channels, text + "; its columns are: " + listing)
    }
    let indices: [Int]
    if names.isEmpty {
      indices = columns.indices.filter { $0 != time }
      guard (1...4).contains(indices.count) else {
        throw problem(
          "expected the names or numbers of up to four columns, found \(indices.count) columns and none named"
        )
      }
    } else {
      guard names.count <= 4 else { throw problem("expected up to 4 columns, found \(names.count)") }
      indices = try names.map { name throws(InputError) in
        let matches = self.indices(of: name)
        guard matches.count < 2 else {
          let numbers = matches.map { "\($0 + 1)" }.joined(separator: ", ")
          throw problem("expected the name of one column, found \(name.quoted) for the numbers \(numbers)")
        }
        guard let index = matches.first else {
          throw problem("expected one of its columns, found \(name.quoted)")
        }
        return index
      }
    }
    guard units.isEmpty || units.count == indices.count else {
      throw InputError(
        file: file, changing: .units,
        "expected \(NumberText.count(indices.count, "units")), one a column, found \(units.count)")
    }
    return try indices.enumerated().map { place, index throws(InputError) in
      let wanted: QuantityUnit.Quantity = place == 0 ? .voltage : .current
      let stated = units.isEmpty ? unit(of: columns[index]) : units[place]
      guard let stated, stated.quantity == wanted else {
        let found = "expected \(wanted.rawValue), found column \(columns[index].name.quoted) in "
        let unit = columns[index].unit
        guard stated == nil else {
          guard !units.isEmpty else { throw problem(found + unit.quoted) }
          throw InputError(
            file: file, changing: .units,
            "expected \(wanted.rawValue) for column \(columns[index].name.quoted), found \(stated!.quantity.rawValue)"
          )
        }
        throw InputError(
          .data, file: file, place: InputError.Parameter.channels.rawValue,
          found + (unit.isEmpty ? "no unit" : unit.quoted) + "; its columns are: " + listing,
          remedy: .say(.units))
      }
      return (index, stated)
    }
  }

  private func indices(of name: String) -> [Int] {
    let same = columns.indices.filter { columns[$0].name == name }
    if !same.isEmpty { return same }
    let alike = columns.indices.filter { columns[$0].name.lowercased() == name.lowercased() }
    if !alike.isEmpty { return alike }
    guard let number = Int(name), columns.indices.contains(number - 1) else { return [] }
    return [number - 1]
  }

  /// The unit of a column: the header's, else volts of a name that begins with V or U and amperes of one that begins with I.
  private func unit(of column: Column) -> QuantityUnit? {
    guard column.unit.isEmpty else { return QuantityUnit(column.unit) }
    switch column.name.first.map({ $0.uppercased() }) {
    case "V", "U": return .volt
    case "I": return .ampere
    default: return nil
    }
  }
}
