// SPDX-License-Identifier: Apache-2.0

/// Finds where a text stops being JSON (RFC 8259), with the key it happens at, and keys that are given twice.
///
/// The system's decoder says neither.
struct JSONSyntax {
  /// What is wrong.
  struct Failure: Error {
    /// The key, as `channels.I1.gain`; empty outside the first.
    var path: String
    /// What was expected and what was found, with the line.
    var problem: String
  }

  /// Objects and arrays inside each other.
  private static let deepest = 32

  private let text: [UInt8]
  private var position = 0
  private var path: [String] = []

  /// Checks a text of one value.
  static func check(_ text: [UInt8]) throws(Failure) {
    var syntax = JSONSyntax(text: text)
    try syntax.value(depth: 0)
    syntax.skipBlanks()
    if syntax.position < text.count { throw syntax.failure("the end") }
  }

  private init(text: [UInt8]) {
    self.text = text
  }

  private mutating func value(depth: Int) throws(Failure) {
    guard depth < Self.deepest else { throw failure("at most \(Self.deepest) levels") }
    skipBlanks()
    guard let first = next else { throw failure("a value") }
    switch first {
    case UInt8(ascii: "{"): try object(depth: depth)
    case UInt8(ascii: "["): try array(depth: depth)
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    default:
      for word in ["true", "false", "null"] where text[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return
      }
      throw failure("a value")
    }
  }

  private mutating func object(depth: Int) throws(Failure) {
    position += 1
    var keys: Set<String> = []
    if skip("}") { return }
    repeat {
      skipBlanks()
      // Where no key follows, the one before is what a reader finds.
      guard next == UInt8(ascii: "\"") else { throw failure("a key") }
      let key = try string()
      if !keys.isEmpty { path.removeLast() }
      path.append(path.isEmpty ? key : ".\(key)")
      guard keys.insert(key).inserted else {
        throw Failure(path: path.joined(), problem: "the key is given twice")
      }
      guard skip(":") else { throw failure("a colon") }
      try value(depth: depth + 1)
    } while skip(",")
    guard skip("}") else { throw failure("a comma or a closing brace") }
    path.removeLast()
  }

  private mutating func array(depth: Int) throws(Failure) {
    position += 1
    if skip("]") { return }
    var index = 0
    repeat {
      path.append("[\(index)]")
      try value(depth: depth + 1)
      index += 1
      guard skip(",") else { break }
      path.removeLast()
    } while true
    guard skip("]") else { throw failure("a comma or a closing bracket") }
    path.removeLast()
  }

  /// Takes a string; its content as it is written.
  private mutating func string() throws(Failure) -> String {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw failure("no control character in a text") }
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    guard position < text.count else { throw failure("a closing quotation mark") }
    position += 1
    return String(decoding: text[start..<position - 1], as: UTF8.self)
  }

  private mutating func number() throws(Failure) {
    if next == UInt8(ascii: "-") { position += 1 }
    let hasLeadingZero = next == UInt8(ascii: "0")
    let start = position
    try digits()
    if hasLeadingZero, position > start + 1 { throw failure("no leading zero") }
    if next == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
  }

  private mutating func digits() throws(Failure) {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    if position == start { throw failure("a digit") }
  }

  private var next: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  /// Takes a character after blanks; false where there is another.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private func failure(_ expected: String) -> Failure {
    let end = min(position, text.count)
    let line = text[..<end].reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    let found =
      if position >= text.count { "the end of the file" } else if (0x21..<0x7F).contains(text[position]) {
        "\"\(Character(Unicode.Scalar(text[position])))\""
      } else { "byte \(text[position])" }
    return Failure(path: path.joined(), problem: "line \(line): expected \(expected), found \(found)")
  }
}
