// SPDX-License-Identifier: Apache-2.0

/// Horizontal bars, each the sum of parts, on a common scale from 0.
public struct BarChart: Sendable, Equatable {
  /// One bar.
  public struct Bar: Sendable, Equatable {
    /// Its name, at its left.
    public var name: String
    /// Its parts in the order of the chart's names, 0 or more, in the chart's unit.
    public var parts: [Double]
    /// The text at its right end.
    public var note: String

    /// A bar of these parts.
    public init(_ name: String, parts: [Double], note: String) {
      self.name = name
      self.parts = parts
      self.note = note
    }
  }

  /// The title, above.
  public var title: String
  /// The unit of the scale, such as ms.
  public var unit: String
  /// The names of the parts, at most six.
  public var parts: [String]
  /// The bars, from above.
  public var bars: [Bar]

  /// A chart of bars.
  ///
  /// - Precondition: 1...6 parts; each bar has as many, all of them finite and 0 or more.
  public init(title: String, unit: String, parts: [String], bars: [Bar]) {
    precondition((1...6).contains(parts.count))
    precondition(
      bars.allSatisfy { $0.parts.count == parts.count && $0.parts.allSatisfy { (0..<1e12).contains($0) } })
    self.title = title
    self.unit = unit
    self.parts = parts
    self.bars = bars
  }

  /// The chart as a drawing 760 pixels wide.
  public var document: SVGDocument {
    let plot = Plot(end: scaleEnd, height: Plot.barPitch * Double(bars.count))
    let grid = plot.marks.flatMap { mark in
      [
        SVGElement.line(
          from: SVGPoint(plot.x(mark), Plot.top), to: SVGPoint(plot.x(mark), Plot.top + plot.height),
          style: "faint",
          width: 0.5),
        .label(
          SVGNumber.text(mark), at: SVGPoint(plot.x(mark), Plot.top + plot.height + 16), anchor: .middle,
          style: "faint"),
      ]
    }
    let elements =
      [.label(title, at: SVGPoint(16, 26))] + legend + grid
      + bars.indices.flatMap { drawing(ofBar: $0, in: plot) }
      + [.label(unit, at: SVGPoint(Plot.right, Plot.top + plot.height + 32), anchor: .end, style: "faint")]
    return SVGDocument(
      width: Plot.width, height: Plot.top + plot.height + 42, title: title, description: description,
      elements: elements)
  }

  /// Every bar in words.
  private var description: String {
    bars.map { bar in
      let figures = zip(parts, bar.parts).map { "\($0) \(SVGNumber.text($1)) \(unit)" }
      return "\(bar.name): \(figures.joined(separator: ", ")); \(bar.note)."
    }.joined(separator: " ")
  }

  private var legend: [SVGElement] {
    parts.enumerated().flatMap { index, name in
      let x = Plot.left + Double(index) * (Plot.right - Plot.left) / Double(parts.count)
      return [
        SVGElement.rectangle(at: SVGPoint(x, 40), width: 12, height: 12, style: "colour\(index + 1)"),
        .label(name, at: SVGPoint(x + 18, 51)),
      ]
    }
  }

  private func drawing(ofBar index: Int, in plot: Plot) -> [SVGElement] {
    let bar = bars[index]
    let y = Plot.top + (Double(index) + 0.2) * Plot.barPitch
    let base = y + Plot.barPitch * 0.3 + 4.5
    var start = 0.0
    var elements = [SVGElement.label(bar.name, at: SVGPoint(Plot.left - 10, base), anchor: .end)]
    for (part, value) in bar.parts.enumerated() where value > 0 {
      elements.append(
        .rectangle(
          at: SVGPoint(plot.x(start), y), width: plot.x(start + value) - plot.x(start),
          height: Plot.barPitch * 0.6,
          style: "colour\(part + 1)", hint: "\(parts[part]): \(SVGNumber.text(value)) \(unit)"))
      start += value
    }
    // Kept apart from the grid's lines.
    return elements
      + ["halo", "ink"].map { .label(bar.note, at: SVGPoint(plot.x(start) + 8, base), style: $0) }
  }

  /// The round number at the end of the scale, at or above the longest bar.
  private var scaleEnd: Double {
    let longest = bars.map { $0.parts.reduce(0, +) }.max() ?? 0
    guard longest > 0 else { return 1 }
    var magnitude = 1.0
    while magnitude < longest { magnitude *= 10 }
    while magnitude >= longest * 10 { magnitude /= 10 }
    return [0.1, 0.12, 0.16, 0.2, 0.24, 0.32, 0.4, 0.6, 0.8, 1].map { $0 * magnitude }.first { $0 >= longest }
      ?? magnitude
  }

  /// The places of values.
  private struct Plot {
    static let width = 760.0
    static let left = 150.0
    static let right = 580.0
    static let top = 68.0
    static let barPitch = 40.0

    let end: Double
    let height: Double

    /// The values that grid lines stand at.
    var marks: [Double] { (0...4).map { Double($0) * end / 4 } }

    func x(_ value: Double) -> Double {
      Self.left + value / end * (Self.right - Self.left)
    }
  }
}
