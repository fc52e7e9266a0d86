// SPDX-License-Identifier: Apache-2.0
package import StrictJSON
import FlyingSocks
import Foundation
package import Logging

/// Sends telegrams to whoever connects: a raw stream, no banner, what clients send is ignored.
///
/// Every client gets whole telegrams from the first that is sent after it connected. A slow one loses telegrams, and
/// is dropped once it has taken nothing for the patience.
package final class TelegramServer: TelegramPort {
  /// The address with the port that was found where 0 was asked for.
  package let address: ListenAddress
  private let slot = TelegramSlot()
  private let thread: PortThread

  /// Listens.
  ///
  /// - Parameters:
  ///   - wanted: Where to listen; port 0 for any that is free.
  ///   - clientLimit: Connections at a time; one more is closed at once.
  ///   - patience: How long a client may take nothing, ms.
  /// - Throws: `inputOutput` with the system's reason.
  package init(
    _ wanted: ListenAddress, clientLimit: Int, patience: UInt64 = 10_000, log: Logger
  ) throws(InputError) {
    do {
      let socketAddress = try wanted.socketAddress
      let listener = try Socket(domain: Int32(socketAddress.family))
      do {
        try listener.setValue(true, for: .localAddressReuse)
        try listener.setFlags(listener.flags.union(.nonBlocking))
        try Self.bind(listener, to: socketAddress)
        try listener.listen()
      } catch {
        try? listener.close()
        throw error
      }
      address = try ListenAddress(listener.sockname()) ?? wanted
      let loop = TelegramServerLoop(
        listener: listener, slot: slot, clientLimit: clientLimit, patience: patience, log: log)
      thread = PortThread {
        var loop = loop
        loop.run()
      }
    } catch {
      throw InputError(.inputOutput, file: "\(wanted)", error.reason)
    }
    log.info("listening on \(address)")
  }

  package func send(_ telegram: ReadyTelegram) {
    slot.put(telegram)
  }

  package func finish() {
    slot.end()
    thread.join()
  }

  private static func bind(_ listener: Socket, to address: some SocketAddress) throws {
    try listener.bind(to: address)
  }
}

extension Error {
  /// The system's reason, without the library's words around it.
  package var reason: String {
    if case .failed(_, _, let message)? = self as? SocketError { return message }
    return localizedDescription
  }
}
