// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A pair of terminals in which this program plays the meter: what opens the named one reads telegrams.
///
/// Telegrams are asked for while the named one is open, which this end can tell once it was open and was closed.
package final class PseudoTerminal: TelegramDevice, Sendable {
  /// Path of the terminal to open.
  package let name: String
  private let device: DeviceDescriptor
  /// Whether the named one was open when it was looked at last.
  private let wasOpen = Atomic<Bool>(false)

  /// Makes a pair.
  package init() throws(DeviceFailure) {
    var (number, other): (Int32, Int32) = (-1, -1)
    guard openpty(&number, &other, nil, nil, nil) == 0 else { throw .last }
    device = DeviceDescriptor(number)
    let terminal = DeviceDescriptor(other)
    guard let path = ttyname(other), fcntl(number, F_SETFL, O_RDWR | O_NONBLOCK) == 0 else { throw .last }
    name = String(cString: path)
    try terminal.makeRaw(.dsmr4)
  }

  package var lookInterval: UInt64? { 20 }
  package var descriptor: Int32 { -1 }
  package var blockSize: Int { SerialMode.dsmr4.blockSize }
  package var unsent: Int { device.unsent }

  package func look() throws(DeviceFailure) -> Bool {
    device.ignoreInput()
    let isOpen = device.events & Int16(POLLHUP) == 0
    if wasOpen.exchange(isOpen, ordering: .relaxed), !isOpen {
      // The system keeps what the reader left, for the next one, until it is read from that end.
      try? DeviceDescriptor(path: name).ignoreInput()
    }
    return isOpen
  }

  package func write(_ bytes: ArraySlice<UInt8>) throws(DeviceFailure) -> Int {
    do throws(DeviceFailure) {
      return try device.write(bytes)
    } catch {
      // Closed while a telegram was on its way.
      return 0
    }
  }

  package func discard() {
    device.discardOutput()
  }
}
