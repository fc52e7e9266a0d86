// SPDX-License-Identifier: Apache-2.0
package import StrictJSON
import Foundation

/// The owner of a file in the making: written under a temporary name beside its own, which it gets when complete.
///
/// A device or a pipe that is there already is written in place.
package final class ByteOutput {
  /// The file's name in messages.
  package let name: String

  private let descriptor: Int32
  private let isCancelled: @Sendable () -> Bool
  /// The temporary name and the one to replace; nil where the bytes are written in place.
  private let replacement: (temporary: String, final: String)?
  private var isOpen = true
  private var isComplete = false

  /// Creates the file under its temporary name; where `path` is a link, what it leads to is replaced.
  ///
  /// - Parameter isCancelled: Asked after each signal; true gives up a write that waits.
  /// - Throws: `inputOutput` with the system's reason.
  package init(path: String, isCancelled: @escaping @Sendable () -> Bool) throws(InputError) {
    name = path
    self.isCancelled = isCancelled
    var status = stat()
    let exists = stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    guard !exists || kind != S_IFDIR else {
      throw InputError(.inputOutput, file: path, "expected a file to write, found a directory")
    }
    if exists, kind != S_IFREG {
      replacement = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      let final = exists ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : path
      let temporary = "\(final).\(getpid()).tmp"
      replacement = (temporary, final)
      descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else {
      isOpen = false
      throw Self.failure(path)
    }
  }

  deinit {
    if isOpen { close(descriptor) }
    if !isComplete, let replacement { unlink(replacement.temporary) }
  }

  /// Adds bytes.
  ///
  /// - Throws: `inputOutput` with the system's reason.
  package func write(_ bytes: [UInt8]) throws(InputError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR || isCancelled() {
        throw Self.failure(name)
      }
    }
  }

  /// Replaces bytes that were written; leaves them as they are in a device or a pipe.
  ///
  /// - Throws: `inputOutput` with the system's reason.
  package func rewrite(_ bytes: [UInt8], at offset: Int) throws(InputError) {
    guard replacement != nil else { return }
    guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else {
      throw Self.failure(name)
    }
  }

  /// Waits until the bytes are on the disk, so that a power failure after `finish` loses neither file.
  ///
  /// - Throws: `inputOutput` with the system's reason.
  package func synchronize() throws(InputError) {
    guard replacement != nil else { return }
    guard fsync(descriptor) == 0 else { throw Self.failure(name) }
  }

  /// Gives the file its name.
  ///
  /// - Throws: `inputOutput` with the system's reason.
  package func finish() throws(InputError) {
    isOpen = false
    guard close(descriptor) == 0 else { throw Self.failure(name) }
    if let replacement, rename(replacement.temporary, replacement.final) != 0 { throw Self.failure(name) }
    isComplete = true
  }

  private static func failure(_ file: String) -> InputError {
    InputError(.inputOutput, file: file, "expected to write it: \(String(cString: strerror(errno)))")
  }
}
