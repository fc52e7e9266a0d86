// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
package import P1Port

/// Where the request line of a charge point arrives.
package enum RequestInput: String, ExpressibleByArgument, CaseIterable, Sendable {
  /// Nowhere: telegrams are always sent.
  case always
  case cts, dsr, dcd

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
  package func isHigh(on device: DeviceDescriptor) throws(DeviceFailure) -> Bool {
    guard self != .always else { return true }
    var lines: Int32 = 0
    guard ioctl(device.number, UInt(TIOCMGET), &lines) == 0 else { throw .last }
    return lines & bit != 0
  }
}

/// What a falling request line does, by the names of the command line.
package enum RequestMode: String, ExpressibleByArgument, CaseIterable {
  case abort, finish

  package var mode: RequestLine.Mode {
    switch self {
    case .abort: .abort
    case .finish: .finish
    }
  }
}
