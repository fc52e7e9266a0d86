// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A drawing in scalable vector graphics (SVG 1.1): elements one after the other, later ones on top.
///
/// Lengths are pixels, y grows downward.
struct SVG {
  /// An attribute's value.
  enum Value: ExpressibleByStringInterpolation, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    case text(String)
    case number(Double)

    init(stringLiteral text: String) { self = .text(text) }
    init(floatLiteral number: Double) { self = .number(number) }
    init(integerLiteral number: Int) { self = .number(Double(number)) }

    /// As it stands between quotation marks.
    fileprivate var escaped: String {
      switch self {
      case .text(let text): SVG.escaped(text)
      case .number(let number): SVG.number(number)
      }
    }
  }

  typealias Attributes = KeyValuePairs<String, Value>

  /// A place, or a direction.
  struct Point {
    var x: Double
    var y: Double
  }

  /// Size of the drawing.
  let width: Double
  let height: Double
  private let title: String
  private var elements: [String] = []

  /// An empty drawing on white, with a title for those who cannot see it.
  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
    add("rect", ["width": .number(width), "height": .number(height), "fill": "white"])
  }

  /// A straight line.
  mutating func line(from a: Point, to b: Point, _ attributes: Attributes) {
    add("line", ["x1": .number(a.x), "y1": .number(a.y), "x2": .number(b.x), "y2": .number(b.y)], attributes)
  }

  /// A circle.
  mutating func circle(_ center: Point, radius: Double, _ attributes: Attributes) {
    add("circle", ["cx": .number(center.x), "cy": .number(center.y), "r": .number(radius)], attributes)
  }

  /// A rectangle.
  mutating func rectangle(_ corner: Point, width: Double, height: Double, _ attributes: Attributes) {
    add(
      "rect",
      ["x": .number(corner.x), "y": .number(corner.y), "width": .number(width), "height": .number(height)],
      attributes)
  }

  /// A polygon.
  mutating func polygon(_ points: [Point], _ attributes: Attributes) {
    let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    add("polygon", ["points": .text(list)], attributes)
  }

  /// A path of drawing commands.
  mutating func path(_ commands: String, _ attributes: Attributes) {
    add("path", ["d": .text(commands)], attributes)
  }

  /// A text whose baseline begins at a place, or is anchored there otherwise.
  mutating func text(_ text: String, at place: Point, _ attributes: Attributes) {
    add("text", ["x": .number(place.x), "y": .number(place.y)], attributes, content: text)
  }

  /// The file's content.
  var content: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(width))" height="\(Self.number(height))" \
    viewBox="0 0 \(Self.number(width)) \(Self.number(height))" role="img" \
    font-family="Helvetica, Arial, sans-serif" font-size="14">
      <title>\(Self.escaped(title))</title>
      \(elements.joined(separator: "\n  "))
    </svg>

    """
  }

  /// A number with at most two decimals.
  static func number(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
  }

  private mutating func add(
    _ name: String, _ geometry: Attributes, _ attributes: Attributes = [:], content: String? = nil
  ) {
    let all = (Array(geometry) + Array(attributes)).map { " \($0.key)=\"\($0.value.escaped)\"" }.joined()
    elements.append(content.map { "<\(name)\(all)>\(Self.escaped($0))</\(name)>" } ?? "<\(name)\(all)/>")
  }

  /// A text without characters that XML reads as its own, and without those that it forbids.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}
