// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A serial line to a charge point.
///
/// Bytes leave as they are. The output of a meter is an open collector, which inverts each bit on the wire: the adapter
/// between this line and a charge point has to invert.
public struct SerialDevice: TelegramDevice, Sendable {
  /// The path it was opened by.
  public let name: String
  private let device: DeviceDescriptor
  private let mode: SerialMode
  private let request: RequestInput

  /// Opens a serial line, for this program alone.
  ///
  /// - Parameters:
  ///   - path: Such as `/dev/ttyUSB0`.
  ///   - mode: Its speed and frame.
  ///   - request: The input that the request line is wired to.
  /// - Throws: The system's reason where it cannot be opened, is in use by another process, is not a serial line or has
  ///   no such input.
  public init(path: String, mode: SerialMode = .dsmr4, request: RequestInput = .always) throws(DeviceFailure)
  {
    name = path
    self.mode = mode
    self.request = request
    device = try DeviceDescriptor(path: path)
    try device.claim()
    try device.makeRaw(mode)
    _ = try readRequest()
  }

  /// 5 ms, shorter than the part of a telegram that waits in the buffers; nil where no request line is wired.
  public var requestInterval: UInt64? { request == .always ? nil : 5 }
  /// The open line.
  public var descriptor: Int32 { device.number }
  /// Bytes that leave in about 10 ms at its speed.
  public var blockSize: Int { mode.blockSize }
  /// Bytes in the system's buffer.
  public var unsentCount: Int { device.unsent }

  /// Whether the request line is high. Received bytes are discarded.
  ///
  /// - Throws: The system's reason where the line is gone.
  public func readRequest() throws(DeviceFailure) -> Bool {
    if device.events & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 {
      throw DeviceFailure(reason: String(cString: strerror(EIO)))
    }
    device.ignoreInput()
    return try request.isHigh(on: device)
  }

  /// Writes as many bytes as the system's buffer has room for.
  ///
  /// - Throws: The system's reason where the device fails or is gone.
  public func write(_ bytes: ArraySlice<UInt8>) throws(DeviceFailure) -> Int { try device.write(bytes) }

  /// Discards the bytes in the system's buffer.
  public func discardUnsent() {
    device.discardOutput()
  }
}
