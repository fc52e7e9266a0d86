// SPDX-License-Identifier: Apache-2.0
import Foundation

extension String {
  /// The text without white space and control characters at its ends.
  var trimmed: String {
    trimmingCharacters(in: .whitespacesAndNewlines.union(.controlCharacters))
  }

  /// The text in quotation marks, fit for one line of a message: shortened, with nothing that breaks a line.
  var quoted: String {
    let printable = unicodeScalars.prefix(60).map { scalar -> Character in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
      default: Character(scalar)
      }
    }
    return "\"" + String(printable) + (unicodeScalars.count > 60 ? "..." : "") + "\""
  }
}

extension Double {
  /// The number with nothing behind the point where it is whole.
  var plain: String {
    Int(exactly: self).map(String.init) ?? "\(self)"
  }
}
