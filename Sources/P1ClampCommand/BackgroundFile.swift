// SPDX-License-Identifier: Apache-2.0
import Foundation
import HostFiles
import StrictJSON

/// A file that a thread of its own writes, so that nobody waits for the disk: of the contents that wait, the newest is written.
final class BackgroundFile: @unchecked Sendable {
  private let condition = NSCondition()
  // With the condition locked.
  private var waiting: String?
  private var isWriting = false
  private var isClosed = false

  /// A file without a content that waits.
  ///
  /// - Parameters:
  ///   - path: The file's name in messages.
  ///   - write: Writes a content, on the thread.
  /// - Throws: `inputOutput` where the system has no thread left.
  init(path: String, write: @escaping @Sendable (String) -> Void) throws(InputError) {
    do throws(SystemFailure) {
      _ = try SystemThread { [self] in
        while let text = next() {
          write(text)
          condition.lock()
          isWriting = false
          condition.broadcast()
          condition.unlock()
        }
      }
    } catch {
      throw InputError(.inputOutput, file: path, "expected a thread to write it: \(error.reason)")
    }
  }

  /// Leaves a content to be written, in place of one that waits.
  func write(_ text: String) {
    condition.lock()
    waiting = text
    condition.broadcast()
    condition.unlock()
  }

  /// Waits for the write in progress, and drops a content that waits.
  func finish() {
    condition.lock()
    (waiting, isClosed) = (nil, true)
    condition.broadcast()
    while isWriting { condition.wait() }
    condition.unlock()
  }

  private func next() -> String? {
    condition.lock()
    defer { condition.unlock() }
    while waiting == nil, !isClosed { condition.wait() }
    defer { waiting = nil }
    isWriting = waiting != nil
    return waiting
  }
}
