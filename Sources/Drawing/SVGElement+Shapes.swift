// SPDX-License-Identifier: Apache-2.0

/// A place in a drawing, pixels to the right and down.
public struct SVGPoint: Sendable, Equatable {
  /// Pixels from the left edge.
  public var x: Double
  /// Pixels from the upper edge.
  public var y: Double

  /// A place.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

extension SVGElement {
  /// A straight line.
  ///
  /// - Parameters:
  ///   - a: One end.
  ///   - b: The other end.
  ///   - style: Names of classes, see ``SVGDocument``.
  ///   - width: Width of the stroke, pixels.
  public static func line(from a: SVGPoint, to b: SVGPoint, style: String, width: Double = 1) -> SVGElement {
    SVGElement(
      "line",
      [
        "x1": .number(a.x), "y1": .number(a.y), "x2": .number(b.x), "y2": .number(b.y),
        "class": .text("line \(style)"), "stroke-width": .number(width),
      ])
  }

  /// A filled rectangle.
  ///
  /// - Parameters:
  ///   - corner: Its upper left corner.
  ///   - width: Its width, pixels.
  ///   - height: Its height, pixels.
  ///   - style: Names of classes, see ``SVGDocument``.
  ///   - hint: The text that is shown where the pointer rests on it.
  public static func rectangle(
    at corner: SVGPoint, width: Double, height: Double, style: String, hint: String? = nil
  ) -> SVGElement {
    SVGElement(
      "rect",
      [
        "x": .number(corner.x), "y": .number(corner.y), "width": .number(width), "height": .number(height),
        "class": .text(style),
      ], hint.map { [SVGElement("title", text: $0)] } ?? [])
  }

  /// The part of a text that lies at its place.
  public enum Anchor: String, Sendable {
    /// The left end.
    case start
    /// The middle.
    case middle
    /// The right end.
    case end
  }

  /// A line of text, with its baseline at a place.
  public static func label(
    _ text: String, at place: SVGPoint, anchor: Anchor = .start, style: String = "ink"
  ) -> SVGElement {
    SVGElement(
      "text",
      [
        "x": .number(place.x), "y": .number(place.y), "text-anchor": .text(anchor.rawValue),
        "class": .text(style),
      ], text: text)
  }
}
