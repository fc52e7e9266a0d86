// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A serial line to a charge point.
package struct SerialDevice: TelegramDevice {
  package let name: String
  private let device: DeviceDescriptor
  private let mode: SerialMode
  private let request: RequestInput

  /// Opens a serial line, for this program alone.
  package init(path: String, mode: SerialMode, request: RequestInput) throws(DeviceFailure) {
    name = path
    self.mode = mode
    self.request = request
    device = try DeviceDescriptor(path: path)
    try device.makeRaw(mode)
    _ = ioctl(device.number, UInt(TIOCEXCL))
    _ = try look()
  }

  /// Shorter than what of a telegram waits in the buffers.
  package var lookInterval: UInt64? { request == .always ? nil : 5 }
  package var descriptor: Int32 { device.number }
  package var blockSize: Int { mode.blockSize }
  package var unsent: Int { device.unsent }

  package func look() throws(DeviceFailure) -> Bool {
    if device.events & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 {
      throw DeviceFailure(reason: String(cString: strerror(EIO)))
    }
    device.ignoreInput()
    return try request.isHigh(on: device)
  }

  package func write(_ bytes: ArraySlice<UInt8>) throws(DeviceFailure) -> Int { try device.write(bytes) }

  package func discard() {
    device.discardOutput()
  }
}
