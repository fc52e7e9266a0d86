// SPDX-License-Identifier: Apache-2.0
import Drawing
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The diagram as SVG.
@Suite struct PhasorDrawingTests {
  /// Elements of an XML text, in order.
  final class Elements: NSObject, XMLParserDelegate {
    struct Element {
      var name: String
      var attributes: [String: String]
      var text = ""

      func number(_ key: String) throws -> Double { try #require(attributes[key].flatMap(Double.init)) }
    }

    var list: [Element] = []
    private var isOpen = false

    init(_ text: String) throws {
      super.init()
      let parser = XMLParser(data: Data(text.utf8))
      parser.delegate = self
      try #require(parser.parse(), "\(String(describing: parser.parserError))")
    }

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      list.append(Element(name: name, attributes: attributes))
      isOpen = true
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      isOpen = false
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      if isOpen { list[list.count - 1].text += string }
    }

    /// Corners of the arrows' heads: tip, then the two others.
    func heads() throws -> [[(x: Double, y: Double)]] {
      try list.filter { $0.name == "polygon" }.map { element in
        try #require(element.attributes["points"]).split(separator: " ").map { corner in
          let numbers = corner.split(separator: ",").compactMap { Double($0) }
          try #require(numbers.count == 2)
          return (numbers[0], numbers[1])
        }
      }
    }

    /// The centre and the radius of the circle.
    func circle() throws -> (x: Double, y: Double, radius: Double) {
      let circle = try #require(list.first { $0.name == "circle" })
      return (try circle.number("cx"), try circle.number("cy"), try circle.number("r"))
    }
  }

  @Test(
    "the tip is where the phasor points, at any angle", arguments: Array(stride(from: -180, to: 360, by: 15)))
  func tip(degrees: Int) throws {
    let diagram = PhasorDiagram(
      reference: "U", arrows: [.init(label: "I1", magnitude: 4, degrees: Double(degrees))])
    let elements = try Elements(diagram.svg())
    let circle = try elements.circle()
    let heads = try elements.heads()
    // The reference's and the arrow's.
    #expect(heads.count == 2)
    for (head, expected) in zip(heads, [0, Double(degrees)]) {
      let (x, y) = (head[0].x - circle.x, circle.y - head[0].y)
      // Two decimals of 136 pixels.
      #expect(abs((atan2(y, x) * 180 / .pi - expected).remainder(dividingBy: 360)) < 0.01)
    }
    let (x, y) = (heads[1][0].x - circle.x, circle.y - heads[1][0].y)
    #expect(abs((x * x + y * y).squareRoot() / circle.radius - 0.8) < 1e-3)
  }

  @Test(
    "a sector reaches from one angle to the other, the short way or the long one",
    arguments: [-40...20.0, 80...140, 170...230, -100...120])
  func sector(expected: ClosedRange<Double>) throws {
    let diagram = PhasorDiagram(
      reference: "U", arrows: [.init(label: "I", magnitude: 0, degrees: 0, expected: expected)])
    let elements = try Elements(diagram.svg())
    let circle = try elements.circle()
    let path = try #require(elements.list.first { $0.name == "path" }?.attributes["d"])
    let match = try #require(
      path.wholeMatch(of: /M (\S+) (\S+) L (\S+) (\S+) A (\S+) (\S+) 0 ([01]) 0 (\S+) (\S+) Z/)?.output)
    let numbers = [match.1, match.2, match.3, match.4, match.5, match.6, match.8, match.9].map { Double($0)! }
    #expect(numbers[0] == circle.x && numbers[1] == circle.y)
    #expect(numbers[4] == circle.radius && numbers[5] == circle.radius)
    #expect((match.7 == "1") == (expected.upperBound - expected.lowerBound > 180))
    for (x, y, degrees) in [
      (numbers[2], numbers[3], expected.lowerBound), (numbers[6], numbers[7], expected.upperBound),
    ] {
      let angle = atan2(circle.y - y, x - circle.x) * 180 / .pi
      #expect(abs((angle - degrees).remainder(dividingBy: 360)) < 0.01)
    }
  }

  @Test("names and figures are there, and everything is on the drawing", arguments: [1, 3, 6, 9])
  func texts(count: Int) throws {
    let arrows = (0..<count).map { index in
      PhasorDiagram.Arrow(
        label: "I\(index + 1)", magnitude: 0.5 + Double(index), degrees: 77 * Double(index),
        expected: 77 * Double(index) + 10...77 * Double(index) + 70)
    }
    let elements = try Elements(PhasorDiagram(reference: "V(L1) - V(L2)", arrows: arrows).svg())
    let drawing = try #require(elements.list.first)
    let (width, height) = (try drawing.number("width"), try drawing.number("height"))
    let texts = elements.list.filter { $0.name == "text" }
    for text in texts {
      let (x, y) = (try text.number("x"), try text.number("y"))
      // Beside the middle or the left end of the text.
      #expect(x >= 10 && x <= width - 30 && y >= 10 && y <= height - 5, "\(text.text)")
    }
    for arrow in arrows {
      #expect(texts.contains { $0.text == "(\(arrow.label))" })
      #expect(texts.filter { $0.text == arrow.label }.count == 3)
    }
    #expect(texts.contains { $0.text == "0.50 A, 0.0°" } && texts.contains { $0.text == "outside" })
    #expect(texts.contains { $0.text == "V(L1) - V(L2)" })
    #expect(elements.list.contains { $0.name == "title" && $0.text.contains("V(L1) - V(L2)") })
  }

  @Test("names cannot break the file")
  func escaping() throws {
    let name = #"<a & "b'>\#u{1}\#u{FFFF}é"#
    let diagram = PhasorDiagram(
      reference: name, arrows: [.init(label: name, magnitude: 1, degrees: 0, expected: -1...1)])
    let elements = try Elements(diagram.svg())
    #expect(elements.list.contains { $0.name == "text" && $0.text == #"<a & "b'>\u{1}\u{FFFF}é"# })
  }

  @Test("what cannot be drawn is listed")
  func nothing() throws {
    let diagram = PhasorDiagram(
      reference: "U", arrows: [.init(label: "I1", magnitude: .nan, degrees: .infinity)])
    let elements = try Elements(diagram.svg())
    #expect(try elements.heads().count == 1)
    #expect(elements.list.contains { $0.text == "no current" })
    #expect(!diagram.svg().contains("nan") && !diagram.svg().contains("inf"))
  }
}
