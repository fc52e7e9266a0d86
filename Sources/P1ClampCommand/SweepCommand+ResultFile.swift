// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Foundation

extension SweepCommand {
  /// A file for results: found writable before they are computed, replaced once they are there.
  struct ResultFile {
    private let name: String
    private let handle: FileHandle

    /// Opens or creates a file and leaves what is in it.
    init(_ name: String) throws(InputError) {
      self.name = name
      let descriptor = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        throw InputError(.inputOutput, file: name, String(cString: strerror(errno)))
      }
      handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Replaces what is in it.
    func write(_ bytes: [UInt8]) throws(InputError) {
      do {
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: bytes)
        try handle.close()
      } catch {
        throw InputError(.inputOutput, file: name, error.localizedDescription)
      }
    }
  }
}
