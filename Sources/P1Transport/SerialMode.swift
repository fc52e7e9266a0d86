// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Speed and frame of a serial line. The raw value is its usual name: baud, data bits, parity, stop bits.
public enum SerialMode: String, CaseIterable, Sendable {
  /// Of SMR 5 and DSMR 4: 115200 baud, 8 bits, no parity.
  case dsmr4 = "115200-8n1"
  /// Of DSMR 2 and 3: 9600 baud, 7 bits, even parity.
  case dsmr3 = "9600-7e1"

  /// Bytes that leave in about 10 ms: each takes ten bits.
  var blockSize: Int {
    switch self {
    case .dsmr4: 115
    case .dsmr3: 10
    }
  }

  /// Sets speed and frame.
  func apply(to settings: inout termios) {
    settings.c_cflag &= ~tcflag_t(CSIZE | PARENB | PARODD | CSTOPB)
    switch self {
    case .dsmr4:
      settings.c_cflag |= tcflag_t(CS8)
      cfsetspeed(&settings, speed_t(B115200))
    case .dsmr3:
      settings.c_cflag |= tcflag_t(CS7 | PARENB)
      cfsetspeed(&settings, speed_t(B9600))
    }
  }
}
