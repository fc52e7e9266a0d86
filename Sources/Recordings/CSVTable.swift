// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The columns of a CSV file: numbers in lines, as oscilloscopes and loggers write them, and what is said of them before.
struct CSVTable {
  /// A column: its name and its unit.
  struct Column {
    /// The name in the header, or its number where there is none.
    var name: String
    /// The unit in the header, in brackets there or in a line of its own; empty where there is none.
    var unit: String
  }

  /// All columns, the time's included.
  private(set) var columns: [Column] = []
  /// Line of the first record.
  private(set) var firstLine = 0

  /// Seconds from one record to the next, where the header states them and the first column counts records; nil where it does not.
  private(set) var interval: Double?

  private let file: String
  /// Whether a number in quotation marks that has a comma has a decimal one, where commas separate fields.
  private var hasQuotedDecimalComma = true
  /// The second of the first record, from which times of day count, so that none loses digits.
  private var firstSecond = 0
  private var separator = UInt8(ascii: ",")
  private var hasDecimalComma: Bool { separator != UInt8(ascii: ",") }

  /// Reads a file's header, and its lines up to the second record.
  ///
  /// Fields are separated by semicolons, tabs or commas, whichever the first records have; with the other two a comma may be
  /// the decimal point, and between commas it is in quotation marks. Times may be those of ISO 8601. What stands before the first two
  /// lines of numbers is the header: the last line of it has the names. A record may lack some of its numbers. One that has all of them
  /// and words beside them, before the first two, is a record too.
  ///
  /// - Throws: `data` where there are no two lines of numbers, with the line that comes nearest.
  init(_ lines: inout ByteLines, file: String) throws(InputError) {
    self.file = file
    var header: [(number: Int, text: [UInt8])] = []
    var nearest: (line: Int, words: Words)?
    var previous: [Width?]?
    let separators: [UInt8] = [0x3B, 0x09, 0x2C]
    var length = 0
    while header.count < Self.headerLimit.lines, length < Self.headerLimit.bytes, let line = try lines.next()
    {
      let text = Self.text(of: line)
      guard !line.isBlank, !text.isEmpty else { continue }
      var words: Words?
      let widths = separators.map { separator -> Width? in
        self.separator = separator
        let fields = allFields(text)
        let numbers = fields.map { Self.isBlank($0) ? nil : number($0) }
        if let found = Words(numbers, self.text, of: fields), words == nil, found.numbers > 0 {
          words = found
        }
        return Width(numbers)
      }
      if let words, words.numbers > nearest?.words.numbers ?? 0, widths.allSatisfy({ $0 == nil }) {
        nearest = (line.number, words)
      }
      if let previous {
        for (index, width) in widths.enumerated() {
          guard let count = width?.columns(with: previous[index]) else { continue }
          // One column of numbers with a decimal comma is two with a comma between.
          guard count > 1 || widths.allSatisfy({ $0?.isOfOne != false }) else { continue }
          separator = separators[index]
          hasQuotedDecimalComma =
            !text.contains(UInt8(ascii: ".")) && !header.last!.text.contains(UInt8(ascii: "."))
          takeRecords(from: &header)
          firstSecond =
            allFields(text).compactMap { ClockText.time($0.filter { $0 != 0x22 }[...])?.second }.first ?? 0
          let names = header.map { $0.text[...] }
          // Where all end with a separator the header tells whether a column follows it.
          let isLastNamed = names.last.map { fields($0).count == count } ?? false
          let isLastBlank = width?.endsBlank == true && previous[index]?.endsBlank == true
          columns = (1...(isLastBlank && !isLastNamed ? max(1, count - 1) : count)).map {
            Column(name: "\($0)", unit: "")
          }
          name(names)
          return
        }
      }
      previous = widths.contains { $0 != nil } ? widths : nil
      firstLine = line.number
      header.append((line.number, Array(text)))
      length += text.count
    }
    let expected = "expected lines of numbers between commas, semicolons or tabs, found "
    guard let nearest else { throw InputError(.data, file: file, expected + "none") }
    throw InputError(.data, file: file, place: "line \(nearest.line)", expected + nearest.words.first.quoted)
  }

