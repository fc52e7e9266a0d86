// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// An element of a drawing: a name, attributes in their order, and content.
///
///     SVGElement("circle", ["cx": 10, "cy": 10, "r": 2.5, "class": "mark"])
public struct SVGElement: Sendable, Equatable {
  /// The value of an attribute.
  public enum Value: Sendable, Equatable {
    /// Characters, which are escaped as they are written.
    case text(String)
    /// A number, written to a hundredth.
    case number(Double)
  }

  /// One part of an element's content.
  public enum Content: Sendable, Equatable {
    /// An element.
    case element(SVGElement)
    /// Characters, which are escaped as they are written.
    case text(String)
  }

  /// The name of the tag.
  public var name: String
  /// Names and values, in the order in which they are written.
  public var attributes: [(name: String, value: Value)]
  /// The content between the tags.
  public var content: [Content]

  /// An element with other elements in it.
  public init(
    _ name: String, _ attributes: KeyValuePairs<String, Value> = [:], _ children: [SVGElement] = []
  ) {
    self.name = name
    self.attributes = attributes.map { ($0.key, $0.value) }
    content = children.map { .element($0) }
  }

  /// An element with characters in it.
  public init(_ name: String, _ attributes: KeyValuePairs<String, Value> = [:], text: String) {
    self.init(name, attributes)
    content = [.text(text)]
  }

  /// Whether two elements are written alike.
  public static func == (a: SVGElement, b: SVGElement) -> Bool {
    a.name == b.name && a.content == b.content && a.attributes.elementsEqual(b.attributes, by: ==)
  }

  /// Appends the element as text, one element a line, each indented by two spaces more than its parent.
  ///
  /// Elements with characters stay on one line, since white space shows in them.
  func write(into output: inout String, indent: Int) {
    let margin = String(repeating: " ", count: indent)
    output += "\(margin)<\(name)"
    for (name, value) in attributes {
      output += " \(name)=\"\(value.escaped)\""
    }
    guard !content.isEmpty else {
      output += "/>\n"
      return
    }
    output += ">"
    let isInline = content.contains { if case .text = $0 { true } else { false } }
    if !isInline { output += "\n" }
    for part in content {
      switch part {
      case .text(let text):
        output += text.escaped
      case .element(let element):
        element.write(into: &output, indent: isInline ? 0 : indent + 2)
        if isInline { output.removeLast() }
      }
    }
    output += "\(isInline ? "" : margin)</\(name)>\n"
  }
}

extension SVGElement.Value: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral
{
  /// Characters.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }

  /// The value as it stands between quotation marks.
  var escaped: String {
    switch self {
    case .text(let text): text.escaped
    case .number(let number): SVGNumber.text(number)
    }
  }
}

extension String {
  /// The characters, with those that XML and HTML reserve escaped, and inert except for tabs and line ends.
  var escaped: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      default: result += scalar.inert
      }
    }
    return result
  }
}
