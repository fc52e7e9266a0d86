// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The input of a serial adapter that the request line of a charge point is wired to.
public enum RequestInput: String, CaseIterable, Sendable {
  /// None: telegrams are always sent.
  case always
  /// Clear to send.
  case cts
  /// Data set ready.
  case dsr
  /// Data carrier detect.
  case dcd

  /// Its bit among those of the modem's lines.
  private var bit: Int32 {
    switch self {
    case .always: 0
    case .cts: TIOCM_CTS
    case .dsr: TIOCM_DSR
    case .dcd: TIOCM_CAR
    }
  }

  /// Whether a serial device's line asks for telegrams.
  ///
  /// - Throws: The system's reason where the device has no such line.
  func isHigh(on device: DeviceDescriptor) throws(DeviceFailure) -> Bool {
    guard self != .always else { return true }
    var lines: Int32 = 0
    guard ioctl(device.number, UInt(TIOCMGET), &lines) == 0 else { throw .last }
    return lines & bit != 0
  }
}