  /// Removes the first record from the end of the header, and those before it: a line that has a number wherever that has one is
  /// a record, with words in the other columns.
  private mutating func takeRecords(from header: inout [(number: Int, text: [UInt8])]) {
    let isNumber = allFields(header.removeLast().text[...]).map { !Self.isBlank($0) && !number($0).isNaN }
    while let line = header.last {
      let numbers = allFields(line.text[...]).map { number($0) }
      guard numbers.count == isNumber.count,
        zip(numbers, isNumber).allSatisfy({ number, isNumber in !isNumber || !number.isNaN })
      else { return }
      firstLine = line.number
      header.removeLast()
    }
  }

  /// The bytes of a line, without the byte order mark before the first.
  static func text(of line: ByteLines.Line) -> ArraySlice<UInt8> {
    let isMarked = line.number == 1 && line.bytes.starts(with: byteOrderMark)
    return isMarked ? line.bytes.dropFirst(byteOrderMark.count) : line.bytes
  }

  /// Lines and bytes without numbers at the start at most.
  private static let headerLimit = (lines: 1000, bytes: 1 << 20)
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Names the columns by the header's last lines.
  private mutating func name(_ header: [ArraySlice<UInt8>]) {
    if nameByInterval(header.map { allFields($0).map(text) }) { return }
    var rows = header.map { fields($0).map(text) }.filter { $0.count == columns.count }
    var units: [String]?
    let brackets: (String) -> Bool = { $0.isEmpty || ($0.hasPrefix("(") && $0.hasSuffix(")")) }
    if rows.count > 1, rows[rows.count - 1].allSatisfy(brackets) { units = rows.removeLast() }
    guard let names = rows.last else { return }
    for (index, name) in names.enumerated() {
      let open = name.lastIndex { $0 == "(" || $0 == "[" }
      columns[index].name = name
      if let units {
        columns[index].unit = units[index].trimmingBrackets
      } else if let open, name.last == ")" || name.last == "]" {
        columns[index].name = String(name[..<open]).trimmed
        columns[index].unit = String(name[open...]).trimmingBrackets
      } else if let slash = name.lastIndex(of: "/") {
        columns[index].unit = String(name[name.index(after: slash)...]).trimmed
      }
      if columns[index].name.isEmpty { columns[index].name = "\(index + 1)" }
    }
  }

  /// Names the columns by a line `X,CH1,CH2,Start,Increment` and the line of their units and of these two numbers that follows it;
  /// whether there is one. Records have no values in the last two.
  private mutating func nameByInterval(_ rows: [[String]]) -> Bool {
    guard rows.count > 1, let last = rows.last, rows[rows.count - 2].first == "X",
      let start = rows[rows.count - 2].firstIndex(of: "Start"), start > 1,
      rows[rows.count - 2].dropFirst(start + 1).first == "Increment", last.count > start + 1,
      let step = Double(last[start + 1]), step > 0, step.isFinite, start <= columns.count
    else { return false }
    columns = (0..<start).map { Column(name: rows[rows.count - 2][$0], unit: $0 == 0 ? "" : last[$0]) }
    interval = step
    return true
  }

  private func text(_ field: ArraySlice<UInt8>) -> String {
    let text =
      String(validating: field, as: UTF8.self)
      ?? String(String.UnicodeScalarView(field.map { Unicode.Scalar($0) }))
    let trimmed = text.trimmed
    guard trimmed.count > 1, trimmed.hasPrefix("\""), trimmed.hasSuffix("\"") else { return trimmed }
    return String(trimmed.dropFirst().dropLast()).trimmed
  }

  /// Hands out the fields of a line with their indices, until it is told that they are enough; a separator in quotation marks
  /// separates nothing.
  func forEachField(of line: ArraySlice<UInt8>, _ take: (Int, ArraySlice<UInt8>) -> Bool) {
    var (start, index) = (line.startIndex, 0)
    var isQuoted = false
    for place in line.indices {
      let byte = line[place]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      guard byte == separator, !isQuoted else { continue }
      guard take(index, line[start..<place]) else { return }
      (start, index) = (place + 1, index + 1)
    }
    _ = take(index, line[start...])
  }

