// SPDX-License-Identifier: Apache-2.0
import Foundation

extension PhasorDiagram {
  private static let radius = 170.0
  private static let center = SVGPoint(225, 215)

  /// The diagram as an SVG file, with a legend.
  public func svg() -> String { document.text }

  /// The diagram as a drawing, with a legend.
  public var document: SVGDocument {
    var elements = arrows.indices.flatMap { sector(of: $0) } + scale + amperes
    elements += arrow(0, Self.radius + 14, width: 2, "ink")
    let tip = place(0, Self.radius + 14)
    elements.append(.label(reference, at: SVGPoint(tip.x + 6, tip.y + 5)))
    // Names stand neither on the reference's arrow nor on a tip.
    var occupied = stride(from: 0, through: Self.radius, by: 15).map { place(0, $0) }
    for arrow in arrows where arrow.isVisible {
      occupied.append(place(arrow.degrees, length(of: arrow) * Self.radius - 13))
    }
    // The shortest on top.
    let order = arrows.indices.sorted { length(of: arrows[$0]) > length(of: arrows[$1]) }
    for index in order where arrows[index].isVisible {
      elements += arrow(
        arrows[index].degrees, length(of: arrows[index]) * Self.radius, width: 3.5, style(index))
    }
    for index in order where arrows[index].margin >= Self.leastMargin {
      elements.append(ellipse(of: index))
    }
    for index in order { elements += names(of: index, &occupied) }
    let height = max(430, 190 + 62 * Double(arrows.count))
    let rows = notes.flatMap { Self.wrapped($0) }
    elements += rows.enumerated().map { row, text in
      .label(text, at: SVGPoint(20, height + 14 + 18 * Double(row)), style: row == 0 ? "ink strong" : "faint")
    }
    return SVGDocument(
      width: 760, height: height + (rows.isEmpty ? 0 : 14 + 18 * Double(rows.count)),
      title: "Phasors against \(reference)", description: description, elements: elements + legend
    )
  }

  /// The least margin of an arrow that is drawn as uncertain, degrees: two standard deviations of its angle.
  private static let leastMargin = 3.0
  /// Characters of a note that fit beside each other.
  private static let columns = 100

