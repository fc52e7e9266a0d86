// SPDX-License-Identifier: Apache-2.0
@testable import StrictJSON

/// Random trees of JSON.
struct RandomJSON {
  var generator: any RandomNumberGenerator

  /// A tree of so many levels at most; every object has different keys.
  mutating func value(levels: Int) -> JSONValue {
    let layouts = [JSONLayout.compact, .spaced, .indented, .rows, .rowsInBrackets]
    let layout = layouts[Int(generator.next() % 5)]
    let count = Int(generator.next() % 5)
    switch generator.next() % (levels > 0 ? 8 : 5) {
    case 0: return .null
    case 1: return .flag(generator.next() % 2 == 0)
    case 2: return .number(Double(bitPattern: generator.next()))
    case 3: return .integer(Int64(bitPattern: generator.next()))
    case 4: return .text(text())
    case 5: return .list((0..<count).map { _ in value(levels: levels - 1) }, layout)
    default:
      return .members(
        (0..<count).map { JSONValue.Member(text() + "\($0)", value(levels: levels - 1)) }, layout)
    }
  }

  /// A text with characters that need care.
  mutating func text() -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{8}", "\u{C}", "\0", "\u{1F}", "\u{7F}", "é",
      "\u{2028}", "\u{FFFF}", "😀", "{", "]", ":", ",",
    ]
    var text = ""
    for _ in 0..<generator.next() % 6 {
      text.unicodeScalars.append(scalars[Int(generator.next() % UInt64(scalars.count))])
    }
    return text
  }
}

extension JSONNode {
  /// The tree without lines.
  var value: JSONValue {
    switch content {
    case .null: .null
    case .flag(let flag): .flag(flag)
    case .number(let numeral): .numeral(numeral)
    case .text(let text): .text(text)
    case .list(let items): .list(items.map(\.value))
    case .object(let members): .members(members.map { .init($0.key, $0.value.value) })
    }
  }
}

extension JSONValue {
  /// The tree with one layout everywhere.
  func laidOut(_ layout: JSONLayout) -> JSONValue {
    switch self {
    case .list(let items, _): .list(items.map { $0.laidOut(layout) }, layout)
    case .members(let members, _):
      .members(members.map { .init($0.key, $0.value.laidOut(layout)) }, layout)
    default: self
    }
  }
}

/// The error that a text is refused with; nil where it is read.
func refusal(_ text: some Sequence<UInt8>) -> InputError? {
  do throws(InputError) {
    _ = try StrictValue(json: Array(text), file: "a.json")
    return nil
  } catch {
    return error
  }
}
