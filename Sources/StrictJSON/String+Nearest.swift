// SPDX-License-Identifier: Apache-2.0

extension String {
  /// The name that was probably meant: one with few letters that are missing, added, wrong or exchanged with their neighbour.
  ///
  /// Capitals, hyphens and underscores do not count.
  ///
  /// - Returns: The nearest of the names, the first of several; nil where more than a third of the letters would have to change.
  /// - Complexity: The product of both lengths for each name.
  package func nearest(among names: some Sequence<String>) -> String? {
    let own = letters
    guard own.count <= Self.longestName else { return nil }
    var best: (name: String, edits: Int)?
    for name in names {
      let edits = Self.edits(from: own, to: name.letters)
      if edits <= own.count / 3, edits < best?.edits ?? .max { best = (name, edits) }
    }
    return best?.name
  }

  /// Letters beyond which a text is no name, so that a file of any content costs little.
  private static let longestName = 60

  private var letters: [Character] { lowercased().filter { $0 != "-" && $0 != "_" } }

  /// The fewest letters to remove, insert, change or exchange with the next one (optimal string alignment).
  private static func edits(from first: [Character], to second: [Character]) -> Int {
    var (before, previous) = ([Int](), Array(0...second.count))
    for (row, letter) in first.enumerated() {
      var current = [row + 1]
      for (column, other) in second.enumerated() {
        var edits = Swift.min(
          previous[column + 1] + 1, current[column] + 1, previous[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
          edits = Swift.min(edits, before[column - 1] + 1)
        }
        current.append(edits)
      }
      (before, previous) = (previous, current)
    }
    return previous[second.count]
  }
}
