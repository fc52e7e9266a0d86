// SPDX-License-Identifier: Apache-2.0
package import StrictJSON

/// Files that are read or written whole.
package enum WholeFile {
  /// The most bytes of a file that is read whole, 64 MiB.
  package static let limit = 1 << 26

  /// A file's bytes.
  ///
  /// - Parameter thing: The name in a message of a file that can be read.
  /// - Throws: `noInput` with the system's reason where it cannot be opened or is a directory; `data` where it is longer
  ///   than `limit`; `inputOutput` where reading fails.
  package static func bytes(of path: String, expected thing: String) throws(InputError) -> [UInt8] {
    let bytes = try ByteInput(path: path, expecting: nil, as: thing).read(exactly: limit + 1)
    guard bytes.count <= limit else {
      throw InputError(.data, file: path, "expected at most \(limit) bytes, found more")
    }
    return bytes
  }

  /// Writes a file: it is whole and on the disk before it replaces the file of that name.
  ///
  /// - Throws: `inputOutput` with the system's reason; the old file is as it was, unless only the folder could not be brought to the
  ///   disk.
  package static func write(_ text: String, to path: String) throws(InputError) {
    let output = try ByteOutput(path: path)
    try output.write(Array(text.utf8))
    try output.finish()
  }
}
