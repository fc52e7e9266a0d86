// SPDX-License-Identifier: Apache-2.0
import Testing
import _TestSupport

@testable import StrictJSON

@Suite struct StrictValueTests {
  private enum Key: String, CaseIterable {
    case a, b, list
  }

  private func object(_ text: String) throws(InputError) -> StrictObject<Key> {
    try StrictObject(StrictValue(json: Array(text.utf8), file: "a.json"), of: Key.self)
  }

  @Test("whole numbers are read in their whole range, in any form, and not beyond")
  func integers() throws {
    func read<Value: FixedWidthInteger>(_ text: String) throws -> Value {
      try object("{\"a\": \(text)}").integer(.a)
    }
    #expect(try read("18446744073709551615") == UInt64.max)
    #expect(try read("-9223372036854775808") == Int64.min)
    #expect(try read("12.0") == 12 && read("1.2e1") == 12 && read("-0") == 0)
    #expect(throws: InputError.self) { try read("18446744073709551616") as UInt64 }
    #expect(throws: InputError.self) { try read("256") as UInt8 }
    #expect(throws: InputError.self) { try read("12.5") as Int }
    #expect(throws: InputError.self) { try read("1e300") as Int }
    let error = try #require(throws: InputError.self) { try read("-1") as UInt64 }
    #expect(error.description == "a.json: line 1, a: expected a whole number, 0 or above, found -1")
  }

  @Test("numbers read back as the same", arguments: 1...5)
  func numbers(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var checked = 0
    for _ in 0..<500 {
      let number = Double(bitPattern: generator.next())
      guard number.isFinite else { continue }
      #expect(try object("{\"a\": \(JSONValue.number(number).json())}").number(.a) == number, "seed \(seed)")
      checked += 1
    }
    #expect(checked > 400)
  }

  @Test("a choice goes by text or by number")
  func choices() throws {
    func choose(_ text: String) throws(InputError) -> Int {
      try object("{\"a\": \(text)}").choice(.a, among: [1, 2]) { .integer($0) }
    }
    #expect(try choose("2") == 2 && choose("2.0") == 2)
    for wrong in ["3", "\"2\"", "null", "[2]"] {
      let error = try #require(throws: InputError.self) { try choose(wrong) }
      #expect(error.problem.hasPrefix("expected one of 1, 2, found "))
    }
    let named = try object(#"{"b": "two"}"#).choice(.b, among: [1, 2]) { .text(["one", "two"][$0 - 1]) }
    #expect(named == 2)
    #expect(try object("{}").choice(.a, among: [1, 2], default: 1) { .integer($0) } == 1)
  }

  @Test("null is a value, an absent key has its default")
  func absent() throws {
    let object = try object(#"{"a": null, "list": [3, 4]}"#)
    #expect(object.isNull(.a) && !object.has(.a) && !object.has(.b) && !object.isNull(.b))
    #expect(try object.number(.b, default: 5) == 5 && object.flag(.b, default: true))
    #expect(try object.items(.list).map { try $0.number() } == [3, 4] && object.items(.b).isEmpty)
    #expect(throws: InputError(.data, file: "a.json", line: 1, place: "a", "expected a number, found null")) {
      try object.number(.a, default: 5)
    }
    #expect(
      throws: InputError(.data, file: "a.json", line: 1, place: "b", "expected a number, found no such key")
    ) {
      try object.number(.b)
    }
  }

  @Test("an unknown key is told with its own line, in objects inside others, too")
  func unknown() throws {
    let error = try #require(throws: InputError.self) { try object("{\"a\": 1,\n\"c\": 2}") }
    #expect(error.description == "a.json: line 2, c: unknown key, expected one of a, b, list")
    let nested = try #require(throws: InputError.self) {
      let item = try object("{\"list\": [1,\n{\"d\":\n2}]}").items(.list)[1]
      _ = try item.members(["e"])
    }
    #expect(nested.description == "a.json: line 2, list[1].d: unknown key, expected one of e")
  }

  @Test("a later check's error gets the line of its place, or of as much as the file has")
  func locating() throws {
    let json = "{\"V\": 1,\n\"Vs\": [1,\n{\"x\": 3,\n\"y\": 4}],\n\"V1\": 5}"
    let value = try StrictValue(json: Array(json.utf8), file: "a.json")
    let lines = [
      "V": 1, "Vs": 2, "Vs[0]": 2, "Vs[1]": 3, "Vs[1].x": 3, "Vs[1].y": 4, "Vs[1].z": 3, "Vs[1].y.w": 4,
      "V1": 5, "other": 1, "Vs: input 2": 2,
    ]
    for (place, line) in lines {
      let error = try #require(throws: InputError.self) {
        try value.locating { () throws(InputError) in
          throw InputError(.data, file: "a.json", place: place, "wrong")
        }
      }
      #expect(error == InputError(.data, file: "a.json", line: line, place: place, "wrong"))
    }
    let other = InputError(.data, file: "b.json", place: "Vs", "wrong")
    #expect(throws: other) { try value.locating { () throws(InputError) in throw other } }
  }

  @Test("layouts have their blanks and line ends, and none on one line")
  func layouts() {
    func value(_ layout: JSONLayout) -> JSONValue {
      .object(["a": .integer(1), "b": .list([.flag(true), .null], layout), "c": .list([], layout)], layout)
    }
    #expect(value(.compact).json() == #"{"a":1,"b":[true,null],"c":[]}"#)
    #expect(value(.spaced).json() == #"{"a": 1, "b": [true, null], "c": []}"#)
    #expect(
      value(.indented).json() == "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ],\n  \"c\": []\n}")
    #expect(value(.indented).json(onOneLine: true) == #"{"a": 1,"b": [true,null],"c": []}"#)
    #expect(value(.rows).json() == "{\n\"a\":1,\n\"b\":[\ntrue,\nnull\n],\n\"c\":[]\n}")
    #expect(value(.rowsInBrackets).json() == "{\"a\":1,\n\"b\":[true,\nnull],\n\"c\":[]}")
  }

  @Test("numbers are written with so many decimals or digits, and null where JSON has none")
  func writtenNumbers() {
    #expect(JSONValue.number(1.23456, decimals: 2).json() == "1.23")
    #expect(
      JSONValue.number(2.0004, decimals: 2).json() == "2"
        && JSONValue.number(-0.001, decimals: 2).json() == "0")
    #expect(JSONValue.number(0.5, exactDecimals: 4).json() == "0.5000")
    #expect(JSONValue.number(1.23456789, digits: 6).json() == "1.23457")
    for wrong in [Double.nan, .infinity, -.infinity] {
      #expect(JSONValue.number(wrong) == .null && JSONValue.number(wrong, decimals: 2) == .null)
      #expect(JSONValue.number(wrong, digits: 6) == .null)
      #expect(JSONValue.number(wrong, exactDecimals: 4) == .null)
    }
    #expect(JSONValue.number(nil) == .null)
  }
}
