// SPDX-License-Identifier: Apache-2.0
#if Tool
  import FlyingSocks
  import Foundation

  /// A connection to a server of telegrams, open as long as this object lives.
  public final class TelegramConnection: Sendable {
    /// Its descriptor, for `read` and `poll`; reading waits for bytes, and gives 0 of them after the server's end.
    public let descriptor: Int32
    private let owner: DeviceDescriptor

    /// Connects, and waits until the server has accepted.
    ///
    /// - Throws: The system's reason where the server does not accept.
    public init(to address: TCPAddress) throws(TCPFailure) {
      do {
        let target = try address.socketAddress
        let socket = try Socket(domain: Int32(type(of: target).family))
        owner = DeviceDescriptor(socket.file.rawValue)
        descriptor = socket.file.rawValue
        try socket.connect(to: target)
      } catch {
        throw TCPFailure(reason: error.reason)
      }
    }
  }
#endif
