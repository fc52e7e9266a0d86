// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import _TestSupport

/// A log that a test waits for: what a port says tells what it has done.
final class EventLog: LogHandler, @unchecked Sendable {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace
  private let condition = NSCondition()
  private var messages: [String] = []

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    condition.withLock {
      messages.append("\(event.message)")
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
