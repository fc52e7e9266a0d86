// SPDX-License-Identifier: Apache-2.0
import Foundation
package import Logging
package import P1Port

/// Sends telegrams on a device, which may go away and come back.
package final class DevicePort: TelegramPort {
  private let slot = TelegramSlot()
  private let thread: PortThread

  /// Sends on a device that is open.
  ///
  /// - Parameters:
  ///   - device: The device.
  ///   - mode: What a falling request line does to a telegram on its way.
  ///   - reopen: Opens the device again after it failed.
  package init<Device: TelegramDevice & Sendable>(
    _ device: Device, mode: RequestLine.Mode, log: Logger,
    reopen: @escaping @Sendable () throws(DeviceFailure) -> Device
  ) {
    let loop = DeviceLoop(device: device, slot: slot, mode: mode, log: log, reopen: reopen)
    thread = PortThread {
      var loop = loop
      loop.run()
    }
  }

  package func send(_ telegram: ReadyTelegram) {
    slot.put(telegram)
  }

  package func finish() {
    slot.end()
    thread.join()
  }
}
