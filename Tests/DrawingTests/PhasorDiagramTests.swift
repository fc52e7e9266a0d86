// SPDX-License-Identifier: Apache-2.0
import Drawing
import Foundation
import Testing

@Suite struct PhasorDiagramTests {
  static let star = PhasorDiagram(
    reference: "L1 - N",
    arrows: [
      .init(label: "I1", magnitude: 10, degrees: -14, expected: -40...20),
      .init(label: "I2", magnitude: 2.3, degrees: 52, expected: -160...(-100)),
      .init(label: "I3", magnitude: 0.4, degrees: 101, expected: 80...140),
    ])

  /// The rows of the drawing, without the legend.
  static func rows(_ diagram: PhasorDiagram, isASCII: Bool = true) -> [[Character]] {
    let legend = diagram.arrows.first.map { "  \($0.label)  " } ?? ""
    return diagram.text(isASCII: isASCII).split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.hasPrefix(legend) }.map(Array.init)
  }

  /// Where a character is, in columns and rows.
  static func cells(_ character: Character, _ rows: [[Character]]) -> [(x: Double, y: Double)] {
    rows.enumerated().flatMap { row, characters in
      characters.enumerated().filter { $0.element == character }.map { (Double($0.offset), Double(row)) }
    }
  }

  @Test(
    "the tip is where the phasor points, at any angle", arguments: Array(stride(from: -180, to: 360, by: 15)))
  func tip(degrees: Int) throws {
    let diagram = PhasorDiagram(
      reference: "U", arrows: [.init(label: "I1", magnitude: 4, degrees: Double(degrees))])
    for (isASCII, tip, center) in [(true, "*" as Character, "+" as Character), (false, "●", "┼")] {
      let rows = Self.rows(diagram, isASCII: isASCII)
      let (to, from) = (
        try #require(Self.cells(tip, rows).first), try #require(Self.cells(center, rows).first)
      )
      let (x, y) = ((to.x - from.x) / 2, from.y - to.y)
      // 0.8 of 11 rows, to half a cell in each direction.
      #expect(abs((x * x + y * y).squareRoot() - 8.8) < 0.6)
      let angle = atan2(y, x) * 180 / .pi
      #expect(abs((angle - Double(degrees)).remainder(dividingBy: 360)) < 4)
    }
  }

  @Test("a smaller current has a shorter arrow that can still be seen")
  func lengths() throws {
    var lengths: [Double] = []
    for magnitude in [10, 5, 1, 0.01] {
      let diagram = PhasorDiagram(
        reference: "U",
        arrows: [
          .init(label: "a", magnitude: 10, degrees: 90),
          .init(label: "b", magnitude: magnitude, degrees: -90),
        ])
      let rows = Self.rows(diagram)
      let center = try #require(Self.cells("+", rows).first)
      lengths.append(try #require(Self.cells("*", rows).last).y - center.y)
    }
    #expect(lengths == lengths.sorted(by: >) && lengths[0] > lengths[2] && lengths[3] >= 3)
  }

  @Test(
    "a sector covers its angles and no others", arguments: [-40...20.0, 80...140, 170...230, -200...(-140)])
  func sector(expected: ClosedRange<Double>) throws {
    let diagram = PhasorDiagram(
      reference: "U", arrows: [.init(label: "I", magnitude: 0, degrees: 0, expected: expected)])
    let rows = Self.rows(diagram)
    let center = try #require(Self.cells("+", rows).first)
    let cells = Self.cells(".", rows)
    #expect(cells.count > 40)
    for cell in cells {
      let angle = atan2(center.y - cell.y, (cell.x - center.x) / 2) * 180 / .pi
      let turned = angle - 360 * ((angle - expected.lowerBound) / 360).rounded(.down)
      #expect(turned <= expected.upperBound)
    }
  }

  @Test("the legend has amperes, degrees, and whether they are where they are expected")
  func legend() {
    let words = Self.star.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("I1 10.0 A -14.0 degrees expected -40.0 to 20.0: inside"))
    #expect(words.contains("I2 2.30 A 52.0 degrees expected -160.0 to -100.0: outside"))
    #expect(words.contains("I3 0.40 A 101.0 degrees expected 80.0 to 140.0: inside"))
  }

  @Test("whether an angle is expected does not depend on the turn it is counted in")
  func expected() {
    for turn in [-720.0, 0, 360] {
      for (degrees, isExpected) in [(169.0, false), (171, true), (-179, true), (-131, true), (-129, false)] {
        let arrow = PhasorDiagram.Arrow(
          label: "I", magnitude: 1, degrees: degrees + turn, expected: 170...230)
        #expect(arrow.position == (isExpected ? .inside : .outside))
      }
    }
    #expect(PhasorDiagram.Arrow(label: "I", magnitude: 1, degrees: 0).position == nil)
    #expect(PhasorDiagram.Arrow(label: "I", magnitude: 0, degrees: 0, expected: -1...1).position == nil)
  }

  // 2 A with 0.1 A of uncertainty turn by up to 5.7 degrees at two standard deviations.
  @Test("an angle within two standard deviations of a limit is at the limit")
  func margin() {
    for (degrees, position) in [
      (164.0, PhasorDiagram.Arrow.Position.outside), (165, .atLimit), (175, .atLimit), (176, .inside),
      (224, .inside), (225, .atLimit), (235, .atLimit), (236, .outside),
    ] {
      let arrow = PhasorDiagram.Arrow(
        label: "I", magnitude: 2, degrees: degrees, deviation: 0.1, expected: 170...230)
      #expect(arrow.position == position, "\(degrees)")
    }
  }

  @Test("every label is there, also where arrows lie on each other")
  func labels() {
    let diagram = PhasorDiagram(
      reference: "L1 - L2",
      arrows: (1...3).map { .init(label: "I\($0)", magnitude: 5, degrees: -60, expected: -70...(-10)) })
    let drawing = Self.rows(diagram).map { String($0) }.joined(separator: "\n")
    for label in ["I1", "I2", "I3"] {
      #expect(drawing.contains("(\(label))"))
      // In brackets at its sector, and at the tip.
      #expect(drawing.components(separatedBy: label).count == 3)
    }
    #expect(drawing.contains("> L1 - L2"))
  }

  @Test(
    "it fits the width, and with nothing but ASCII where that is asked for", arguments: [40, 60, 80, 200])
  func width(width: Int) {
    let text = Self.star.text(width: width, isASCII: true)
    let drawing = text.split(separator: "\n").prefix { !$0.hasPrefix("  I1  ") }
    #expect(drawing.count > 10 && drawing.allSatisfy { $0.count <= min(width, 80) })
    #expect(text.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 && !$0.hasSuffix(" ") })
  }

  @Test("what cannot be drawn is listed")
  func nothing() {
    let diagram = PhasorDiagram(
      reference: "U",
      arrows: [
        .init(label: "I1", magnitude: 0, degrees: .nan), .init(label: "I2", magnitude: .nan, degrees: 3),
      ])
    let text = diagram.text()
    #expect(!text.contains("●"))
    #expect(text.contains("  I1  no current\n") && text.contains("  I2  no current\n"))
  }
}
