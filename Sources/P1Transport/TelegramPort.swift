// SPDX-License-Identifier: Apache-2.0
import P1Port

/// Where telegrams leave the tool. It works on a thread of its own: neither call waits for a reader.
package protocol TelegramPort: Sendable {
  /// Takes a telegram, which replaces one that has not been started.
  func send(_ telegram: ReadyTelegram)
  /// Completes what is on its way, within two seconds, and ends the thread.
  func finish()
}

/// A telegram as bytes, and when its reading was made.
package struct ReadyTelegram: Sendable {
  /// From `/` to the last CR LF.
  package let bytes: [UInt8]
  /// When the reading was made, ms of the ``MonotonicClock``.
  package let made: UInt64

  /// A telegram of these bytes.
  package init(bytes: [UInt8], made: UInt64) {
    self.bytes = bytes
    self.made = made
  }

  /// Whether its reading is recent enough to be sent.
  package func isFresh(at now: UInt64) -> Bool { now < made + RequestLine.maximumAge }
}
