// SPDX-License-Identifier: Apache-2.0
#if Tool
  import FlyingSocks
  import Foundation

  /// The work of a server's thread.
  struct TelegramServerLoop {
    /// Time for clients to take a telegram that was started before the server ends, ms.
    private static let farewell: UInt64 = 1000
    /// While there is no place for more clients: how often new ones are looked at, ms, and how many of them at a time.
    /// Whoever connects again and again costs no more than that.
    private static let refusals: (interval: UInt64, count: Int) = (100, 4)
    /// Comings and goings from one host that are reported before they count as repeated.
    private static let familiarity = 10

    let listener: TCPListener
    let slot: TelegramSlot
    let shared: SharedPortState
    let clientLimit: Int
    let patience: UInt64

    private var events: RepeatedEvents
    private var clients: [TelegramClient] = []
    /// When to look at new connections again, ms; nil while there is a place for them.
    private var nextRefusal: UInt64?
    /// Whether the system had no descriptor for another connection; until the next telegram.
    private var isOutOfDescriptors = false

    /// The work on a socket that listens.
    init(
      listener: TCPListener, slot: TelegramSlot, shared: SharedPortState, clientLimit: Int, patience: UInt64,
      report: @escaping PortEvent.Handler
    ) {
      self.listener = listener
      self.slot = slot
      self.shared = shared
      self.clientLimit = clientLimit
      self.patience = patience
      events = RepeatedEvents(report: report)
    }

    /// Serves until the slot is closed.
    mutating func run() {
      var end: UInt64?
      while true {
        let happened = wait(for: end)
        let now = MonotonicClock.now
        let (telegram, isClosed) = slot.remove()
        serve(happened, at: now)
        if let telegram { offer(telegram, at: now) }
        accept(at: now)
        let count = clients.count
        shared.update { $0.clients = count }
        events.flush(at: now)
        if isClosed, end == nil { end = now + Self.farewell }
        if let end, now >= end || !clients.contains(where: \.isSending) { break }
      }
      // The listener first: a client that sees its connection closed finds nobody listening.
      try? listener.socket.close()
      clients.forEach { $0.close() }
      events.finish()
    }

    /// Waits for a telegram, a connection, a client or the time when something is due.
    ///
    /// - Returns: The events of each client, as `poll` gives them.
    private func wait(for end: UInt64?) -> [Int16] {
      let now = MonotonicClock.now
      let isLooking = !isOutOfDescriptors && now >= nextRefusal ?? 0
      var requests = [
        pollfd(fd: end == nil ? slot.descriptor : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isLooking ? listener.socket.file.rawValue : -1, events: Int16(POLLIN), revents: 0),
      ]
      requests += clients.map { pollfd(fd: $0.socket.file.rawValue, events: $0.events, revents: 0) }
      let isPressing = end != nil || clients.contains(where: \.isWaiting)
      let times =
        [isPressing ? now + min(patience, 100) : nil, events.due, isLooking ? nil : nextRefusal]
        + clients.map { client in client.ended.map { $0 + patience } }
      let due = times.compactMap(\.self).min()
      poll(&requests, nfds_t(requests.count), due.map { $0 > now ? Int32(clamping: $0 - now) : 0 } ?? -1)
      return requests.dropFirst(2).map(\.revents)
    }

    /// Does what clients are ready for and drops those that are gone or that have taken nothing for too long.
    private mutating func serve(_ happened: [Int16], at now: UInt64) {
      for (index, happened) in happened.enumerated().reversed() {
        do {
          if happened & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 { throw SocketError.disconnected }
          if happened & Int16(POLLIN) != 0 { try clients[index].ignoreInput(at: now) }
          if happened & Int16(POLLOUT) != 0 { try clients[index].send(at: now) }
          if clients[index].stuckTime(at: now) >= patience {
            drop(index, because: "took nothing for \(patience / 1000) s", level: .warning, at: now)
          } else if let ended = clients[index].ended, now >= ended + patience {
            drop(index, because: "is gone", at: now)
          }
        } catch {
          drop(index, because: "is gone", at: now)
        }
      }
    }

    private mutating func offer(_ telegram: ReadyTelegram, at now: UInt64) {
      isOutOfDescriptors = false
      guard telegram.isFresh(at: now) else {
        events.tell(.init(.debug, "a telegram was too old to be sent"), of: "old", at: now)
        return
      }
      let bytes = Data(telegram.bytes)
      for index in clients.indices.reversed() {
        do {
          try clients[index].start(bytes, at: now)
        } catch {
          drop(index, because: "is gone", at: now)
        }
      }
    }

    private mutating func accept(at now: UInt64) {
      guard now >= nextRefusal ?? 0 || clients.count < clientLimit else { return }
      nextRefusal = nil
      var refused = 0
      do {
        while !isOutOfDescriptors, refused < Self.refusals.count,
          let (socket, address) = try listener.accept()
        {
          if clients.count >= clientLimit { makeRoom(at: now) }
          if clients.count >= clientLimit {
            try? socket.close()
            refused += 1
            let text = "\(address.name) was refused: \(clientLimit) clients are connected"
            events.tell(.init(.warning, text), of: "refused", at: now)
          } else if let client = try? TelegramClient(socket, address: address, at: now) {
            clients.append(client)
            let event = PortEvent(.info, "\(client.name) connected, \(clients.count) in all")
            events.tell(event, of: "connected \(client.host)", allowance: Self.familiarity, at: now)
          } else {
            try? socket.close()
          }
        }
      } catch {
        isOutOfDescriptors = true
        events.tell(.init(.error, "cannot accept a connection: \(error.reason)"), of: "accept", at: now)
      }
      if refused > 0 { nextRefusal = now + Self.refusals.interval }
    }

    /// Drops the client that has sent nothing more for the longest time, if any has: most likely it is gone.
    private mutating func makeRoom(at now: UInt64) {
      for index in clients.indices.reversed() {
        // Its end may not have been seen.
        do { try clients[index].ignoreInput(at: now) } catch { drop(index, because: "is gone", at: now) }
      }
      guard clients.count >= clientLimit else { return }
      let ended = clients.indices.filter { clients[$0].ended != nil }
      if let index = ended.min(by: { clients[$0].ended! < clients[$1].ended! }) {
        drop(index, because: "is gone", at: now)
      }
    }

    private mutating func drop(
      _ index: Int, because reason: String, level: PortEvent.Level = .info, at now: UInt64
    ) {
      let client = clients.remove(at: index)
      client.close()
      let lost = client.lost > 0 ? ", it lost \(client.lost) telegrams" : ""
      let event = PortEvent(level, "\(client.name) \(reason)\(lost), \(clients.count) left")
      events.tell(event, of: "\(reason) \(client.host)", allowance: Self.familiarity, at: now)
    }
  }

  extension TCPAddress? {
    /// The name of a client in events.
    package var name: String { self?.description ?? "a client" }
  }
#endif
