// SPDX-License-Identifier: Apache-2.0
#if Tool
  import FlyingSocks
  import Foundation
  import P1Transport

  /// The work of a server's thread.
  struct LiveServerLoop {
    /// How often connections that wait for a place are accepted, ms.
    private static let refusalInterval: UInt64 = 100
    /// Connections that are accepted, and requests of one that are answered, before the others have their turn.
    private static let turn = 8

    let listener: TCPListener
    let slot: PortSlot<LiveSecond>
    let clientLimit: Int

    private var content: LiveContent
    private var events: RepeatedEvents
    private var connections: [HTTPConnection] = []
    /// When to look at new connections again, ms; nil while there is a place for them.
    private var nextAcceptance: UInt64?

    /// The work on a socket that listens.
    init(
      listener: TCPListener, slot: PortSlot<LiveSecond>, content: LiveContent, clientLimit: Int,
      report: @escaping PortEvent.Handler
    ) {
      self.listener = listener
      self.slot = slot
      self.content = content
      self.clientLimit = clientLimit
      events = RepeatedEvents(report: report)
    }

    /// Serves until the slot is closed.
    mutating func run() {
      while true {
        let happened = wait()
        let now = MonotonicClock.now
        let (second, isClosed) = slot.remove()
        if isClosed { break }
        if let second { show(second, at: now) }
        serve(happened, at: now)
        accept(at: now)
        events.flush(at: now)
      }
      try? listener.socket.close()
      connections.forEach { $0.close() }
      events.finish()
    }

    /// Waits for a second, a connection, a client or the time when something is due.
    ///
    /// - Returns: The events of each connection, as `poll` gives them.
    private func wait() -> [Int16] {
      let now = MonotonicClock.now
      let isAccepting = now >= nextAcceptance ?? 0
      var requests = [
        pollfd(fd: slot.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isAccepting ? listener.socket.file.rawValue : -1, events: Int16(POLLIN), revents: 0),
      ]
      requests += connections.map { pollfd(fd: $0.socket.file.rawValue, events: $0.events, revents: 0) }
      let times =
        connections.map(\.due) + [events.due, isAccepting ? nil : nextAcceptance].compactMap(\.self)
      let due = times.min().map { $0 > now ? Int32(clamping: $0 - now) : 0 }
      poll(&requests, nfds_t(requests.count), due ?? -1)
      return requests.dropFirst(2).map(\.revents)
    }

    /// Keeps a second, and sends it to all streams.
    private mutating func show(_ second: LiveSecond, at now: UInt64) {
      content.show(second)
      for index in connections.indices {
        guard case .streaming(let stream) = connections[index].phase else { continue }
        connections[index].send(event: content.event(of: stream, viewers: viewers, at: now), at: now)
      }
    }

    /// How many clients have a page open.
    private var viewers: Int { connections.count { $0.phase == .streaming(.page) } }

    /// Does what connections are ready for, and drops those that are over.
    private mutating func serve(_ happened: [Int16], at now: UInt64) {
      for (index, happened) in happened.enumerated().reversed() {
        do {
          if happened & Int16(POLLERR | POLLNVAL) != 0 { throw SocketError.disconnected }
          if happened & Int16(POLLIN | POLLHUP) != 0 { try connections[index].receive(at: now) }
          if happened & Int16(POLLOUT) != 0 { connections[index].send(at: now) }
          answer(index, at: now)
          if connections[index].isBrokenOff || connections[index].expire(at: now) {
            throw SocketError.disconnected
          }
        } catch {
          connections.remove(at: index).close()
        }
      }
    }

    /// Answers the requests of a connection that are complete.
    private mutating func answer(_ index: Int, at now: UInt64) {
      do throws(HTTPStatus) {
        for _ in 0..<Self.turn {
          guard let request = try connections[index].nextRequest() else { return }
          let response = content.response(to: request, at: now)
          connections[index].answer(response, to: request, at: now)
          if case .stream(let stream) = response, request.method == .get, content.isFresh(at: now) {
            let event = content.event(of: stream, viewers: viewers, at: now)
            connections[index].append(event: event, at: now)
          }
        }
      } catch {
        let name = connections[index].host
        events.tell(
          .init(.debug, "\(name) sent a request that was refused: \(error.reason)"), of: "refused \(name)",
          at: now)
        connections[index].answer(.failure(error, error.reason), to: nil, at: now)
      }
    }

    private mutating func accept(at now: UInt64) {
      guard now >= nextAcceptance ?? 0 else { return }
      nextAcceptance = nil
      do throws(TCPFailure) {
        for _ in 0..<Self.turn {
          guard let (socket, address) = try listener.accept() else { return }
          if connections.count >= clientLimit { makeRoom() }
          guard var connection = try? HTTPConnection(socket, address: address, at: now) else {
            try? socket.close()
            continue
          }
          if connections.count < clientLimit {
            connections.append(connection)
          } else {
            let text = "\(connection.name) was refused: \(clientLimit) connections to the page are open"
            events.tell(.init(.warning, text), of: "full", at: now)
            connection.answer(.failure(.unavailable, "too many connections"), to: nil, at: now)
            connection.close()
            nextAcceptance = now + Self.refusalInterval
          }
        }
      } catch {
        events.tell(.init(.error, "cannot accept a connection: \(error.reason)"), of: "accept", at: now)
        nextAcceptance = now + Self.refusalInterval
      }
    }

    /// Closes the connection that has been without a request for the longest time, if any is.
    private mutating func makeRoom() {
      let idle = connections.indices.filter { connections[$0].isIdle }
      guard let index = idle.min(by: { connections[$0].deadline < connections[$1].deadline }) else { return }
      connections.remove(at: index).close()
    }
  }
#endif
