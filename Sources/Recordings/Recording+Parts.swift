// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Recording {
  /// The files that a path may name as a recording: itself, and those of a COMTRADE recording.
  public static func files(of path: String) -> [String] {
    let suffix = (path as NSString).pathExtension.lowercased()
    guard suffix.isEmpty || ComtradeFiles.extensions.contains(suffix) else { return [path] }
    let base = suffix.isEmpty ? path : (path as NSString).deletingPathExtension
    return [path]
      + ComtradeFiles.extensions.map { ComtradeFiles.find(base, extension: $0) ?? "\(base).\($0)" }
  }

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
