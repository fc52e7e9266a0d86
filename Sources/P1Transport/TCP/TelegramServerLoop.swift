// SPDX-License-Identifier: Apache-2.0
#if Tool
  import FlyingSocks
  import Foundation

  /// The work of a server's thread.
  struct TelegramServerLoop {
    /// Time for clients to take what was started when the server ends, ms.
    private static let farewell: UInt64 = 1000

    let listener: Socket
    let slot: TelegramSlot
    let clientLimit: Int
    let patience: UInt64
    let report: PortEvent.Handler

    private var clients: [TelegramClient] = []
    /// Whether the system had no descriptor for another connection; until the next telegram.
    private var isOutOfDescriptors = false

    /// The work on a socket that listens.
    init(
      listener: Socket, slot: TelegramSlot, clientLimit: Int, patience: UInt64,
      report: @escaping PortEvent.Handler
    ) {
      self.listener = listener
      self.slot = slot
      self.clientLimit = clientLimit
      self.patience = patience
      self.report = report
    }

    /// Serves until the slot is closed.
    mutating func run() {
      var end: UInt64?
      while true {
        let events = wait(for: end)
        let now = MonotonicClock.now
        let (telegram, isClosed) = slot.remove()
        serve(events, at: now)
        if let telegram { offer(telegram, at: now) }
        accept(at: now)
        if isClosed, end == nil { end = now + Self.farewell }
        if let end, now >= end || !clients.contains(where: \.isSending) { break }
      }
      // The listener first: whoever sees its connection closed finds nobody listening.
      try? listener.close()
      clients.forEach { $0.close() }
    }

    /// Waits for a telegram, a connection, a client or the time to look after clients that take nothing.
    ///
    /// - Returns: What happened to each client.
    private func wait(for end: UInt64?) -> [Int16] {
      var requests = [
        pollfd(fd: end == nil ? slot.descriptor : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isOutOfDescriptors ? -1 : listener.file.rawValue, events: Int16(POLLIN), revents: 0),
      ]
      requests += clients.map { pollfd(fd: $0.socket.file.rawValue, events: $0.events, revents: 0) }
      let isPressing = end != nil || clients.contains(where: \.isWaiting)
      poll(&requests, nfds_t(requests.count), isPressing ? Int32(min(patience, 100)) : -1)
      return requests.dropFirst(2).map(\.revents)
    }

    /// Does what clients are ready for and drops those that are gone or that have taken nothing for too long.
    private mutating func serve(_ events: [Int16], at now: UInt64) {
      for (index, events) in events.enumerated().reversed() {
        do {
          if events & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 { throw SocketError.disconnected }
          if events & Int16(POLLIN) != 0 { try clients[index].ignoreInput() }
          if events & Int16(POLLOUT) != 0 { try clients[index].send(at: now) }
          if clients[index].stuckTime(at: now) >= patience {
            drop(index, because: "took nothing for \(patience / 1000) s", level: .warning)
          }
        } catch {
          drop(index, because: "is gone")
        }
      }
    }

    private mutating func offer(_ telegram: ReadyTelegram, at now: UInt64) {
      isOutOfDescriptors = false
      guard telegram.isFresh(at: now) else {
        report(.init(.debug, "a telegram was too old to be sent"))
        return
      }
      let bytes = Data(telegram.bytes)
      for index in clients.indices.reversed() {
        do {
          try clients[index].start(bytes, at: now)
        } catch {
          drop(index, because: "is gone")
        }
      }
    }

    private mutating func accept(at now: UInt64) {
      do {
        while !isOutOfDescriptors {
          let (file, storage) = try listener.accept()
          let socket = Socket(file: file)
          let name =
            (try? Socket.makeAddress(from: storage)).flatMap(TCPAddress.init)?.description ?? "a client"
          guard clients.count < clientLimit else {
            try? socket.close()
            report(.init(.warning, "\(name) was refused: \(clientLimit) clients are connected"))
            continue
          }
          do {
            clients.append(try TelegramClient(socket, name: name, at: now))
            report(.init(.info, "\(name) connected, \(clients.count) in all"))
          } catch {
            try? socket.close()
          }
        }
      } catch SocketError.blocked {
        // Nobody else waits.
      } catch {
        isOutOfDescriptors = true
        report(.init(.error, "cannot accept a connection: \(error.reason)"))
      }
    }

    private mutating func drop(_ index: Int, because reason: String, level: PortEvent.Level = .info) {
      let client = clients.remove(at: index)
      client.close()
      let lost = client.lost > 0 ? ", it lost \(client.lost) telegrams" : ""
      report(.init(level, "\(client.name) \(reason)\(lost), \(clients.count) left"))
    }
  }
#endif
