// SPDX-License-Identifier: Apache-2.0
import Foundation
import HostFiles

/// The owner of the descriptor of a terminal device, in non-blocking mode.
package final class DeviceDescriptor: Sendable {
  package let number: Int32

  /// Opens a device.
  ///
  /// - Throws: The system's reason where it cannot be opened.
  package convenience init(path: String) throws(DeviceFailure) {
    do throws(SystemFailure) {
      self.init(try Descriptor.open(path, .terminal).number)
    } catch {
      throw DeviceFailure(reason: error.reason)
    }
  }

  /// Takes over an open descriptor.
  package init(_ number: Int32) {
    self.number = number
  }

  deinit {
    close(number)
  }

  /// Claims it until it is closed: no other program that claims it, root's included, can have it.
  ///
  /// - Throws: The reason that another process uses it.
  package func claim() throws(DeviceFailure) {
    // A device that is not a terminal or cannot be locked counts as free.
    _ = ioctl(number, UInt(TIOCEXCL))
    guard flock(number, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    throw DeviceFailure(reason: "another process uses it")
  }

  /// Sets raw mode: no byte is changed, nothing is echoed, and no carrier is waited for.
  ///
  /// - Parameter mode: Its speed and frame; nil to leave both.
  /// - Throws: The system's reason, such as that it is not a terminal.
  package func makeRaw(_ mode: SerialMode? = nil) throws(DeviceFailure) {
    var settings = termios()
    guard tcgetattr(number, &settings) == 0 else { throw .last }
    cfmakeraw(&settings)
    settings.c_cflag |= tcflag_t(CLOCAL)
    settings.c_cflag &= ~tcflag_t(CRTSCTS)
    mode?.apply(to: &settings)
    guard tcsetattr(number, TCSANOW, &settings) == 0 else { throw .last }
  }

  /// The events that have happened to it, as by `poll`.
  package var events: Int16 {
    var request = pollfd(fd: number, events: 0, revents: 0)
    poll(&request, 1, 0)
    return request.revents
  }

  /// Bytes that were written and have not left.
  package var unsent: Int {
    var count: Int32 = 0
    return ioctl(number, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
  }

  /// Writes as many bytes as there is room for.
  ///
  /// - Returns: How many bytes were written, from the first; 0 if there is no room.
  /// - Throws: The system's reason where the device fails or is gone.
  package func write(_ bytes: ArraySlice<UInt8>) throws(DeviceFailure) -> Int {
    do throws(SystemFailure) {
      return try Descriptor(number).writeWithoutWaiting(bytes)
    } catch {
      throw DeviceFailure(reason: error.reason)
    }
  }

  /// Discards the bytes that have come in.
  package func ignoreInput() {
    tcflush(number, TCIFLUSH)
  }

  /// Discards the bytes that were written and have not left.
  package func discardOutput() {
    tcflush(number, TCOFLUSH)
  }
}

extension DeviceFailure {
  /// The reason of the system call that failed last.
  package static var last: DeviceFailure { DeviceFailure(reason: String(cString: strerror(errno))) }
}