  private func allFields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    forEachField(of: line) { _, field in
      fields.append(field)
      return true
    }
    return fields
  }

  /// The fields but for what follows a separator at the line's end.
  private func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var fields = allFields(line)
    if fields.count > 1, let last = fields.last, Self.isBlank(last) { fields.removeLast() }
    return fields
  }

  private static func isBlank(_ field: ArraySlice<UInt8>) -> Bool { field.allSatisfy { $0 == 0x20 } }

  /// The number in a field; NaN for none.
  func number(_ field: ArraySlice<UInt8>) -> Double {
    let blanks: [UInt8] = [0x20, 0x09, UInt8(ascii: "\"")]
    var digits = field.drop { blanks.contains($0) }
    while let last = digits.last, blanks.contains(last) { digits.removeLast() }
    let isQuoted = hasQuotedDecimalComma && field.first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: "\"")
    return DecimalText.number(digits, hasDecimalComma: hasDecimalComma || isQuoted)
      ?? ClockText.time(digits).map { Double($0.second - firstSecond) + $0.fraction } ?? .nan
  }
}

extension CSVTable {
  /// What is in a line besides numbers.
  private struct Words {
    let numbers: Int
    /// The first field that is none.
    let first: String

    /// The words of a line of several fields; nil where it has none.
    init?(
      _ numbers: [Double?], _ text: (ArraySlice<UInt8>) -> String, of fields: [ArraySlice<UInt8>]
    ) {
      guard fields.count > 1, let bad = numbers.firstIndex(where: { $0?.isNaN == true }) else { return nil }
      self.numbers = numbers.count { $0?.isNaN == false }
      first = text(fields[bad])
    }
  }

  /// How many fields a line of numbers has.
  private struct Width {
    let count: Int
    /// Whether the last of several is blank.
    let endsBlank: Bool

    /// Whether it is a single number.
    var isOfOne: Bool { count - (endsBlank ? 1 : 0) == 1 }

    /// The width of a line; nil of one that has words, or no number.
    ///
    /// - Parameter numbers: Those in its fields: nil where one is blank, NaN where it is something else.
    init?(_ numbers: [Double?]) {
      guard numbers.contains(where: { $0 != nil }), numbers.allSatisfy({ $0?.isNaN != true }) else {
        return nil
      }
      count = numbers.count
      endsBlank = numbers.count > 1 && numbers.last! == nil
    }

    /// The columns of this line and the one before it; nil where they differ by more than a separator at the end.
    func columns(with before: Width?) -> Int? {
      guard let before else { return nil }
      if count == before.count { return count }
      let own = count - (endsBlank ? 1 : 0)
      return own == before.count - (before.endsBlank ? 1 : 0) ? own : nil
    }
  }
}

/// Numbers in text, read without a string where they are short.
enum DecimalText {
  /// The finite number that all of a text is; nil for any other text.
  static func number(_ text: ArraySlice<UInt8>, hasDecimalComma: Bool) -> Double? {
    var digits = text
    let sign = digits.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits = digits.dropFirst() }
    var magnitude = 0
    var decimals: Int?
    var count = 0
    for byte in digits {
      if (0x30...0x39).contains(byte), count < 15 {
        magnitude = magnitude * 10 + Int(byte - 0x30)
        count += 1
        if let some = decimals { decimals = some + 1 }
      } else if byte == UInt8(ascii: ".") || (hasDecimalComma && byte == UInt8(ascii: ",")), decimals == nil {
        decimals = 0
      } else {
        return long(text, hasDecimalComma: hasDecimalComma)
      }
    }
    guard count > 0 else { return nil }
    // Both are exact, so the quotient is the nearest number.
    let value = Double(magnitude) / powers[decimals ?? 0]
    return sign == UInt8(ascii: "-") ? -value : value
  }

  private static let powers: [Double] = (0...15).reduce(into: []) { powers, _ in
    powers.append((powers.last ?? 0.1) * 10)
  }

  private static func long(_ text: ArraySlice<UInt8>, hasDecimalComma: Bool) -> Double? {
    guard text.count <= 40 else { return nil }
    let bytes = text.map { hasDecimalComma && $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }
    // Neither 0x10 nor nan nor inf.
    guard bytes.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
    return Double(String(decoding: bytes, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
  }
}

extension String {
  /// The text in a pair of brackets, or all of it.
  var trimmingBrackets: String {
    guard count > 1, let first, let last, "([".contains(first), ")]".contains(last) else { return self }
    return String(dropFirst().dropLast()).trimmed
  }
}
