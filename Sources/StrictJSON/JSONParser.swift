// SPDX-License-Identifier: Apache-2.0

/// Reads one JSON value (RFC 8259) and refuses whatever else a text holds.
///
/// Also refused: a key that an object has twice, a number beyond those of Double, a byte order mark, and more than 32
/// objects and arrays inside each other.
struct JSONParser {
  /// The most objects and arrays inside each other.
  static let deepest = 32

  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1
  /// The last key or index of every open object and array.
  private var path: [String] = []

  /// Parses a text of one value.
  ///
  /// - Parameters:
  ///   - bytes: The text in UTF-8.
  ///   - file: The name of the file in an error.
  /// - Throws: `data` with the line, and the key where one is known.
  /// - Complexity: Linear in the length of the text.
  static func parse(_ bytes: [UInt8], file: String) throws(InputError) -> JSONNode {
    var parser = JSONParser(bytes: bytes, file: file)
    guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
      throw parser.failure("expected no byte order mark, found one")
    }
    let node = try parser.value(depth: 0)
    parser.skipBlanks()
    if parser.position < bytes.count { throw parser.unexpected("the end") }
    return node
  }

  private init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  private mutating func value(depth: Int) throws(InputError) -> JSONNode {
    skipBlanks()
    let start = line
    guard let first = next else { throw unexpected("a value") }
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth < Self.deepest else {
        throw failure("expected at most \(Self.deepest) levels, found one more")
      }
      let isObject = first == UInt8(ascii: "{")
      return JSONNode(line: start, content: isObject ? try object(depth: depth) : try array(depth: depth))
    case UInt8(ascii: "\""):
      return JSONNode(line: start, content: .text(try string()))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONNode(line: start, content: .number(try number()))
    default:
      let words: [(String, JSONNode.Content)] = [
        ("true", .flag(true)), ("false", .flag(false)), ("null", .null),
      ]
      guard let (word, content) = words.first(where: { $0.0 == self.word }) else {
        throw unexpected("a value")
      }
      position += word.utf8.count
      return JSONNode(line: start, content: content)
    }
  }

  private mutating func object(depth: Int) throws(InputError) -> JSONNode.Content {
    position += 1
    var members: [JSONNode.Member] = []
    var keys: Set<String> = []
    if skip("}") { return .object([]) }
    repeat {
      skipBlanks()
      // Where no key follows, the error has the path of the one before.
      guard next == UInt8(ascii: "\"") else { throw unexpected("a key") }
      let start = line
      let key = try string()
      if !keys.isEmpty { path.removeLast() }
      path.append(path.isEmpty ? key.printable : ".\(key.printable)")
      guard keys.insert(key).inserted else { throw failure("expected each key once, found it twice") }
      guard skip(":") else { throw unexpected("a colon") }
      members.append(JSONNode.Member(key: key, line: start, value: try value(depth: depth + 1)))
    } while skip(",")
    guard skip("}") else { throw unexpected("a comma or a closing brace") }
    path.removeLast()
    return .object(members)
  }

  private mutating func array(depth: Int) throws(InputError) -> JSONNode.Content {
    position += 1
    var items: [JSONNode] = []
    if skip("]") { return .list([]) }
    while true {
      path.append("[\(items.count)]")
      items.append(try value(depth: depth + 1))
      guard skip(",") else { break }
      path.removeLast()
    }
    guard skip("]") else { throw unexpected("a comma or a closing bracket") }
    path.removeLast()
    return .list(items)
  }

  /// Reads a string; its content without escapes.
  private mutating func string() throws(InputError) -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw unexpected("no control character in a text") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        content += Array(String(try escape()).utf8)
      } else {
        content.append(byte)
      }
    }
    guard next != nil else { throw unexpected("a closing quotation mark") }
    position += 1
    // Decoding replaces bytes that are not UTF-8.
    let text = String(decoding: content, as: UTF8.self)
    guard text.utf8.elementsEqual(content) else {
      let wrong = zip(content, text.utf8).first { $0 != $1 }?.0 ?? content[content.count - 1]
      throw failure("expected UTF-8, found byte \(wrong)")
    }
    return text
  }

  /// Reads the rest of an escape after its backslash.
  private mutating func escape() throws(InputError) -> Unicode.Scalar {
    guard let byte = next else { throw unexpected("an escape") }
    let plain: [UInt8: Unicode.Scalar] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
      UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    if let scalar = plain[byte] {
      position += 1
      return scalar
    }
    guard byte == UInt8(ascii: "u") else { throw unexpected("an escape") }
    position += 1
    let unit = try codeUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    // A character beyond 16 bits has two code units, the higher one first.
    guard unit < 0xDC00, bytes[position...].starts(with: Array("\\u".utf8)) else {
      throw unexpected("both halves of a surrogate pair")
    }
    position += 2
    let low = try codeUnit()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else {
      throw unexpected("both halves of a surrogate pair")
    }
    return scalar
  }

  /// Reads the four digits of a UTF-16 code unit.
  private mutating func codeUnit() throws(InputError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = next.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw unexpected("four hexadecimal digits")
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }

  private mutating func number() throws(InputError) -> String {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    let hasLeadingZero = next == UInt8(ascii: "0")
    let first = position
    try digits()
    if hasLeadingZero, position > first + 1 { throw failure("expected no leading zero, found one") }
    if next == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    let numeral = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Double(numeral), value.isFinite else {
      throw failure("expected a number below 1.8e308, found \(numeral.printable)")
    }
    return numeral
  }

  private mutating func digits() throws(InputError) {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    if position == start { throw unexpected("a digit") }
  }
}

extension JSONParser {
  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
      if byte == 0x0A { line += 1 }
      position += 1
    }
  }

  /// Reads a character after blanks; false where there is another.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// The letters that follow.
  private var word: String {
    let letters = bytes[position...].prefix { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    return String(decoding: letters, as: UTF8.self)
  }

  /// The error that something else follows.
  private func unexpected(_ expected: String) -> InputError {
    let found =
      if position >= bytes.count {
        "the end of the file"
      } else if !word.isEmpty {
        word.printable
      } else if (0x21..<0x7F).contains(bytes[position]) {
        "\"\(Character(Unicode.Scalar(bytes[position])))\""
      } else {
        "byte \(bytes[position])"
      }
    return failure("expected \(expected), found \(found)")
  }

  private func failure(_ problem: String) -> InputError {
    let path = path.joined()
    return InputError(.data, file: file, line: line, place: path.isEmpty ? nil : path, problem)
  }
}
