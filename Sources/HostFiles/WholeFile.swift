// SPDX-License-Identifier: Apache-2.0
import Foundation
package import StrictJSON

/// Files that are read or written whole.
package enum WholeFile {
  /// A file's bytes.
  ///
  /// - Throws: `noInput` where it cannot be read.
  package static func bytes(of path: String, expected thing: String) throws(InputError) -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw InputError(.noInput, file: path, "expected \(thing)")
    }
  }

  /// Writes a file: whole and on the disk before it takes the place of what had its name.
  ///
  /// - Throws: `inputOutput` with the system's reason; the old file is as it was.
  package static func write(_ text: String, to path: String) throws(InputError) {
    let output = try ByteOutput(path: path, isCancelled: { false })
    try output.write(Array(text.utf8))
    try output.synchronize()
    try output.finish()
  }
}
