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

  private let file: String
  private var separator = UInt8(ascii: ",")
  private var hasDecimalComma: Bool { separator != UInt8(ascii: ",") }

  /// Reads a file's header, and its lines up to the second record.
  ///
  /// Fields are separated by semicolons, tabs or commas, whichever the first records have; with the other two a comma may be
  /// the decimal point. What stands before the first two lines of numbers is the header: the last line of it has the names.
  ///
  /// - Throws: `data` where there are no two lines of numbers.
  init(_ lines: inout ByteLines, file: String) throws(InputError) {
    self.file = file
    var header: [[UInt8]] = []
    var previous: [Int]?
    let separators: [UInt8] = [0x3B, 0x09, 0x2C]
    var length = 0
    while header.count < Self.headerLimit.lines, length < Self.headerLimit.bytes, let line = try lines.next()
    {
      let text = Self.text(of: line)
      guard !line.isBlank, !text.isEmpty else { continue }
      let counts = separators.map { separator -> Int in
        self.separator = separator
        let numbers = fields(text).map(number)
        return numbers.contains { $0.isNaN } ? 0 : numbers.count
      }
      if let previous {
        for (index, count) in counts.enumerated() where count > 0 && count == previous[index] {
          // One column of numbers with a decimal comma is two with a comma between.
          guard count > 1 || counts.allSatisfy({ $0 <= 1 }) else { continue }
          separator = separators[index]
          columns = (1...count).map { Column(name: "\($0)", unit: "") }
          name(header.dropLast().map { $0[...] })
          return
        }
      }
      previous = counts.contains { $0 > 0 } ? counts : nil
      firstLine = line.number
      header.append(Array(text))
      length += text.count
    }
    throw InputError(
      .data, file: file, "expected lines of numbers between commas, semicolons or tabs, found none")
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

  private func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    forEachField(of: line) { _, field in
      fields.append(field)
      return true
    }
    // A separator at the end of each line is no column.
    if fields.count > 1, let last = fields.last, last.allSatisfy({ $0 == 0x20 }) { fields.removeLast() }
    return fields
  }

  /// The number in a field; NaN for none.
  func number(_ field: ArraySlice<UInt8>) -> Double {
    let blanks: [UInt8] = [0x20, 0x09, UInt8(ascii: "\"")]
    var digits = field.drop { blanks.contains($0) }
    while let last = digits.last, blanks.contains(last) { digits.removeLast() }
    return DecimalText.number(digits, hasDecimalComma: hasDecimalComma) ?? .nan
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
