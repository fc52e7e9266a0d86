// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// Material that lies beside the project, in `../shared`: golden telegrams and recordings made by others.
///
/// It is not part of the project, so tests that need it are enabled only where it is present, or where ``Needed`` skips nothing.
package enum SharedMaterial {
  /// The folder beside the package.
  package static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared")

  /// Whether it is there, or has to be.
  package static var isPresent: Bool {
    Needed.skipsNothing || FileManager.default.fileExists(atPath: folder.path)
  }

  /// A file in it.
  package static func file(_ path: String) -> URL {
    folder.appendingPathComponent(path)
  }
}
