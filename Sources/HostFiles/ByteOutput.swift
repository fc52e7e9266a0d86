// SPDX-License-Identifier: Apache-2.0
package import StrictJSON
import Foundation
import SystemPackage

/// The owner of a file in the making: written under a temporary name beside its own, which it gets when complete.
///
/// A device or a pipe that is there already is written in place.
package final class ByteOutput {
  /// The file's name in messages.
  package let name: String

  private let descriptor: Descriptor
  /// The replacement that becomes the file; nil where the bytes are written in place.
  private let replacement: FileReplacement?
  private var isOpen = true
  private var isComplete = false

  /// Checks that the file can be written, and leaves the file of that name as it is until `finish`.
  ///
  /// Where `path` is a link, its target is replaced; mode and owner are kept.
  ///
  /// - Parameter isCancelled: Asked after each signal; true gives up a write that waits.
  /// - Throws: `inputOutput` with the system's reason.
  package init(
    path: String, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) {
    name = path
    let type = (try? FilePath(path).stat())?.type
    guard type != .directory else {
      throw InputError(.inputOutput, file: path, "expected a file to write, found a directory")
    }
    do throws(SystemFailure) {
      if type == nil || type == .regular {
        let replacement = try FileReplacement(of: path, isCancelled: isCancelled)
        self.replacement = replacement
        descriptor = replacement.descriptor
      } else {
        replacement = nil
        descriptor = try Descriptor.open(path, .writing, isCancelled: isCancelled)
      }
    } catch {
      throw Self.failure(path, error)
    }
  }

  deinit {
    if isOpen { try? descriptor.close() }
    if !isComplete { replacement?.remove() }
  }

  /// Adds bytes.
  ///
  /// - Throws: `inputOutput` with the system's reason.
  package func write(_ bytes: [UInt8]) throws(InputError) {
    try reporting { () throws(SystemFailure) in try descriptor.write(bytes) }
  }

  /// Replaces bytes that were written; leaves them as they are in a device or a pipe.
  ///
  /// - Throws: `inputOutput` with the system's reason.
  package func rewrite(_ bytes: [UInt8], at offset: Int) throws(InputError) {
    guard replacement != nil else { return }
    try reporting { () throws(SystemFailure) in try descriptor.write(bytes, at: offset) }
  }

  /// Gives the file its name, which a power failure afterwards does not undo.
  ///
  /// The bytes are on the disk before they get the name, and the folder is on the disk when this returns. Nothing can be written
  /// afterwards.
  ///
  /// - Throws: `inputOutput` with the system's reason; the old file is as it was, unless only the folder could not be brought to
  ///   the disk.
  package func finish() throws(InputError) {
    try reporting { () throws(SystemFailure) in
      try synchronize()
      try replacement?.complete()
    }
    try close()
  }

  /// Gives two files their names as ``finish()`` does, both or neither: at no moment does one of them stand beside the other's old
  /// one.
  ///
  /// - Throws: `inputOutput` with the system's reason; then both old files are as they were.
  package static func finish(_ first: ByteOutput, _ second: ByteOutput) throws(InputError) {
    guard let one = first.replacement, let other = second.replacement else {
      try first.finish()
      return try second.finish()
    }
    for output in [first, second] {
      try output.reporting { () throws(SystemFailure) in try output.synchronize() }
    }
    try second.reporting { () throws(SystemFailure) in try FileReplacement.complete(one, other) }
    try first.close()
    try second.close()
  }

  private func synchronize() throws(SystemFailure) {
    if replacement != nil { try descriptor.synchronize() }
  }

  /// Closes what is complete. A file is closed only under its own name: a temporary one that is not open counts as left over.
  private func close() throws(InputError) {
    (isComplete, isOpen) = (true, false)
    try reporting { () throws(SystemFailure) in
      do throws(SystemFailure) {
        try descriptor.close()
      } catch {
        // The bytes of a file are on the disk already.
        guard replacement != nil else { throw error }
      }
    }
  }

  private func reporting(_ call: () throws(SystemFailure) -> Void) throws(InputError) {
    do throws(SystemFailure) { try call() } catch { throw Self.failure(name, error) }
  }

  private static func failure(_ file: String, _ failure: SystemFailure) -> InputError {
    InputError(.inputOutput, file: file, "expected to write it: \(failure.reason)")
  }
}
