// SPDX-License-Identifier: Apache-2.0
import Testing
import _TestSupport

@testable import StrictJSON

@Suite struct SettingsTests {
  private static let kinds: [String: Settings.Kind] = [
    "title": .text, "file": .path, "net": .nameOrPath, "rate": .number, "fuse": .numbers, "bits": .whole,
    "pty": .flag,
  ]

  private func settings(_ text: String, file: String = "etc/a.json") throws(InputError) -> Settings {
    try Settings(json: Array(text.utf8), file: file, kinds: Self.kinds)
  }

  @Test("each kind is read as text that reads back as the same")
  func kinds() throws {
    let read = try settings(
      #"{"title": "a b", "file": "b", "net": "star", "rate": 1250.5, "fuse": 25, "bits": 12, "pty": true}"#)
    #expect(
      read.values == [
        "title": .text("a b"), "file": .text("etc/b"), "net": .text("star"), "rate": .text("1250.5"),
        "fuse": .text("25"), "bits": .text("12"), "pty": .flag(true),
      ])
    #expect(try settings(#"{"fuse": "25,16"}"#).values == ["fuse": .text("25,16")])
    #expect(try settings("{}").values.isEmpty)
  }

  @Test("relative paths lie beside the file; names, standard input and absolute paths stay")
  func paths() throws {
    func file(_ path: String, in file: String = "etc/a.json") throws -> Settings.Value? {
      try settings("{\"file\": \"\(path)\"}", file: file).values["file"]
    }
    #expect(try file("b/c.wav") == .text("etc/b/c.wav"))
    #expect(try file("b/c.wav", in: "a.json") == .text("b/c.wav"))
    #expect(try file("b", in: "/a.json") == .text("/b"))
    #expect(try file("-") == .text("-"))
    #expect(try file("/dev/frames") == .text("/dev/frames"))
    #expect(try file("") == .text(""))
    func net(_ text: String) throws -> Settings.Value? {
      try settings("{\"net\": \"\(text)\"}").values["net"]
    }
    #expect(try net("star") == .text("star"))
    #expect(try net("net.json") == .text("etc/net.json"))
    #expect(try net("./net") == .text("etc/./net"))
  }

  @Test(
    "what is wrong is told with its line and name",
    arguments: [
      (#"{"title": 1}"#, "title: expected text, found 1"),
      (#"{"file": true}"#, "file: expected text, found true"),
      (#"{"net": []}"#, "net: expected text, found an array"),
      (#"{"rate": "1"}"#, #"rate: expected a number, found "1""#),
      (#"{"fuse": false}"#, "fuse: expected text, found false"),
      (#"{"bits": 1.5}"#, "bits: expected a whole number, found 1.5"),
      (#"{"pty": "yes"}"#, #"pty: expected true or false, found "yes""#),
      (
        #"{"bit": 1}"#,
        "bit: unknown key: did you mean bits? Expected one of bits, file, fuse, net, pty, rate, title"
      ),
    ])
  func mistakes(text: String, problem: String) throws {
    let error = try #require(throws: InputError.self) { try settings(text) }
    #expect(error.description == "etc/a.json: line 1, \(problem)")
    #expect(error.kind == .data)
  }

  @Test("an error that is found later names the line of a setting that is there, and of no other")
  func later() throws {
    let read = try settings("{\n\"bits\": 3}")
    #expect(read.refused("bits", "expected 12")?.description == "etc/a.json: line 2, bits: expected 12")
    #expect(read.refused("rate", "expected 12") == nil)
  }
}
