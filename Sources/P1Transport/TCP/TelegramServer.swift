// SPDX-License-Identifier: Apache-2.0
#if Tool
  import FlyingSocks
  import Foundation
  import HostFiles

  /// Sends telegrams to whoever connects: a raw stream without a banner. Whatever clients send is discarded.
  ///
  /// Every client gets whole telegrams from the first that is sent after it connected. A slow one loses telegrams, and
  /// is dropped when it has accepted nothing for as long as the patience. One that ends its side of the connection is
  /// dropped after the patience, or as soon as another one needs its place, unless a telegram reaches it before then.
  /// Events that repeat are reported once a minute, with their number. ``finish()`` ends the server; a server that is
  /// released without it ends as well.
  public final class TelegramServer: TelegramPort {
    /// The address it listens on, with the port that the system chose where 0 was asked for.
    public let address: TCPAddress
    private let slot: TelegramSlot
    private let thread: SystemThread
    private let shared: SharedPortState

    /// Listens.
    ///
    /// - Parameters:
    ///   - wanted: The address to listen on; port 0 for any that is free.
    ///   - clientLimit: Connections at a time, 0 or more; one more is closed within a tenth of a second.
    ///   - patience: How long a client may accept nothing, ms.
    ///   - report: Receives the events, on the server's thread; the one that it listens, on this one.
    /// - Throws: The system's reason where the address is not one of this machine or is not free, or where no
    ///   descriptor or thread is left.
    public init(
      _ wanted: TCPAddress, clientLimit: Int = 64, patience: UInt64 = 10_000,
      report: @escaping PortEvent.Handler = { _ in }
    ) throws(TCPFailure) {
      do {
        slot = try TelegramSlot()
        let listener = try TCPListener(wanted)
        address = listener.address
        let shared = SharedPortState(PortState(name: "\(address)", clients: 0))
        self.shared = shared
        let loop = TelegramServerLoop(
          listener: listener, slot: slot, shared: shared, clientLimit: clientLimit, patience: patience,
          report: report)
        do {
          thread = try SystemThread {
            var loop = loop
            loop.run()
          }
        } catch {
          try? listener.socket.close()
          throw error
        }
      } catch {
        throw TCPFailure(reason: error.reason)
      }
      report(.init(.info, "listening on \(address)"))
    }

    deinit {
      slot.end()
    }

    /// Sends a telegram to every client that has received all before it.
    public func send(_ telegram: ReadyTelegram) {
      slot.put(telegram)
    }

    /// Has the server complete telegrams on their way and end; does not wait.
    public func stop() {
      slot.end()
    }

    /// Its address and the number of its clients.
    public var state: PortState? { shared.value }

    /// Completes telegrams on their way, within one second, closes all connections and ends the thread.
    public func finish() {
      slot.end()
      thread.join()
    }
  }
#endif
