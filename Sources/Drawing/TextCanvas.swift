// SPDX-License-Identifier: Apache-2.0

/// Characters in rows and columns.
struct TextCanvas {
  private(set) var rows: [[Character]]

  init(width: Int, height: Int) {
    rows = Array(repeating: Array(repeating: " ", count: width), count: height)
  }

  /// Puts a character into a cell; one outside the canvas is left out.
  mutating func put(_ character: Character, column: Int, row: Int) {
    guard rows.indices.contains(row), rows[row].indices.contains(column) else { return }
    rows[row][column] = character
  }

  /// Puts a text into a row, moved as far as needed to stay on the canvas.
  mutating func put(_ text: String, column: Int, row: Int) {
    let width = rows.first?.count ?? 0
    let start = min(max(0, column), max(0, width - text.count))
    for (offset, character) in text.enumerated() {
      put(character, column: start + offset, row: min(max(0, row), rows.count - 1))
    }
  }

  /// Whether any of the cells of a text has one of these characters.
  func has(_ characters: (Character) -> Bool, column: Int, row: Int, count: Int) -> Bool {
    guard rows.indices.contains(row) else { return true }
    return (column..<column + count).contains { rows[row].indices.contains($0) && characters(rows[row][$0]) }
  }

  /// The rows without blanks at their ends.
  var lines: [String] {
    rows.map { row in
      let end = row.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
      return String(row[..<end])
    }
  }
}
