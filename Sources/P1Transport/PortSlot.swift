// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// Hands telegrams to the thread of a port.
typealias TelegramSlot = PortSlot<ReadyTelegram>

/// Hands values to the thread of a port: a place for one, where the newest wins, and a pipe that wakes the
/// thread.
package final class PortSlot<Value: Sendable>: Sendable {
  private struct Content {
    var value: Value?
    var isClosed = false
  }

  /// Readable while there is something to see; for `poll`.
  package let descriptor: Int32
  private let waker: Int32
  private let content = Mutex(Content())

  /// An empty slot.
  ///
  /// - Throws: The system's reason where no descriptor is left.
  package init() throws(DeviceFailure) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw .last }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (descriptor, waker) = (ends[0], ends[1])
  }

  deinit {
    close(descriptor)
    close(waker)
  }

  /// Leaves a value, in place of one that was not removed.
  package func put(_ value: Value) {
    content.withLock { $0.value = value }
    wake()
  }

  /// Tells the thread to end.
  package func end() {
    content.withLock { $0.isClosed = true }
    wake()
  }

  /// Removes the value that was left since the last call, if any.
  package func remove() -> (value: Value?, isClosed: Bool) {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &bytes, bytes.count) > 0 {}
    return content.withLock { content in
      defer { content.value = nil }
      return (content.value, content.isClosed)
    }
  }

  private func wake() {
    // A full pipe wakes as well.
    var byte: UInt8 = 0
    _ = write(waker, &byte, 1)
  }
}
