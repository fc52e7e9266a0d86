// SPDX-License-Identifier: Apache-2.0
package import FlyingSocks
package import Foundation

/// A connection that telegrams are sent to.
///
/// A telegram is started only where all before it have reached the other end, so that none waits in the system's
/// buffers until it is old; what cannot be started is lost to this client as a whole.
package struct TelegramClient {
  /// Input that is read and forgotten for each telegram that is offered; more has to wait at the other end.
  private static let inputPerTelegram = 1 << 16

  package let socket: Socket
  /// How it is called in the log.
  package let name: String
  /// Telegrams that it did not get.
  package private(set) var lost = 0

  private var telegram = Data()
  private var position = 0
  private var unconfirmed = 0
  private var lastProgress: UInt64
  private var inputLeft = Self.inputPerTelegram
  private var hasMoreInput = true

  /// Takes over a connection, whose socket is closed by ``close()``.
  package init(_ socket: Socket, name: String, at now: UInt64) throws {
    self.socket = socket
    self.name = name
    lastProgress = now
    try socket.setFlags(socket.flags.union(.nonBlocking))
    try socket.setValue(true, for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
  }

  /// Whether a telegram is on its way into the system's buffers.
  package var isSending: Bool { position < telegram.count }

  /// Whether anything has not reached the other end.
  package var isWaiting: Bool { isSending || unconfirmed > 0 }

  /// What `poll` is to look for.
  package var events: Int16 {
    (isSending ? Int16(POLLOUT) : 0) | (hasMoreInput && inputLeft > 0 ? Int16(POLLIN) : 0)
  }

  /// Sends a telegram, or as much of it as fits, where nothing is before it.
  package mutating func offer(_ bytes: Data, at now: UInt64) throws {
    inputLeft = Self.inputPerTelegram
    look(at: now)
    guard !isWaiting else {
      lost += 1
      return
    }
    telegram = bytes
    position = 0
    lastProgress = now
    try send(at: now)
  }

  /// Sends more of a telegram on its way.
  package mutating func send(at now: UInt64) throws {
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
    look(at: now)
  }

  /// Reads input and forgets it. Where the other end says that it sends no more, it may still want telegrams.
  package mutating func ignoreInput() throws {
    do {
      while inputLeft > 0 {
        inputLeft -= try socket.read(atMost: min(4096, inputLeft)).count
      }
    } catch SocketError.blocked {
      // That was all for now.
    } catch SocketError.disconnected {
      hasMoreInput = false
    }
  }

  /// Milliseconds since the other end last took anything that there was to take.
  package mutating func patienceTaken(at now: UInt64) -> UInt64 {
    look(at: now)
    return isWaiting ? now - lastProgress : 0
  }

  /// Ends the connection behind what was sent.
  package func close() {
    _ = Foundation.shutdown(socket.file.rawValue, Int32(SHUT_WR))
    try? socket.close()
  }

  /// Sees how much the other end has confirmed.
  private mutating func look(at now: UInt64) {
    var count: Int32 = 0
    // On a socket this asks for bytes that were not confirmed.
    guard ioctl(socket.file.rawValue, UInt(TIOCOUTQ), &count) == 0 else { return }
    if Int(count) < unconfirmed { lastProgress = now }
    unconfirmed = Int(count)
  }
}
