// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import StrictJSON

@Suite struct JSONParserTests {
  @Test("what is written in any layout is read as the same", arguments: 1...40)
  func roundTrip(seed: UInt64) throws {
    var random = RandomJSON(generator: SeededGenerator(seed: seed))
    for _ in 0..<20 {
      let value = random.value(levels: 4)
      let plain = value.laidOut(.compact)
      for text in [value.json(), value.json(onOneLine: true), value.json(escapingSlashes: true)] {
        let read = try JSONParser.parse(Array(text.utf8), file: "a.json")
        #expect(read.value == plain, "seed \(seed): \(text)")
      }
    }
  }

  @Test("the system's reader finds the same in what is written", arguments: 1...20)
  func otherReader(seed: UInt64) throws {
    var random = RandomJSON(generator: SeededGenerator(seed: seed))
    let texts = (0..<40).map { _ in random.text() }
    let json = JSONValue.list(texts.map { .text($0) }, .indented).json()
    #expect(try JSONDecoder().decode([String].self, from: Data(json.utf8)) == texts, "seed \(seed)")
  }

  @Test("every beginning of a text is refused with its last line", arguments: 1...20)
  func beginnings(seed: UInt64) throws {
    var random = RandomJSON(generator: SeededGenerator(seed: seed))
    let value = JSONValue.list([random.value(levels: 3), random.value(levels: 3)]).laidOut(.indented)
    let bytes = Array(value.json().utf8)
    var line = 1
    for length in 0..<bytes.count {
      let error = try #require(refusal(bytes[..<length]), "seed \(seed), \(length) bytes")
      #expect(error.kind == .data && error.file == "a.json", "seed \(seed), \(length) bytes")
      #expect(error.line == line, "seed \(seed), \(length) bytes: \(error)")
      if bytes[length] == 0x0A { line += 1 }
    }
  }

  @Test("a key is refused that an object at any depth has twice", arguments: 0...30)
  func duplicates(depth: Int) throws {
    let opening = (0..<depth).map { $0 % 2 == 0 ? "{\"k\(($0))\":\n" : "[\n" }.joined()
    let closing = (0..<depth).reversed().map { $0 % 2 == 0 ? "}" : "]" }.joined()
    // An escape makes no other key of it.
    for second in ["same", "s\\u0061me"] {
      let text = opening + "{\"same\": 1, \"other\": 2,\n\"\(second)\": 3}" + closing
      let error = try #require(refusal(text.utf8))
      #expect(error.line == depth + 2)
      #expect(error.place?.hasSuffix("same") == true)
      #expect(error.problem == "expected each key once, found it twice")
    }
    #expect(refusal((opening + "{\"same\": 1, \"other\": {\"same\": 1}}" + closing).utf8) == nil)
  }

  @Test("every value knows its line", arguments: 1...20)
  func lines(seed: UInt64) throws {
    var random = RandomJSON(generator: SeededGenerator(seed: seed))
    var value = random.value(levels: 4)
    for _ in 0..<3 { value = .members([.init("a", value), .init("b", random.value(levels: 3))]) }
    let text = value.laidOut(.indented).json()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var checked = 0
    func check(_ node: JSONNode) {
      switch node.content {
      case .list(let items): items.forEach(check)
      case .object(let members):
        for member in members {
          #expect(member.line == member.value.line, "seed \(seed)")
          let key = member.key.quotedAsJSON(escapingSlashes: false)
          #expect(lines[member.line - 1].contains(key + ": "), "seed \(seed): line \(member.line) of \(text)")
          check(member.value)
        }
      default:
        let line = lines[node.line - 1]
        #expect(line.contains(node.value.json()), "seed \(seed): line \(node.line) of \(text)")
        checked += 1
      }
    }
    check(try JSONParser.parse(Array(text.utf8), file: "a.json"))
    #expect(checked >= 1)
  }

