// SPDX-License-Identifier: Apache-2.0
import P1Port

/// Where telegrams leave the tool. It works on a thread of its own: neither call waits for a reader.
protocol TelegramPort: Sendable {
  /// Takes a telegram, which replaces one that has not been started.
  func send(_ telegram: ReadyTelegram)
  /// Completes what is on its way, within two seconds, and ends the thread.
  func finish()
}

/// A telegram as bytes, and when its reading was made.
struct ReadyTelegram: Sendable {
  /// From `/` to the last CR LF.
  let bytes: [UInt8]
  /// When the reading was made, ms of the ``MonotonicClock``.
  let made: UInt64

  /// Whether its reading is recent enough to be sent.
  func isFresh(at now: UInt64) -> Bool { now < made + RequestLine.maximumAge }
}
