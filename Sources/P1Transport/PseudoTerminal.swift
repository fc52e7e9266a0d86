// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A pair of terminals in which this program plays the meter: a reader opens the named one and receives telegrams.
///
/// Bytes that are still unread when the next telegram begins, or when their reading is 1.5 s old, are discarded. The
/// request counts as high while the named one is open. This end knows that from the first time it was opened and
/// closed.
public final class PseudoTerminal: TelegramDevice, Sendable {
  /// Path of the terminal to open, such as `/dev/pts/3`.
  public let name: String
  private let device: DeviceDescriptor
  /// Whether the named one was open when the request was read last.
  private let wasOpen = Atomic<Bool>(false)

  /// Makes a pair, and sets the named one to raw mode, in which bytes pass unchanged.
  ///
  /// - Throws: The system's reason where it has no pair left.
  public init() throws(DeviceFailure) {
    var (number, other): (Int32, Int32) = (-1, -1)
    guard openpty(&number, &other, nil, nil, nil) == 0 else { throw .last }
    device = DeviceDescriptor(number)
    let terminal = DeviceDescriptor(other)
    guard let path = ttyname(other), fcntl(number, F_SETFL, O_RDWR | O_NONBLOCK) == 0 else { throw .last }
    name = String(cString: path)
    try terminal.makeRaw(.dsmr4)
  }

  /// 20 ms.
  public var requestInterval: UInt64? { 20 }
  /// -1, the number of no descriptor: the pair stays when a reader goes.
  public var descriptor: Int32 { -1 }
  /// As on a line of 115200 baud.
  public var blockSize: Int { SerialMode.dsmr4.blockSize }
  /// Bytes that have not reached the named terminal: none, as its buffer has room for more than one telegram.
  public var unsentCount: Int { device.unsent }

  /// Whether a reader has the named terminal open. Bytes that it wrote are discarded, and so are those that the last
  /// reader left unread.
  ///
  /// - Throws: The system's reason where the terminal cannot be asked.
  public func readRequest() throws(DeviceFailure) -> Bool {
    device.ignoreInput()
    let isOpen = device.events & Int16(POLLHUP) == 0
    if wasOpen.exchange(isOpen, ordering: .relaxed), !isOpen {
      // The system keeps the bytes that the reader left, for the next one, until they are read from that end.
      discardUnread()
    }
    return isOpen
  }

  /// Writes as many bytes as there is room for; none once the reader is gone or where the terminal fails.
  ///
  /// - Throws: Nothing.
  public func write(_ bytes: ArraySlice<UInt8>) throws(DeviceFailure) -> Int {
    do throws(DeviceFailure) {
      return try device.write(bytes)
    } catch {
      // Closed while a telegram was on its way.
      return 0
    }
  }

  /// Discards the bytes that no reader has read.
  public func discardUnsent() {
    device.discardOutput()
    discardUnread()
  }

  /// Discards the bytes that no reader has read.
  public func discardUnread() {
    // They wait at the named terminal, out of this end's reach.
    try? DeviceDescriptor(path: name).ignoreInput()
  }
}
