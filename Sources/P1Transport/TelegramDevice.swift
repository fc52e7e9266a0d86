// SPDX-License-Identifier: Apache-2.0

/// A wire that telegrams are sent on, none of whose calls waits.
package protocol TelegramDevice {
  /// How it is called in the log.
  var name: String { get }
  /// Milliseconds after which ``look()`` may find something else while nothing is sent; nil if it tells in no time.
  var lookInterval: UInt64? { get }
  /// A descriptor whose hang-up means that the wire is gone; -1 if there is none.
  var descriptor: Int32 { get }
  /// Bytes that leave in about 10 ms.
  var blockSize: Int { get }

  /// Looks at the request line.
  ///
  /// - Returns: Whether telegrams are asked for.
  /// - Throws: The system's reason where the wire is gone.
  func look() throws(DeviceFailure) -> Bool

  /// Bytes that were taken and have not left.
  var unsent: Int { get }

  /// Takes as many bytes as there is room for, none if there is no room.
  func write(_ bytes: ArraySlice<UInt8>) throws(DeviceFailure) -> Int

  /// Forgets what was taken and has not left.
  func discard()
}

/// Why a wire is of no use.
package struct DeviceFailure: Error {
  /// The system's reason.
  package let reason: String
}
