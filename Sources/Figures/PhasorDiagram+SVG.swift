// SPDX-License-Identifier: Apache-2.0
import Foundation

extension PhasorDiagram {
  /// Colours that are told apart by all kinds of eyes (Okabe and Ito, 2008).
  private static let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]
  private static let radius = 170.0
  private static let center = SVG.Point(x: 225, y: 215)
  private static let ink = "#222222"
  private static let faint = "#C8C8C8"

  /// The diagram as an SVG file, with a legend.
  public func svg() -> String {
    let height = max(430, 190 + 62 * Double(arrows.count))
    var drawing = SVG(width: 760, height: height, title: "Phasors against \(reference)")
    for (index, arrow) in arrows.enumerated() { drawSector(of: arrow, color(index), on: &drawing) }
    drawScale(on: &drawing)
    drawReference(on: &drawing)
    // Names stand neither on the reference's arrow nor on a tip.
    var taken = stride(from: 0, through: Self.radius, by: 15).map { place(0, $0) }
    for arrow in arrows where arrow.isVisible {
      taken.append(place(arrow.degrees, length(of: arrow) * Self.radius - 13))
    }
    // The shortest on top.
    let order = arrows.indices.sorted { length(of: arrows[$0]) > length(of: arrows[$1]) }
    for index in order where arrows[index].isVisible { draw(arrows[index], color(index), on: &drawing) }
    for index in order { label(arrows[index], color(index), on: &drawing, &taken) }
    drawLegend(on: &drawing)
    return drawing.content
  }

  private func color(_ index: Int) -> String { Self.colors[index % Self.colors.count] }

  /// The place at an angle and a distance from the centre.
  private func place(_ degrees: Double, _ distance: Double) -> SVG.Point {
    let angle = degrees * .pi / 180
    return SVG.Point(
      x: Self.center.x + distance * cos(angle), y: Self.center.y - distance * sin(angle))
  }

  private func drawSector(of arrow: Arrow, _ color: String, on drawing: inout SVG) {
    guard let expected = arrow.expected else { return }
    let (from, to) = (place(expected.lowerBound, Self.radius), place(expected.upperBound, Self.radius))
    let isLarge = expected.upperBound - expected.lowerBound > 180
    func text(_ point: SVG.Point) -> String { "\(SVG.number(point.x)) \(SVG.number(point.y))" }
    let radius = SVG.number(Self.radius)
    drawing.path(
      "M \(text(Self.center)) L \(text(from)) A \(radius) \(radius) 0 \(isLarge ? 1 : 0) 0 \(text(to)) Z",
      [
        "fill": "\(color)", "fill-opacity": 0.14, "stroke": "\(color)", "stroke-opacity": 0.45,
        "stroke-width": 1,
      ])
  }

  private func drawScale(on drawing: inout SVG) {
    drawing.circle(
      Self.center, radius: Self.radius, ["fill": "none", "stroke": "\(Self.faint)", "stroke-width": 1])
    for degrees in stride(from: -150.0, through: 180, by: 30) {
      drawing.line(
        from: place(degrees, Self.radius - 4), to: place(degrees, Self.radius + 4),
        ["stroke": "\(Self.faint)", "stroke-width": 1])
      // The reference's own arrow says where 0 is.
      guard degrees != 0 else { continue }
      let point = place(degrees, Self.radius + 19)
      drawing.text(
        "\(Int(degrees))°", at: SVG.Point(x: point.x, y: point.y + 4),
        ["text-anchor": "middle", "font-size": 11, "fill": "#767676"])
    }
  }

  private func drawReference(on drawing: inout SVG) {
    drawArrow(0, Self.radius + 14, width: 2, Self.ink, on: &drawing)
    let tip = place(0, Self.radius + 14)
    drawing.text(
      reference, at: SVG.Point(x: tip.x + 6, y: tip.y + 5), ["fill": "\(Self.ink)", "font-size": 13])
  }

  private func draw(_ arrow: Arrow, _ color: String, on drawing: inout SVG) {
    drawArrow(arrow.degrees, length(of: arrow) * Self.radius, width: 3.5, color, on: &drawing)
  }

  private func drawArrow(
    _ degrees: Double, _ length: Double, width: Double, _ color: String, on drawing: inout SVG
  ) {
    let head = 5 + 3 * width
    let neck = place(degrees, length - head)
    drawing.line(
      from: Self.center, to: place(degrees, length - head / 2),
      ["stroke": "\(color)", "stroke-width": .number(width)])
    let angle = degrees * .pi / 180
    let (x, y) = (sin(angle) * head * 0.42, cos(angle) * head * 0.42)
    drawing.polygon(
      [
        place(degrees, length), SVG.Point(x: neck.x + x, y: neck.y + y),
        SVG.Point(x: neck.x - x, y: neck.y - y),
      ], ["fill": "\(color)"])
  }

  /// Writes an arrow's name beyond its tip, and in brackets at its sector; beside what is written there already.
  private func label(
    _ arrow: Arrow, _ color: String, on drawing: inout SVG, _ taken: inout [SVG.Point]
  ) {
    func write(_ text: String, _ degrees: Double, _ distance: Double, weight: String) {
      // Some degrees more or less where something is there already.
      let places = [0.0, 9, -9, 18, -18, 27, -27].map { place(degrees + $0, distance) }
      let point =
        places.first { place in
          !taken.contains { abs($0.x - place.x) < 25 && abs($0.y - place.y) < 15 }
        } ?? places[0]
      taken.append(point)
      let baseline = SVG.Point(x: point.x, y: point.y + 5)
      drawing.text(
        text, at: baseline,
        [
          "text-anchor": "middle", "font-weight": "\(weight)", "fill": "white", "stroke": "white",
          "stroke-width": 3, "stroke-opacity": 0.7,
        ])
      drawing.text(
        text, at: baseline, ["text-anchor": "middle", "font-weight": "\(weight)", "fill": "\(color)"])
    }
    if arrow.isVisible {
      write(arrow.label, arrow.degrees, length(of: arrow) * Self.radius + 16, weight: "bold")
    }
    if let expected = arrow.expected {
      let middle = (expected.lowerBound + expected.upperBound) / 2
      write("(\(arrow.label))", middle, Self.radius - 16, weight: "normal")
    }
  }

  private func drawLegend(on drawing: inout SVG) {
    let left = 545.0
    drawing.text(
      "Phasors", at: SVG.Point(x: left, y: 52), ["font-weight": "bold", "fill": "\(Self.ink)"])
    drawing.text(
      "against \(reference)", at: SVG.Point(x: left, y: 70), ["font-size": 12, "fill": "#767676"])
    for (index, arrow) in arrows.enumerated() {
      let top = 106 + 62 * Double(index)
      drawing.rectangle(
        SVG.Point(x: left, y: top - 11), width: 12, height: 12, ["fill": "\(color(index))"])
      drawing.text(
        arrow.label, at: SVG.Point(x: left + 20, y: top),
        ["font-weight": "bold", "fill": "\(Self.ink)"])
      let angle = arrow.isVisible ? ", \(Self.degrees(arrow.angle))°" : ""
      drawing.text(
        Self.amperes(arrow.magnitude) + angle, at: SVG.Point(x: left + 60, y: top),
        ["fill": "\(Self.ink)"])
      guard arrow.expected != nil else { continue }
      drawing.text(
        Self.words(arrow.expected), at: SVG.Point(x: left + 20, y: top + 18),
        ["font-size": 12, "fill": "#767676"])
      guard let isExpected = arrow.isExpected else { continue }
      drawing.text(
        isExpected ? "inside" : "outside", at: SVG.Point(x: left + 20, y: top + 34),
        [
          "font-size": 12, "font-weight": "\(isExpected ? "normal" : "bold")",
          "fill": "\(isExpected ? "#767676" : "#B00020")",
        ])
    }
    let bottom = 106 + 62 * Double(arrows.count)
    let notes = [
      "(name): where it is expected.", "Angles turn anticlockwise.", "Lengths grow with the square root",
      "of the current.",
    ]
    for (row, text) in notes.enumerated() {
      drawing.text(
        text, at: SVG.Point(x: left, y: bottom + 10 + 16 * Double(row)),
        ["font-size": 11, "fill": "#767676"])
    }
  }
}
