// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// A line of a telegram's body with its place.
struct TelegramLine: Sendable {
  var place: StreamPlace
  /// Without its end.
  var text: ArraySlice<UInt8>
  /// Whether CR LF ends it; an LF alone otherwise.
  var hasCarriageReturn: Bool
}

extension ScannedTelegram {
  /// The lines before `!`, and what stands before `!` on its own line: nothing in a correct telegram.
  var lines: (lines: [TelegramLine], rest: ArraySlice<UInt8>) {
    var lines: [TelegramLine] = []
    var place = place
    var rest = bytes.dropLast()
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let text = rest[..<end]
      let hasCarriageReturn = text.last == UInt8(ascii: "\r")
      lines.append(
        TelegramLine(
          place: place, text: hasCarriageReturn ? text.dropLast() : text, hasCarriageReturn: hasCarriageReturn
        ))
      place.line += 1
      place.offset += text.count + 1
      rest = rest[(end + 1)...]
    }
    return (lines, rest)
  }

  /// The place of a byte of the body.
  func place(at index: Int) -> StreamPlace {
    StreamPlace(
      offset: place.offset + index,
      line: place.line + bytes[..<index].count { $0 == UInt8(ascii: "\n") })
  }
}

/// A data line: a reference, and values in parentheses.
struct TelegramObject: Sendable {
  var place: StreamPlace
  var reference: ObisReference
  var values: [ArraySlice<UInt8>]

  /// The object on a line; nil where the line has another form.
  init?(_ line: TelegramLine) {
    guard let open = line.text.firstIndex(of: UInt8(ascii: "(")),
      let reference = ObisReference(line.text[..<open]), let values = Self.values(line.text[open...])
    else { return nil }
    place = line.place
    self.reference = reference
    self.values = values
  }

  /// The contents of the parentheses of a text that is nothing but parentheses.
  static func values(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
    var values: [ArraySlice<UInt8>] = []
    var rest = text
    while rest.first == UInt8(ascii: "("), let close = rest.firstIndex(of: UInt8(ascii: ")")) {
      let value = rest[(rest.startIndex + 1)..<close]
      guard !value.contains(UInt8(ascii: "(")) else { return nil }
      values.append(value)
      rest = rest[(close + 1)...]
    }
    return rest.isEmpty ? values : nil
  }
}

/// A value's number: its digits and point up to the unit.
struct TelegramNumber: Equatable, Sendable {
  var value: Double
  /// One unit of the last place.
  var step: Double
  /// Whether every digit is a nine, which a meter writes where it has no more digits.
  var isSaturated: Bool
  /// Whether it has a point.
  var hasDecimals: Bool { step < 1 }

  init?(_ text: ArraySlice<UInt8>) {
    let number = text.prefix { $0 != UInt8(ascii: "*") }
    guard !number.isEmpty, let value = Double(String(decoding: number, as: UTF8.self)) else { return nil }
    self.value = value
    let decimals = number.firstIndex(of: UInt8(ascii: ".")).map { number.endIndex - $0 - 1 } ?? 0
    step = (0..<decimals).reduce(1) { step, _ in step / 10 }
    isSaturated = number.allSatisfy { $0 == UInt8(ascii: "9") || $0 == UInt8(ascii: ".") }
  }
}

/// Bytes as they may stand in a message: in quotation marks, shortened, with the numbers of those that are not visible.
func quoted(_ bytes: some Collection<UInt8>) -> String {
  let limit = 40
  let text = bytes.prefix(limit).map {
    // Bytes beyond ASCII belong to no known character.
    $0 < 0x80 ? Unicode.Scalar($0).inert : "\u{FFFD}"
  }
  return "\"\(text.joined())\(bytes.count > limit ? "..." : "")\""
}