  @Test(
    "what is no JSON is told with the line, the key, what was expected and what was found",
    arguments: [
      ("", 1, nil, "expected a value, found the end of the file"),
      ("\n\n", 3, nil, "expected a value, found the end of the file"),
      ("{\n\"a\": NaN}", 2, "a", "expected a value, found NaN"),
      ("{\n\"a\": nan}", 2, "a", "expected a value, found nan"),
      ("{\n\"a\": -Infinity}", 2, "a", "expected a digit, found Infinity"),
      ("{\n\"a\":\n1e999}", 3, "a", "expected a number below 1.8e308, found 1e999"),
      ("{\"a\": [1, -1e400]}", 1, "a[1]", "expected a number below 1.8e308, found -1e400"),
      ("{\"a\": 01}", 1, "a", "expected no leading zero, found one"),
      ("{\"a\": 1.}", 1, "a", #"expected a digit, found "}""#),
      ("{\"a\": .5}", 1, "a", #"expected a value, found ".""#),
      ("{\"a\": +5}", 1, "a", #"expected a value, found "+""#),
      ("{\"a\": 0x5}", 1, "a", "expected a comma or a closing brace, found x"),
      ("{\"a\": 1,\n}", 2, "a", #"expected a key, found "}""#),
      ("{\"a\" 1}", 1, "a", #"expected a colon, found "1""#),
      ("{a: 1}", 1, nil, "expected a key, found a"),
      ("[1 2]", 1, "[0]", #"expected a comma or a closing bracket, found "2""#),
      ("[1,]", 1, "[1]", #"expected a value, found "]""#),
      ("{} {}", 1, nil, #"expected the end, found "{""#),
      ("{\"a\": truer}", 1, "a", "expected a value, found truer"),
      ("{\"a\": \"b\nc\"}", 1, "a", "expected no control character in a text, found byte 10"),
      ("{\"a\": \"\\x\"}", 1, "a", "expected an escape, found x"),
      ("{\"a\": \"\\u12g4\"}", 1, "a", "expected four hexadecimal digits, found g"),
      ("{\"a\": \"\\ud800\"}", 1, "a", #"expected both halves of a surrogate pair, found """"#),
      ("{\"a\": \"\\udc00\\ud800\"}", 1, "a", #"expected both halves of a surrogate pair, found "\""#),
      ("{\"a\": 1} // a", 1, nil, #"expected the end, found "/""#),
      ("\u{FEFF}{}", 1, nil, "expected no byte order mark, found one"),
    ] as [(String, Int, String?, String)])
  func mistakes(text: String, line: Int, place: String?, problem: String) throws {
    let error = try #require(refusal(text.utf8))
    #expect(error == InputError(.data, file: "a.json", line: line, place: place, problem))
    let where_ = place.map { "line \(line), \($0)" } ?? "line \(line)"
    #expect(error.description == "a.json: \(where_): \(problem)")
  }

  @Test("bytes that are no UTF-8 are told with line and key")
  func encoding() throws {
    let wrong: [[UInt8]] = [
      [0xFF], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
    ]
    for bytes in wrong {
      let text = Array("{\"a\":\n\"b".utf8) + bytes + Array("c\"}".utf8)
      let error = try #require(refusal(text))
      #expect(
        error.line == 2 && error.place == "a" && error.problem == "expected UTF-8, found byte \(bytes[0])")
    }
    // What stands for wrong bytes begins with these two.
    let half = Array("{\"a\": \"b".utf8) + [0xEF, 0xBF] + Array("\"}".utf8)
    #expect(refusal(half)?.problem == "expected UTF-8, found byte 191")
    #expect(refusal(Array("{\"a\": ".utf8) + [0xFF, 0x7D])?.problem == "expected a value, found byte 255")
  }

  @Test("32 levels are read, one more is refused, and a million do not overflow the stack")
  func depth() throws {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(refusal(nested(JSONParser.deepest).utf8) == nil)
    for levels in [JSONParser.deepest + 1, 1_000_000] {
      #expect(refusal(nested(levels).utf8)?.problem == "expected at most 32 levels, found one more")
    }
  }

  @Test("random bytes are read or refused with a line, never worse", arguments: 1...10)
  func damage(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var random = RandomJSON(generator: SeededGenerator(seed: seed))
    var refused = 0
    for _ in 0..<200 {
      var bytes = Array(JSONValue.list([random.value(levels: 3)], .indented).json().utf8)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      guard let error = refusal(bytes) else { continue }
      refused += 1
      let last = bytes.count { $0 == 0x0A } + 1
      #expect((1...last).contains(error.line ?? 0), "seed \(seed): \(error)")
    }
    #expect(refused > 50, "seed \(seed)")
  }
}
