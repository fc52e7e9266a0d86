// SPDX-License-Identifier: Apache-2.0

@testable import P1Transport

/// A wire whose request line and reader a test plays.
final class FakeDevice: TelegramDevice {
  var name: String { "fake" }
  var requestInterval: UInt64? { 5 }
  var descriptor: Int32 { -1 }
  var blockSize: Int { 115 }

  /// Level of the request line.
  var isHigh = false
  /// Whether bytes leave.
  var isMoving = true
  /// Whether it is there.
  var isGone = false
  /// What has left.
  private(set) var wire: [UInt8] = []
  private var buffer: [UInt8] = []

  /// Lets a millisecond pass: 11.52 bytes leave.
  func pass() {
    guard isMoving else { return }
    let count = min(buffer.count, 12)
    wire += buffer[..<count]
    buffer.removeFirst(count)
  }

  var unsentCount: Int { buffer.count }

  func readRequest() throws(DeviceFailure) -> Bool {
    if isGone { throw DeviceFailure(reason: "gone") }
    return isHigh
  }

  func write(_ bytes: ArraySlice<UInt8>) throws(DeviceFailure) -> Int {
    let count = min(bytes.count, 4096 - buffer.count)
    buffer += bytes.prefix(count)
    return count
  }

  func discardUnsent() {
    buffer = []
  }

  /// How often the bytes that have left were to be discarded.
  private(set) var discards = 0

  func discardUnread() {
    discards += 1
  }
}
