// SPDX-License-Identifier: Apache-2.0
@testable import Drawing
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("SVG")
struct SVGTests {
  @Test(
    "numbers are written to a hundredth, without exponent or negative zero",
    arguments: [
      (0, "0"), (-0.001, "0"), (12, "12"), (0.5, "0.5"), (-3.25, "-3.25"), (1.005, "1"), (0.05, "0.05"),
      (99.999, "100"), (1e9, "1000000000"), (-1e-12, "0"), (1.0 / 3, "0.33"),
    ] as [(Double, String)])
  func numbers(value: Double, text: String) {
    #expect(SVGNumber.text(value) == text)
  }

  @Test("an element writes its attributes in order, its children indented, its text as it is")
  func element() {
    let element = SVGElement(
      "g", ["class": "ink", "opacity": 0.5],
      [SVGElement("circle", ["r": 3]), SVGElement("text", ["x": 1], text: "a b")])
    var text = ""
    element.write(into: &text, indent: 0)
    #expect(
      text == """
        <g class="ink" opacity="0.5">
          <circle r="3"/>
          <text x="1">a b</text>
        </g>

        """)
  }

  @Test("what XML reserves is escaped in text and in attributes, and reads back as it was")
  func escaping() throws {
    let nasty = "5 < 6 & \"7\" > 'x' \u{E9} \u{1F600}\u{1}"
    let document = SVGDocument(
      width: 10, height: 10, title: nasty, description: nasty,
      elements: [SVGElement("text", ["class": .text(nasty)], text: nasty)])
    let reader = XMLText()
    try reader.read(document.text)
    let expected = nasty.replacingOccurrences(of: "\u{1}", with: "\\u{1}")
    #expect(reader.texts.filter { $0 == expected }.count == 3)
    #expect(reader.classes == [expected])
  }

  @Test("a drawing names itself for screen readers and follows the theme")
  func accessibility() throws {
    let text = SVGDocument(width: 10, height: 20, title: "T", description: "D", elements: []).text
    #expect(text.contains("role=\"img\" aria-labelledby=\"title description\""))
    #expect(text.contains("<title id=\"title\">T</title>"))
    #expect(text.contains("<desc id=\"description\">D</desc>"))
    #expect(text.contains("prefers-color-scheme:dark"))
    try XMLText().read(text)
  }
}

/// Reads a drawing by the system's own parser: the characters of all elements, and the classes.
final class XMLText: NSObject, XMLParserDelegate {
  private(set) var texts: [String] = []
  private(set) var classes: [String] = []
  private(set) var rectangles: [(style: String, width: Double)] = []
  private var current = ""

  func read(_ text: String) throws {
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    let isRead = parser.parse()
    try #require(isRead, "\(String(describing: parser.parserError))")
  }

  func parser(
    _: XMLParser, didStartElement name: String, namespaceURI _: String?, qualifiedName _: String?,
    attributes: [String: String]
  ) {
    current = ""
    if let style = attributes["class"] { classes.append(style) }
    if name == "rect", let width = attributes["width"].flatMap(Double.init) {
      rectangles.append((attributes["class"] ?? "", width))
    }
  }

  func parser(_: XMLParser, foundCharacters text: String) { current += text }

  func parser(
    _: XMLParser, didEndElement _: String, namespaceURI _: String?, qualifiedName _: String?
  ) {
    texts.append(current)
    current = ""
  }
}
