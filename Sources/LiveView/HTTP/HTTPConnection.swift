// SPDX-License-Identifier: Apache-2.0
#if Tool
  import FlyingSocks
  import Foundation
  import P1Transport

  /// The connection of an HTTP client: reads one request after another, and sends one answer at a time.
  ///
  /// Whatever the client does or does not, each phase ends by a deadline, and nothing here waits.
  struct HTTPConnection {
    /// The phase of the connection.
    enum Phase: Equatable {
      /// Between two requests, or within one.
      case reading
      /// An answer is on its way.
      case answering(isLast: Bool)
      /// Events are sent as they come.
      case streaming(LiveStream)
      /// All was sent. Bytes that the client still sends are discarded, since a reset might take the answer from
      /// it.
      case lingering
    }

    /// Time for a request to arrive once it has begun, and for the first one on a connection, ms.
    static let requestTime: UInt64 = 5000
    /// Time without a request after which a connection is closed, ms.
    static let idleTime: UInt64 = 20_000
    /// Time after which a client that takes none of the bytes sent is dropped, ms.
    static let patience: UInt64 = 5000
    /// Time for bytes that a client sends after the last answer, ms, and how many of them are discarded.
    static let lingering: (time: UInt64, count: Int) = (1000, 1 << 22)
    /// Time without an event after which an empty one shows that the connection holds, ms.
    private static let heartbeat: UInt64 = 15_000

    let socket: Socket
    /// Its name in events.
    let name: String
    /// The host that it is on.
    let host: String
    private(set) var phase = Phase.reading
    /// When the phase ends by itself, ms.
    private(set) var deadline: UInt64

    private var reader = HTTPReader()
    private var output = Data()
    private var position = 0
    private var hasRequest = false
    private var isAtEnd = false
    private var discarded = 0
    private var lastEvent: UInt64 = 0

    /// A connection that was accepted.
    init(_ socket: Socket, address: TCPAddress?, at now: UInt64) throws {
      self.socket = socket
      name = address.name
      host = address?.host ?? ""
      deadline = now + Self.requestTime
      try socket.setFlags(socket.flags.union(.nonBlocking))
      try socket.setValue(true, for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
      try socket.keepAlive()
    }

    /// Whether bytes are on their way into the system's buffers.
    var isSending: Bool { position < output.count }

    /// Whether nothing is asked for, so that it can be closed for another client.
    var isIdle: Bool { phase == .reading && !reader.hasBegun && hasRequest }

    /// The events that `poll` is to look for.
    var events: Int16 {
      let isListening = !isAtEnd && (phase == .lingering || !isSending)
      return (isSending ? Int16(POLLOUT) : 0) | (isListening ? Int16(POLLIN) : 0)
    }

    /// When something is due even if nothing happens, ms.
    var due: UInt64 {
      if case .streaming = phase, !isSending { return lastEvent + Self.heartbeat }
      return deadline
    }

    /// Reads the bytes that have come.
    ///
    /// - Throws: The system's reason, or that the client has closed and nothing is left to do for it.
    mutating func receive(at now: UInt64) throws {
      do {
        switch phase {
        case .reading:
          let hadBegun = reader.hasBegun
          reader.receive(try socket.read(atMost: reader.room))
          if !hadBegun, hasRequest { deadline = now + Self.requestTime }
        case .answering, .streaming, .lingering:
          discarded += try socket.read(atMost: 1 << 14).count
          // A stream expects no bytes.
          let limit = phase == .lingering ? Self.lingering.count : HTTPReader.limit
          if discarded > limit { throw SocketError.disconnected }
        }
      } catch SocketError.blocked {
        return
      } catch SocketError.disconnected where phase == .reading && reader.hasBegun {
        // A client may end its side after its last request.
        isAtEnd = true
      }
    }

    /// Removes the next request that is complete.
    ///
    /// - Throws: The status with which it is refused.
    mutating func nextRequest() throws(HTTPStatus) -> HTTPRequest? {
      guard phase == .reading else { return nil }
      return try reader.next()
    }

    /// Whether the client has ended its side within a request.
    var isBrokenOff: Bool { isAtEnd && phase == .reading }

    /// Sends an answer, or the head of a stream.
    mutating func answer(_ response: HTTPResponse, to request: HTTPRequest?, at now: UInt64) {
      hasRequest = true
      let isLast = request.map { !$0.isKeptAlive || $0.body != .none } ?? true
      start(response.bytes(to: request, isLast: isLast), at: now)
      if case .stream(let stream) = response, request?.method == .get {
        phase = .streaming(stream)
        lastEvent = now
      } else if case .stream = response {
        phase = .answering(isLast: true)
      } else {
        phase = .answering(isLast: isLast)
      }
      send(at: now)
    }

    /// Sends an event, unless the one before is still on its way: the newest wins, and none waits until it is old.
    mutating func send(event: [UInt8], at now: UInt64) {
      guard !isSending else { return }
      lastEvent = now
      start(event, at: now)
      send(at: now)
    }

    /// Sends the first event after the head of its stream.
    mutating func append(event: [UInt8], at now: UInt64) {
      output.append(contentsOf: event)
      send(at: now)
    }

    private mutating func start(_ bytes: [UInt8], at now: UInt64) {
      (output, position) = (Data(bytes), 0)
      deadline = now + Self.patience
    }

    /// Sends more of the bytes on their way. A connection that fails here is noticed at its next event.
    mutating func send(at now: UInt64) {
      do {
        while isSending {
          position = try socket.write(output, from: position)
          deadline = now + Self.patience
        }
      } catch SocketError.blocked {
        return
      } catch {
        (output, position) = (Data(), 0)
        phase = .lingering
        deadline = now
        return
      }
      (output, position) = (Data(), 0)
      guard case .answering(let isLast) = phase else { return }
      if isLast || isAtEnd {
        phase = .lingering
        deadline = now + Self.lingering.time
        _ = Foundation.shutdown(socket.file.rawValue, Int32(SHUT_WR))
      } else {
        phase = .reading
        deadline = now + (reader.hasBegun ? Self.requestTime : Self.idleTime)
      }
    }

    /// Does what is due even if nothing happened.
    ///
    /// - Returns: Whether the connection is over; a request that did not arrive in time is still answered.
    mutating func expire(at now: UInt64) -> Bool {
      if case .streaming = phase, !isSending {
        if now >= lastEvent + Self.heartbeat { send(event: Array(":\n\n".utf8), at: now) }
        return false
      }
      guard now >= deadline else { return false }
      if phase == .reading, reader.hasBegun, !isAtEnd {
        answer(.failure(.requestTimeout, "the request did not arrive within 5 s"), to: nil, at: now)
        return false
      }
      return true
    }

    /// Ends the connection.
    func close() {
      try? socket.close()
    }
  }
#endif
