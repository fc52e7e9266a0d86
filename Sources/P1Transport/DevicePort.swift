// SPDX-License-Identifier: Apache-2.0
import HostFiles
public import P1Port

/// Sends telegrams on a device as its request line allows.
///
/// A device that fails is opened again automatically, after 250 ms at first, then at growing intervals of up to 5 s;
/// telegrams that are sent in the meantime are lost. ``finish()`` ends the port; a port that is released without it
/// ends as well.
public final class DevicePort: TelegramPort {
  private let slot: TelegramSlot
  private let thread: SystemThread
  private let shared: SharedPortState

  /// Sends on a device that is open.
  ///
  /// - Parameters:
  ///   - device: The device, used on the port's thread alone from here on.
  ///   - mode: The effect of a falling request line on a telegram on its way.
  ///   - report: Receives the events, on the port's thread.
  ///   - reopen: Opens the device again after it failed, on the port's thread.
  /// - Throws: The system's reason where no descriptor or no thread is left for the port's own use.
  public init<Device: TelegramDevice & Sendable>(
    _ device: Device, mode: RequestLine.Mode = .abort, report: @escaping PortEvent.Handler = { _ in },
    reopen: @escaping @Sendable () throws(DeviceFailure) -> Device
  ) throws(DeviceFailure) {
    let slot = try TelegramSlot()
    let shared = SharedPortState(PortState(name: device.name))
    self.shared = shared
    let loop = DeviceLoop(
      device: device, slot: slot, shared: shared, mode: mode, report: report, reopen: reopen)
    self.slot = slot
    do throws(SystemFailure) {
      thread = try SystemThread {
        var loop = loop
        loop.run()
      }
    } catch {
      throw DeviceFailure(reason: error.reason)
    }
  }

  deinit {
    slot.end()
  }

  /// Sends a telegram, in place of an earlier one that has not been started.
  public func send(_ telegram: ReadyTelegram) {
    slot.put(telegram)
  }

  /// Its device's name and the request line.
  public var state: PortState? { shared.value }

  /// Has the port complete a telegram on its way and end; does not wait.
  public func stop() {
    slot.end()
  }

  /// Completes a telegram on its way, within a second and a half, closes the device and ends the thread; waits for
  /// that.
  public func finish() {
    slot.end()
    thread.join()
  }
}