  /// A note in lines that fit.
  private static func wrapped(_ text: String) -> [String] {
    text.split(separator: " ").reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= columns {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }

  /// The currents that lengths stand for: the largest one and a quarter of it.
  private var amperes: [SVGElement] {
    guard let largest = arrows.filter(\.isVisible).map(\.magnitude).max() else { return [] }
    return [largest / 4, largest].flatMap { current -> [SVGElement] in
      let ring = Arrow(label: "", magnitude: current, degrees: 0)
      let radius = length(of: ring) * Self.radius
      let point = place(255, radius)
      return [
        SVGElement(
          "circle",
          [
            "cx": .number(Self.center.x), "cy": .number(Self.center.y), "r": .number(radius),
            "class": "line faint", "stroke-opacity": 0.3, "stroke-dasharray": "2 4",
          ]),
        .label(
          Self.amperes(current), at: SVGPoint(point.x, point.y - 3), anchor: .middle, style: "faint small"),
      ]
    }
  }

  /// Two standard deviations around an arrow's tip.
  private func ellipse(of index: Int) -> SVGElement {
    let arrow = arrows[index]
    let largest = arrows.filter(\.isVisible).map(\.magnitude).max() ?? 1
    let tip = place(arrow.degrees, length(of: arrow) * Self.radius)
    // Lengths grow with the square root of the current.
    let along = min(0.3, 0.5 * arrow.deviation / (arrow.magnitude * largest).squareRoot()) * Self.radius
    let across = length(of: arrow) * Self.radius * sin(arrow.margin * .pi / 180)
    let turn = "rotate(\(SVGNumber.text(-arrow.angle)) \(SVGNumber.text(tip.x)) \(SVGNumber.text(tip.y)))"
    return SVGElement(
      "ellipse",
      [
        "cx": .number(tip.x), "cy": .number(tip.y), "rx": .number(along), "ry": .number(across),
        "transform": .text(turn), "class": .text("line \(style(index))"), "stroke-dasharray": "3 3",
      ])
  }

  /// Every arrow in words.
  private var description: String {
    let drawn = notes.map { "\($0) " }.joined()
    return drawn
      + arrows.map { arrow in
        let words =
          [Self.amperes(arrow.magnitude)] + (arrow.isVisible ? ["\(Self.degrees(arrow.angle)) degrees"] : [])
          + (arrow.expected == nil ? [] : [Self.words(arrow.expected)])
        return "\(arrow.label): \(words.joined(separator: ", "))."
      }.joined(separator: " ")
  }

  /// The class of an arrow's colour.
  private func style(_ index: Int) -> String { "colour\(index % 6 + 1)" }

  /// The place at an angle and a distance from the centre.
  private func place(_ degrees: Double, _ distance: Double) -> SVGPoint {
    let angle = degrees * .pi / 180
    return SVGPoint(Self.center.x + distance * cos(angle), Self.center.y - distance * sin(angle))
  }

  /// The sector in which an arrow is expected.
  private func sector(of index: Int) -> [SVGElement] {
    guard let expected = arrows[index].expected else { return [] }
    let (from, to) = (place(expected.lowerBound, Self.radius), place(expected.upperBound, Self.radius))
    let isLarge = expected.upperBound - expected.lowerBound > 180
    func text(_ point: SVGPoint) -> String { "\(SVGNumber.text(point.x)) \(SVGNumber.text(point.y))" }
    let radius = SVGNumber.text(Self.radius)
    let path =
      "M \(text(Self.center)) L \(text(from)) A \(radius) \(radius) 0 \(isLarge ? 1 : 0) 0 \(text(to)) Z"
    return [
      SVGElement("path", ["d": .text(path), "class": .text(style(index)), "fill-opacity": 0.16]),
      SVGElement("path", ["d": .text(path), "class": .text("line \(style(index))"), "stroke-opacity": 0.45]),
    ]
  }

  /// The circle and its degrees.
  private var scale: [SVGElement] {
    let circle = SVGElement(
      "circle",
      [
        "cx": .number(Self.center.x), "cy": .number(Self.center.y), "r": .number(Self.radius),
        "class": "line faint", "stroke-opacity": 0.5,
      ])
    return stride(from: -150.0, through: 180, by: 30).reduce(into: [circle]) { elements, degrees in
      elements.append(
        .line(from: place(degrees, Self.radius - 4), to: place(degrees, Self.radius + 4), style: "faint"))
      // The reference's own arrow says where 0 is.
      guard degrees != 0 else { return }
      let point = place(degrees, Self.radius + 19)
      elements.append(
        .label(
          "\(Int(degrees))°", at: SVGPoint(point.x, point.y + 4), anchor: .middle, style: "faint small"))
    }
  }

  /// An arrow from the centre.
  private func arrow(_ degrees: Double, _ length: Double, width: Double, _ style: String) -> [SVGElement] {
    let head = 5 + 3 * width
    let neck = place(degrees, length - head)
    let angle = degrees * .pi / 180
    let (x, y) = (sin(angle) * head * 0.42, cos(angle) * head * 0.42)
    let corners = [
      place(degrees, length), SVGPoint(neck.x + x, neck.y + y), SVGPoint(neck.x - x, neck.y - y),
    ]
    let points = corners.map { "\(SVGNumber.text($0.x)),\(SVGNumber.text($0.y))" }.joined(separator: " ")
    return [
      .line(from: Self.center, to: place(degrees, length - head / 2), style: style, width: width),
      SVGElement("polygon", ["points": .text(points), "class": .text(style)]),
    ]
  }

  /// An arrow's name beyond its tip, and in brackets at its sector; beside what is written there already.
  private func names(of index: Int, _ occupied: inout [SVGPoint]) -> [SVGElement] {
    func name(_ text: String, _ degrees: Double, _ distance: Double, _ style: String) -> [SVGElement] {
      // Some degrees more or less where something is there already.
      let places = [0.0, 9, -9, 18, -18, 27, -27].map { place(degrees + $0, distance) }
      let point =
        places.first { place in
          !occupied.contains { abs($0.x - place.x) < 25 && abs($0.y - place.y) < 15 }
        } ?? places[0]
      occupied.append(point)
      let baseline = SVGPoint(point.x, point.y + 5)
      return ["halo", self.style(index)].map {
        .label(text, at: baseline, anchor: .middle, style: "\($0)\(style)")
      }
    }
    let arrow = arrows[index]
    var elements: [SVGElement] = []
    if arrow.isVisible {
      elements += name(arrow.label, arrow.degrees, length(of: arrow) * Self.radius + 16, " strong")
    }
    if let expected = arrow.expected {
      let middle = (expected.lowerBound + expected.upperBound) / 2
      elements += name("(\(arrow.label))", middle, Self.radius - 16, "")
    }
    return elements
  }

  private var legend: [SVGElement] {
    let left = 545.0
    var elements: [SVGElement] = [
      .label("Phasors", at: SVGPoint(left, 52), style: "ink strong"),
      .label("against \(reference)", at: SVGPoint(left, 70), style: "faint"),
    ]
    for (index, arrow) in arrows.enumerated() {
      let top = 106 + 62 * Double(index)
      let angle = arrow.isVisible ? ", \(Self.degrees(arrow.angle))°" : ""
      elements += [
        .rectangle(at: SVGPoint(left, top - 11), width: 12, height: 12, style: style(index)),
        .label(arrow.label, at: SVGPoint(left + 20, top), style: "ink strong"),
        .label(Self.amperes(arrow.magnitude) + angle, at: SVGPoint(left + 60, top)),
      ]
      guard arrow.expected != nil else { continue }
      elements.append(.label(Self.words(arrow.expected), at: SVGPoint(left + 20, top + 18), style: "faint"))
      guard let position = arrow.position else { continue }
      elements.append(
        .label(
          position.rawValue, at: SVGPoint(left + 20, top + 34),
          style: position == .outside ? "warning strong" : "faint"))
    }
    let bottom = 116 + 62 * Double(arrows.count)
    let notes = [
      "(name): where it is expected.", "Angles turn anticlockwise.", "Lengths grow with the square root",
      "of the current.",
    ]
    return elements
      + notes.enumerated().map { row, text in
        .label(text, at: SVGPoint(left, bottom + 16 * Double(row)), style: "faint small")
      }
  }
}
