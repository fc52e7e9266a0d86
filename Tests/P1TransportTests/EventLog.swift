// SPDX-License-Identifier: Apache-2.0
import Foundation
import P1Transport
import _TestSupport

/// A log that a test waits for: what a port says tells what it has done.
final class EventLog: @unchecked Sendable {
  private let condition = NSCondition()
  private var messages: [String] = []

  /// Adds an event.
  func append(_ event: PortEvent) {
    condition.withLock {
      messages.append(event.text)
      condition.broadcast()
    }
  }

  /// How many messages hold a text.
  func count(of text: String) -> Int {
    condition.withLock { messages.count { $0.contains(text) } }
  }

  /// Waits until so many messages hold a text; false where that never happens.
  func wait(for text: String, times: Int) -> Bool {
    let deadline = Date(timeIntervalSinceNow: Patience.seconds)
    return condition.withLock {
      while messages.count(where: { $0.contains(text) }) < times {
        guard condition.wait(until: deadline) else { return false }
      }
      return true
    }
  }
}
