// SPDX-License-Identifier: Apache-2.0
import Foundation

extension PhasorDiagram {
  /// The characters of a diagram.
  struct Pen {
    var sector: Character
    var rim: Character
    var center: Character
    var tip: Character
    var reference: Character
    var referenceTip: Character
    /// Shafts by their angle: 0, 45, 90 and 135 degrees.
    var shafts: [Character]

    static let unicode = Pen(
      sector: "·", rim: "∙", center: "┼", tip: "●", reference: "═", referenceTip: "▶",
      shafts: ["─", "╱", "│", "╲"])
    static let ascii = Pen(
      sector: ".", rim: ":", center: "+", tip: "*", reference: "=", referenceTip: ">",
      shafts: ["-", "/", "|", "\\"])
  }

  /// The diagram for a terminal, with a legend; each line ends with a line feed.
  ///
  /// - Parameters:
  ///   - width: Columns, at least 40; beyond 80 the diagram does not grow.
  ///   - isASCII: Whether to do without box drawing characters.
  public func text(width: Int = 80, isASCII: Bool = false) -> String {
    let pen = isASCII ? Pen.ascii : Pen.unicode
    let name = String(reference.prefix(12))
    let margin = max(2, arrows.map { $0.label.count + 3 }.max() ?? 0)
    let columns = min(max(40, width), 80)
    // A character is about twice as high as wide.
    let radius = min(11, (columns - 2 * margin - name.count - 4) / 4)
    let center = (column: margin + 2 * radius + 1, row: radius)
    var canvas = TextCanvas(
      width: center.column + 2 * radius + 4 + max(name.count, margin), height: 2 * radius + 1)
    drawSectors(on: &canvas, center: center, radius: radius, pen)
    for column in 1...2 * radius {
      canvas.put(pen.reference, column: center.column + column, row: center.row)
    }
    canvas.put(pen.referenceTip, column: center.column + 2 * radius + 1, row: center.row)
    canvas.put(name, column: center.column + 2 * radius + 3, row: center.row)
    for arrow in arrows where arrow.isVisible {
      draw(arrow, on: &canvas, center: center, radius: radius, pen)
    }
    canvas.put(pen.center, column: center.column, row: center.row)
    for arrow in arrows { label(arrow, on: &canvas, center: center, radius: radius) }
    return (canvas.lines + [""] + legend(pen)).map { $0 + "\n" }.joined()
  }

  /// The cell at an angle and a distance.
  private func cell(
    _ degrees: Double, _ distance: Double, _ center: (column: Int, row: Int)
  ) -> (column: Int, row: Int) {
    let angle = degrees * .pi / 180
    return (
      center.column + Int((2 * distance * cos(angle)).rounded()),
      center.row - Int((distance * sin(angle)).rounded())
    )
  }

  private func drawSectors(
    on canvas: inout TextCanvas, center: (column: Int, row: Int), radius: Int, _ pen: Pen
  ) {
    let sectors = arrows.compactMap(\.expected)
    func isInside(_ degrees: Double) -> Bool { sectors.contains { Arrow.contains($0, degrees) } }
    for row in -radius...radius {
      // Every other column is as dense as the rows are.
      for column in stride(from: -2 * radius, through: 2 * radius, by: 2) {
        let (x, y) = (Double(column) / 2, -Double(row))
        guard x * x + y * y < Double(radius * radius), isInside(atan2(y, x) * 180 / .pi) else { continue }
        canvas.put(pen.sector, column: center.column + column, row: center.row + row)
      }
    }
    for degrees in stride(from: 0, to: 360, by: 2) where isInside(Double(degrees)) || degrees % 12 == 0 {
      let (column, row) = cell(Double(degrees), Double(radius), center)
      canvas.put(pen.rim, column: column, row: row)
    }
  }

  private func draw(
    _ arrow: Arrow, on canvas: inout TextCanvas, center: (column: Int, row: Int), radius: Int, _ pen: Pen
  ) {
    let length = length(of: arrow) * Double(radius)
    let radians = arrow.angle * .pi / 180
    // The slope as it appears where a character is twice as high as wide.
    let (across, up) = (2 * cos(radians), sin(radians))
    let eighth = Int((atan2(up, across) * 4 / .pi).rounded())
    // A character a column, or a row where it is steep.
    let steps = max(1, Int((length * max(abs(across), abs(up))).rounded()))
    for step in 1...steps {
      let (column, row) = cell(arrow.degrees, length * Double(step) / Double(steps), center)
      canvas.put(pen.shafts[(eighth + 4) % 4], column: column, row: row)
    }
    let (column, row) = cell(arrow.degrees, length, center)
    canvas.put(pen.tip, column: column, row: row)
  }

  private func label(
    _ arrow: Arrow, on canvas: inout TextCanvas, center: (column: Int, row: Int), radius: Int
  ) {
    if let expected = arrow.expected {
      let middle = (expected.lowerBound + expected.upperBound) / 2
      place("(\(arrow.label))", at: middle, Double(radius), on: &canvas, center)
    }
    guard arrow.isVisible else { return }
    place(arrow.label, at: arrow.degrees, length(of: arrow) * Double(radius), on: &canvas, center)
  }

  /// Puts a text beyond a point, on the next row where another text is there.
  private func place(
    _ text: String, at degrees: Double, _ distance: Double, on canvas: inout TextCanvas,
    _ center: (column: Int, row: Int)
  ) {
    let cosine = cos(degrees * .pi / 180)
    let outward = sin(degrees * .pi / 180) > 0 ? -1 : 1
    let isSteep = abs(cosine) < 0.3
    let (column, point) = cell(degrees, distance, center)
    let row = !isSteep ? point : min(max(0, point + outward), canvas.rows.count - 1)
    let start = isSteep ? column - text.count / 2 : cosine > 0 ? column + 2 : column - text.count - 1
    let isText: (Character) -> Bool = { $0.isLetter || $0.isNumber || $0 == "(" || $0 == ")" }
    let free =
      [0, outward, -outward, 2 * outward, -2 * outward].first { offset in
        !canvas.has(isText, column: start, row: row + offset, count: text.count)
      } ?? 0
    canvas.put(text, column: start, row: row + free)
  }

  private func legend(_ pen: Pen) -> [String] {
    let width = arrows.map(\.label.count).max() ?? 0
    let rows = arrows.map { arrow in
      let name = arrow.label + String(repeating: " ", count: width - arrow.label.count)
      let angle = arrow.isVisible ? "\(Self.degrees(arrow.angle)) degrees" : ""
      let fields = [name, left(Self.amperes(arrow.magnitude), 10), left(angle, 14), verdict(arrow)]
      let row = "  " + fields.joined(separator: "  ")
      return String(row.reversed().drop { $0 == " " }.reversed())
    }
    return rows + [
      "",
      "  \(pen.reference)\(pen.referenceTip) \(reference) at 0 degrees, anticlockwise;"
        + " (name) its expected sector;",
      "  lengths grow with the square root of the current.",
    ]
  }

  private func verdict(_ arrow: Arrow) -> String {
    let words = Self.words(arrow.expected)
    return arrow.position.map { "\(words): \($0.rawValue)" } ?? words
  }

  /// A text with blanks before it, up to a width.
  private func left(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
