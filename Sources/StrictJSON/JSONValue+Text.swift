// SPDX-License-Identifier: Apache-2.0

/// How the items of an array or the members of an object are separated.
package struct JSONLayout: Sendable, Equatable {
  fileprivate var hasBreaksInside: Bool
  fileprivate var hasBreaksBetween: Bool
  fileprivate var isIndented: Bool
  fileprivate var comma: String
  fileprivate var colon: String

  /// No blanks at all.
  package static let compact = JSONLayout(
    hasBreaksInside: false, hasBreaksBetween: false, isIndented: false, comma: ",", colon: ":")
  /// A blank after each comma and colon.
  package static let spaced = JSONLayout(
    hasBreaksInside: false, hasBreaksBetween: false, isIndented: false, comma: ", ", colon: ": ")
  /// An item a line, indented by two blanks more than the line it belongs to.
  package static let indented = JSONLayout(
    hasBreaksInside: true, hasBreaksBetween: true, isIndented: true, comma: ",", colon: ": ")
  /// An item a line, none on the lines of the brackets.
  package static let rows = JSONLayout(
    hasBreaksInside: true, hasBreaksBetween: true, isIndented: false, comma: ",", colon: ":")
  /// An item a line, the first and the last one on the lines of the brackets.
  package static let rowsInBrackets = JSONLayout(
    hasBreaksInside: false, hasBreaksBetween: true, isIndented: false, comma: ",", colon: ":")
}

extension JSONValue {
  /// The value as JSON, without a line end after it.
  ///
  /// - Parameters:
  ///   - isOnOneLine: Whether line breaks and indentation are left out.
  ///   - escapingSlashes: Whether a slash in a text gets a backslash, which JSON allows and does not ask for.
  package func json(onOneLine isOnOneLine: Bool = false, escapingSlashes: Bool = false) -> String {
    var writer = JSONWriter(isOnOneLine: isOnOneLine, escapesSlashes: escapingSlashes)
    writer.write(self, depth: 0)
    return writer.text
  }
}

private struct JSONWriter {
  let isOnOneLine: Bool
  let escapesSlashes: Bool
  var text = ""

  init(isOnOneLine: Bool, escapesSlashes: Bool) {
    self.isOnOneLine = isOnOneLine
    self.escapesSlashes = escapesSlashes
  }

  mutating func write(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: text += "null"
    case .flag(let flag): text += "\(flag)"
    case .numeral(let numeral): text += numeral
    case .text(let string): text += string.quotedAsJSON(escapingSlashes: escapesSlashes)
    case .list(let items, let layout):
      write("[", items, "]", layout, depth: depth) { writer, item, depth in writer.write(item, depth: depth) }
    case .members(let members, let layout):
      write("{", members, "}", layout, depth: depth) { writer, member, depth in
        writer.text += member.key.quotedAsJSON(escapingSlashes: writer.escapesSlashes) + layout.colon
        writer.write(member.value, depth: depth)
      }
    }
  }

  private mutating func write<Item>(
    _ opening: String, _ items: [Item], _ closing: String, _ layout: JSONLayout, depth: Int,
    each: (inout JSONWriter, Item, Int) -> Void
  ) {
    text += opening
    let inner = depth + (layout.isIndented ? 1 : 0)
    for (index, item) in items.enumerated() {
      if index > 0 { text += layout.comma }
      if index > 0 ? layout.hasBreaksBetween : layout.hasBreaksInside { breakLine(inner, layout) }
      each(&self, item, inner)
    }
    if !items.isEmpty, layout.hasBreaksInside { breakLine(depth, layout) }
    text += closing
  }

  private mutating func breakLine(_ depth: Int, _ layout: JSONLayout) {
    guard !isOnOneLine else { return }
    text += "\n" + String(repeating: "  ", count: layout.isIndented ? depth : 0)
  }
}
