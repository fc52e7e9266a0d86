// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Recording {
  /// Whether a file belongs to the recording that a path names: the same, or another of the files of a COMTRADE recording.
  public static func isPart(_ file: String, of path: String) -> Bool {
    guard file != path else { return true }
    func base(_ name: String) -> String {
      let isKnown = ComtradeFiles.extensions.contains((name as NSString).pathExtension.lowercased())
      return isKnown ? (name as NSString).deletingPathExtension : name
    }
    return base(file).lowercased() == base(path).lowercased()
  }
}
