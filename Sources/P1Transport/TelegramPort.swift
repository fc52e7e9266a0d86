// SPDX-License-Identifier: Apache-2.0
import P1Port

/// A place where telegrams leave the program. It works on a thread of its own: sending never waits for a reader, and
/// all methods may be called from any thread.
public protocol TelegramPort: Sendable {
  /// Sends a telegram, in place of an earlier one that has not been started.
  func send(_ telegram: ReadyTelegram)
  /// Has the port complete a telegram on its way and end, without waiting for that, so that several ports end at the
  /// same time.
  func stop()
  /// Completes a telegram on its way, within two seconds, and ends the port. Telegrams that are sent afterwards are
  /// lost.
  func finish()
  /// The port's state; nil, by default, for one that shows nothing.
  var state: PortState? { get }
}

extension TelegramPort {
  /// Nil: the port shows nothing.
  public var state: PortState? { nil }
}

extension TelegramPort {
  /// Does nothing: ``finish()`` does it all.
  public func stop() {}
}

/// A telegram as bytes, and when its reading was made.
public struct ReadyTelegram: Sendable {
  /// The telegram's bytes, from `/` to the last CR LF.
  public let bytes: [UInt8]
  /// When the reading was made, ms of the ``MonotonicClock``.
  public let made: UInt64

  /// A telegram of these bytes.
  ///
  /// - Parameters:
  ///   - bytes: From `/` to the last CR LF; ports send them as they are.
  ///   - made: When the reading was made, ms of the ``MonotonicClock``.
  public init(bytes: [UInt8], made: UInt64 = MonotonicClock.now) {
    self.bytes = bytes
    self.made = made
  }

  /// Whether its reading is less than `RequestLine.maximumAge` (1500 ms) old, so that it is sent.
  ///
  /// - Parameter now: A time of the ``MonotonicClock``, ms.
  public func isFresh(at now: UInt64) -> Bool { now < made + RequestLine.maximumAge }
}
