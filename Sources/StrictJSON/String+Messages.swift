// SPDX-License-Identifier: Apache-2.0
import Foundation

extension String {
  /// The text without white space and control characters at its ends.
  package var trimmed: String {
    trimmingCharacters(in: .whitespacesAndNewlines.union(.controlCharacters))
  }

  /// The text fit for one line of a message: shortened, with nothing that breaks a line.
  package var printable: String {
    let limit = 60
    let characters = unicodeScalars.prefix(limit).map { scalar -> Character in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
      default: Character(scalar)
      }
    }
    return String(characters) + (unicodeScalars.count > limit ? "..." : "")
  }

  /// The printable text in quotation marks.
  package var quoted: String { "\"\(printable)\"" }
}

extension Double {
  /// The number with no decimals where it is whole; it reads back as the same.
  package var plain: String {
    Int(exactly: self).map(String.init) ?? "\(self)"
  }
}
