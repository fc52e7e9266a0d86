// SPDX-License-Identifier: Apache-2.0
#if Tool
  import FlyingSocks
  import Foundation

  /// A connection that telegrams are sent to.
  ///
  /// A telegram is started only where all before it have reached the other end, so that none waits in the system's
  /// buffers until it is old. A telegram that cannot be started is lost to this client as a whole.
  struct TelegramClient {
    /// Input that is read and discarded for each telegram that is offered; more has to wait at the other end.
    private static let inputPerTelegram = 1 << 16

    let socket: Socket
    /// Its name in events.
    let name: String
    /// The host that it is on.
    let host: String
    /// Telegrams that it did not get.
    private(set) var lost = 0

    private var telegram = Data()
    private var position = 0
    private var unconfirmed = 0
    private var lastProgress: UInt64
    private var inputLeft = Self.inputPerTelegram
    private var hasMoreInput = true
    /// When it ended its input, ms; nil while the input goes on, and once a telegram has arrived at the other end all
    /// the same.
    ///
    /// A client that closes the connection ends its input, and so may one that only reads: the next telegram shows which
    /// it is.
    private(set) var ended: UInt64?
    /// Whether a telegram was sent since.
    private var isBeingTried = false

    /// A client of an open connection, which is closed by ``close()``.
    init(_ socket: Socket, address: TCPAddress?, at now: UInt64) throws {
      self.socket = socket
      name = address.name
      host = address?.host ?? ""
      lastProgress = now
      try socket.setFlags(socket.flags.union(.nonBlocking))
      try socket.setValue(true, for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
      try socket.keepAlive()
    }

    /// Whether a telegram is on its way into the system's buffers.
    var isSending: Bool { position < telegram.count }

    /// Whether anything has not reached the other end.
    var isWaiting: Bool { isSending || unconfirmed > 0 }

    /// The events for `poll` to look for.
    var events: Int16 {
      (isSending ? Int16(POLLOUT) : 0) | (hasMoreInput && inputLeft > 0 ? Int16(POLLIN) : 0)
    }

    /// Sends a telegram, or as much of it as fits, where nothing is before it; otherwise the telegram is lost.
    mutating func start(_ bytes: Data, at now: UInt64) throws {
      inputLeft = Self.inputPerTelegram
      updateConfirmed(at: now)
      guard !isWaiting else {
        lost += 1
        return
      }
      telegram = bytes
      position = 0
      lastProgress = now
      isBeingTried = ended != nil
      try send(at: now)
    }

    /// Sends more of a telegram on its way.
    mutating func send(at now: UInt64) throws {
      do {
        while isSending {
          position = try socket.write(telegram, from: position)
          lastProgress = now
        }
        telegram = Data()
        position = 0
      } catch SocketError.blocked {
        // The rest follows when there is room.
      }
      updateConfirmed(at: now)
    }

    /// Reads input and discards it. Where the other end says that it sends no more, it may still want telegrams.
    mutating func ignoreInput(at now: UInt64) throws {
      do {
        while hasMoreInput, inputLeft > 0 {
          inputLeft -= try socket.read(atMost: min(4096, inputLeft)).count
        }
      } catch SocketError.blocked {
        // That was all for now.
      } catch SocketError.disconnected {
        hasMoreInput = false
        ended = now
      }
    }

    /// Milliseconds since the other end last took anything, while there was something to take.
    mutating func stuckTime(at now: UInt64) -> UInt64 {
      updateConfirmed(at: now)
      return isWaiting ? now - lastProgress : 0
    }

    /// Ends the connection after what was sent.
    func close() {
      _ = Foundation.shutdown(socket.file.rawValue, Int32(SHUT_WR))
      try? socket.close()
    }

    /// Updates how much the other end has confirmed.
    private mutating func updateConfirmed(at now: UInt64) {
      var count: Int32 = 0
      // On a socket this asks for bytes that were not confirmed.
      guard ioctl(socket.file.rawValue, UInt(TIOCOUTQ), &count) == 0 else { return }
      if Int(count) < unconfirmed { lastProgress = now }
      unconfirmed = Int(count)
      if isBeingTried, !isWaiting {
        isBeingTried = false
        ended = nil
      }
    }
  }
#endif
