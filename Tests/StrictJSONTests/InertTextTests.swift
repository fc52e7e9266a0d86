// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Testing
import _TestSupport

@Suite("Text from outside")
struct InertTextTests {
  @Test("what acts on whatever shows it is shown by its number, all else as it is")
  func characters() {
    for (text, inert) in [
      ("plain \\ text", "plain \\ text"), ("", ""),
      ("\u{1B}[31mred\u{7}", "\\u{1B}[31mred\\u{7}"),
      ("a\r\nb\tc\0", "a\\u{D}\\u{A}b\\u{9}c\\u{0}"),
      ("\u{9B}2J\u{7F}", "\\u{9B}2J\\u{7F}"),
      ("user\u{202E}gnp.exe\u{2066}\u{200F}", "user\\u{202E}gnp.exe\\u{2066}\\u{200F}"),
      ("zero\u{200B}width\u{FEFF}", "zero\\u{200B}width\\u{FEFF}"),
      ("line\u{2028}paragraph\u{2029}", "line\\u{2028}paragraph\\u{2029}"),
      ("\u{E000}\u{F0000}\u{378}", "\\u{E000}\\u{F0000}\\u{378}"),
      ("Zähler 電圧 µA Ω e\u{301}", "Zähler 電圧 µA Ω e\u{301}"),
    ] {
      #expect(text.inert() == inert)
      #expect(inert.inert() == inert)
    }
  }

  @Test("it is cut to a length, which is marked")
  func length() {
    #expect("abcdef".inert(limit: 6) == "abcdef")
    #expect("abcdefg".inert(limit: 6) == "abcdef...")
    #expect(String(repeating: "\u{1B}", count: 100).printable.count == 60 * 6 + 3)
  }

  @Test("lines are told from the ends of lines in what they quote")
  func lines() {
    let message = "Error: unknown option '--a\u{1B}b'\nHelp: it took 'x\ny', and\tz"
    #expect(
      message.inertLines(quoting: ["run", "--value=x\ny"])
        == "Error: unknown option '--a\\u{1B}b'\nHelp: it took 'x\\u{A}y', and\\u{9}z")
    #expect(message.inertLines(quoting: []).split(separator: "\n").count == 3)
  }

  @Test("an error's line is inert whatever it is about")
  func errors() {
    let error = InputError(
      .data, file: "a\u{1B}[2J.wav", place: "key\u{202E}",
      "found \u{9B}\n" + String(repeating: "x", count: 9000))
    #expect(error.description.hasPrefix("a\\u{1B}[2J.wav: key\\u{202E}: found \\u{9B}\\u{A}xxx"))
    #expect(error.description.count < 2100)
  }

  @Test("JSON holds the same text, without a character that acts")
  func json() throws {
    let text = "a\u{1B}\u{9B}\u{202E}\u{2028}\u{F0000}é"
    let json = JSONValue.text(text).json()
    #expect(json == #""a\u001b\u009b\u202e\u2028\udb80\udc00é""#)
    #expect(try StrictValue(json: Array(json.utf8), file: "x").text() == text)
  }
}
