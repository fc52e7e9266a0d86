// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A pair of terminals in which this program plays the meter: what opens the named one reads telegrams.
///
/// Telegrams are asked for while the named one is open, which this end can tell once it was open and was closed.
struct PseudoTerminal: TelegramDevice {
  /// Path of the terminal to open.
  let name: String
  private let device: DeviceDescriptor

  /// Makes a pair.
  init() throws(DeviceFailure) {
    var (number, other): (Int32, Int32) = (-1, -1)
    guard openpty(&number, &other, nil, nil, nil) == 0 else { throw .last }
    device = DeviceDescriptor(number)
    let terminal = DeviceDescriptor(other)
    guard let path = ttyname(other), fcntl(number, F_SETFL, O_RDWR | O_NONBLOCK) == 0 else { throw .last }
    name = String(cString: path)
    try terminal.makeRaw(.dsmr4)
  }

  var lookInterval: UInt64? { 20 }
  var descriptor: Int32 { -1 }
  var blockSize: Int { SerialMode.dsmr4.blockSize }
  var unsent: Int { device.unsent }

  func look() throws(DeviceFailure) -> Bool {
    device.ignoreInput()
    return device.events & Int16(POLLHUP) == 0
  }

  func write(_ bytes: ArraySlice<UInt8>) throws(DeviceFailure) -> Int {
    do throws(DeviceFailure) {
      return try device.write(bytes)
    } catch {
      // Closed while a telegram was on its way.
      return 0
    }
  }

  func discard() {
    device.discardOutput()
  }
}
