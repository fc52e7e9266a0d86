// SPDX-License-Identifier: Apache-2.0
package import StrictJSON
import Foundation
import SystemPackage

/// The right to write a file, which one process has at a time.
///
/// It is a lock on an empty file beside it, with `.lock` after its name: each writing replaces the file itself by another one.
/// The system ends the lock with the process, however that ends; a lock file that is left over is used again.
package final class FileLock {
  private let name: String
  private let descriptor: Descriptor
  private var isHeld = true

  /// Locks a file, and removes the temporary files that killed processes left when they wrote it.
  ///
  /// - Parameters:
  ///   - path: The file, which need not be there; where it is a link, its target is locked.
  ///   - use: The act of its one process in the words of a message, such as `writes it`.
  /// - Throws: `inputOutput` where another process has locked it, or with the system's reason.
  package init(of path: String, whoever use: String) throws(InputError) {
    var attempt = "write"
    do throws(SystemFailure) {
      let file = try FileReplacement.resolved(path)
      name = try FileReplacement.named(file) + ".lock"
      while true {
        attempt = "write"
        let opened = try Descriptor.open(
          name, .readWrite, [.create, .noFollow], permissions: FilePermissions(rawValue: 0o666),
          isCancelled: { false })
        attempt = "lock"
        let code = flock(opened.number, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
        if code == 0, opened.has(name) {
          descriptor = opened
          break
        }
        try? opened.close()
        // Without a code, the process that held the lock has removed its file in between.
        if code != 0 { throw SystemFailure(code: code) }
      }
      FileReplacement.removeLeftovers(of: file)
    } catch {
      let problem =
        error.code == EWOULDBLOCK
        ? "expected no other process that \(use), found one" : "expected to \(attempt) it: \(error.reason)"
      throw InputError(.inputOutput, file: path, problem)
    }
  }

  deinit { release() }

  /// Ends the lock and removes its file.
  package func release() {
    guard isHeld else { return }
    isHeld = false
    // The name first: once the lock has ended, the file may be another process's.
    if descriptor.has(name) { unlink(name) }
    try? descriptor.close()
  }
}
