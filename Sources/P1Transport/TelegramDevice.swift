// SPDX-License-Identifier: Apache-2.0

/// A wire to one reader, with a request line. None of its methods waits; a ``DevicePort`` calls them all on one thread.
public protocol TelegramDevice {
  /// Its name in events.
  var name: String { get }
  /// How often to call ``readRequest()`` while nothing is sent, ms; nil if its answer never changes.
  var requestInterval: UInt64? { get }
  /// A descriptor whose hang-up means that the wire is gone; -1 if there is none.
  var descriptor: Int32 { get }
  /// Bytes that leave in about 10 ms, at least 1.
  var blockSize: Int { get }

  /// Reads the request line.
  ///
  /// - Returns: Whether telegrams are asked for.
  /// - Throws: The system's reason where the wire is gone.
  func readRequest() throws(DeviceFailure) -> Bool

  /// Bytes that were written and have not left.
  var unsentCount: Int { get }

  /// Writes as many bytes as there is room for.
  ///
  /// - Returns: How many bytes were written, from the first; 0 if there is no room.
  /// - Throws: The system's reason where the wire is gone.
  func write(_ bytes: ArraySlice<UInt8>) throws(DeviceFailure) -> Int

  /// Discards the bytes that were written and have not left.
  func discardUnsent()

  /// Discards the bytes that have left and that nobody has read, where they are still within reach: they are too old, or a
  /// newer telegram begins.
  func discardUnread()
}

extension TelegramDevice {
  /// Does nothing: bytes that have left are out of reach.
  public func discardUnread() {}
}

/// Why a device is of no use.
public struct DeviceFailure: Error, Equatable, CustomStringConvertible {
  /// The system's reason.
  public let reason: String

  /// A failure for this reason.
  public init(reason: String) {
    self.reason = reason
  }

  /// The reason.
  public var description: String { reason }
}
