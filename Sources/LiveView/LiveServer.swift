// SPDX-License-Identifier: Apache-2.0
#if Tool
  import FlyingSocks
  import HostFiles
  public import P1Transport

  /// Shows an instrument over HTTP: a page for people and an API for programs. It can only be read.
  ///
  /// It works on a thread of its own: ``show(_:)`` hands a second over and returns, whatever clients do. A client that reads
  /// slowly loses events, never parts of one. A request is bounded in size and in time; see the module's overview.
  public final class LiveServer: Sendable {
    /// The address it listens on, with the port that the system chose where 0 was asked for.
    public let address: TCPAddress
    private let slot: PortSlot<LiveSecond>
    private let thread: SystemThread

    /// Listens.
    ///
    /// - Parameters:
    ///   - wanted: The address to listen on; port 0 for any that is free.
    ///   - instrument: The instrument that is shown.
    ///   - clientLimit: Connections at a time, 1 or more.
    ///   - report: Receives the events, on the server's thread; the one that it listens, on this one.
    /// - Throws: The system's reason where the address is not one of this machine or is not free, or where no descriptor or
    ///   thread is left.
    public init(
      _ wanted: TCPAddress, of instrument: LiveInstrument, clientLimit: Int = 64,
      report: @escaping PortEvent.Handler = { _ in }
    ) throws(TCPFailure) {
      precondition(clientLimit > 0)
      do {
        slot = try PortSlot()
      } catch {
        throw TCPFailure(reason: error.reason)
      }
      let listener = try TCPListener(wanted)
      address = listener.address
      let loop = LiveServerLoop(
        listener: listener, slot: slot, content: LiveContent(of: instrument), clientLimit: clientLimit,
        report: report)
      do {
        thread = try SystemThread {
          var loop = loop
          loop.run()
        }
      } catch {
        try? listener.socket.close()
        throw TCPFailure(reason: error.reason)
      }
      report(.init(.info, "the page is at http://\(address)/"))
    }

    deinit {
      slot.end()
    }

    /// Shows a second, in place of the one before it.
    public func show(_ second: LiveSecond) {
      slot.put(second)
    }

    /// Closes all connections and ends the thread.
    public func finish() {
      slot.end()
      thread.join()
    }
  }
#endif
