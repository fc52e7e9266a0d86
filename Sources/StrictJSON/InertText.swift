// SPDX-License-Identifier: Apache-2.0

// Text that comes from outside: names in recordings, keys and values, names of files. All that shows it uses what is here.

extension Unicode.Scalar {
  /// Whether it does nothing but show itself: no control, format (bidirectional ones among them), separator of lines, private or
  /// unassigned character.
  package var isInert: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
    default: true
    }
  }

  /// The character, or its number as `\u{1B}` where it does more than show itself.
  package var inert: String {
    isInert ? String(self) : "\\u{\(String(value, radix: 16, uppercase: true))}"
  }
}

extension String {
  /// The text for one line of a message, a table or a page: each of its characters shows itself, and none acts on the display.
  ///
  /// A text that is inert already stays as it is.
  ///
  /// - Parameter limit: The most characters (scalars), above 0; the rest is cut off and marked.
  package func inert(limit: Int = .max) -> String {
    if utf8.count <= limit, utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return self }
    let text = unicodeScalars.prefix(limit).map(\.inert).joined()
    return unicodeScalars.dropFirst(limit).isEmpty ? text : text + "..."
  }

  /// The text fit for one line of a message: inert, and 60 characters at most.
  package var printable: String { inert(limit: 60) }

  /// The text for several lines of a message, each of them inert.
  ///
  /// - Parameter quoted: Texts that it may quote: a line end in one of these does not end one of its lines.
  package func inertLines(quoting quoted: some Sequence<String>) -> String {
    var text = self
    for quoted in quoted where quoted.contains(where: \.isNewline) {
      for part in [quoted] + quoted.split(separator: "=", maxSplits: 1).map(String.init)
      where part.contains(where: \.isNewline) {
        text = text.split(separator: part, omittingEmptySubsequences: false).joined(separator: part.inert())
      }
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).inert() }.joined(
      separator: "\n")
  }

  /// The printable text in quotation marks.
  package var quoted: String { "\"\(printable)\"" }
}
