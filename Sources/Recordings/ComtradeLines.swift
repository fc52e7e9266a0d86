// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Foundation

/// A line of a COMTRADE configuration: fields between commas.
struct ComtradeLine {
  /// The file's name in messages.
  let file: String
  /// Its number in the file, from 1.
  let number: Int
  /// The fields, trimmed; one or more.
  let fields: [String]

  /// The error that something else was expected here.
  func problem(_ expected: String, found: String? = nil) -> InputError {
    InputError(
      .data, file: file, place: "line \(number)",
      "expected \(expected), found \((found ?? fields.joined(separator: ",")).quoted)")
  }

  /// A field as a finite number.
  ///
  /// - Throws: `data` with the line where it is none.
  func number(_ field: String, _ what: String) throws(InputError) -> Double {
    guard let value = Double(field), value.isFinite else { throw problem(what, found: field) }
    return value
  }

  /// A field as a whole number of 0...10^12.
  ///
  /// - Throws: `data` with the line where it is none.
  func whole(_ field: String, _ what: String) throws(InputError) -> Int {
    guard let value = Double(field), let whole = Int(exactly: value), (0...1_000_000_000_000).contains(whole)
    else {
      throw problem(what, found: field)
    }
    return whole
  }
}

/// The lines of a COMTRADE configuration that are not blank, in their order.
struct ComtradeLines {
  private let file: String
  private let lines: [ComtradeLine]
  private let lastNumber: Int
  private var at = 0

  /// The lines of a text in UTF-8 or else ISO 8859-1.
  init(_ text: ArraySlice<UInt8>, file: String, firstLine: Int) {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = text.starts(with: byteOrderMark) ? text.dropFirst(byteOrderMark.count) : text
    let isUnicode = String(bytes: text, encoding: .utf8) != nil
    var lastNumber = firstLine
    var lines: [ComtradeLine] = []
    for line in TextLines(text) {
      lastNumber = firstLine + line.number - 1
      guard !line.isBlank else { continue }
      let fields = line.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
        field in
        let text =
          isUnicode
          ? String(decoding: field, as: UTF8.self)
          : String(String.UnicodeScalarView(field.map { Unicode.Scalar($0) }))
        return text.trimmed
      }
      lines.append(ComtradeLine(file: file, number: lastNumber, fields: fields))
    }
    self.file = file
    self.lines = lines
    self.lastNumber = lastNumber
  }

  /// The next line or one after it, without moving on; nil at the end.
  func peek(_ ahead: Int = 0) -> ComtradeLine? {
    at + ahead < lines.count ? lines[at + ahead] : nil
  }

  /// Moves on to the next line; nil at the end.
  mutating func nextIfAny() -> ComtradeLine? {
    guard let line = peek() else { return nil }
    at += 1
    return line
  }

  /// Moves on to the next line.
  ///
  /// - Throws: `data` at the end.
  mutating func next(_ expected: String) throws(InputError) -> ComtradeLine {
    guard let line = nextIfAny() else {
      throw InputError(
        .data, file: file, place: "line \(lastNumber)",
        "expected \(expected) after it, found the end of the configuration")
    }
    return line
  }
}
