// SPDX-License-Identifier: Apache-2.0
import Foundation

extension String {
  /// The text without white space and control characters at its ends.
  package var trimmed: String {
    trimmingCharacters(in: .whitespacesAndNewlines.union(.controlCharacters))
  }
}

extension Double {
  /// The number with no decimals where it is whole; it reads back as the same.
  package var plain: String {
    Int(exactly: self).map(String.init) ?? "\(self)"
  }
}
