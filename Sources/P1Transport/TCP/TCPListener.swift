// SPDX-License-Identifier: Apache-2.0
#if Tool
  package import FlyingSocks
  import Foundation

  /// A socket that listens and never waits.
  package struct TCPListener: Sendable {
    /// The socket; whoever serves it closes it.
    package let socket: Socket
    /// The address it listens on, with the port that the system chose where 0 was asked for.
    package let address: TCPAddress

    /// Listens.
    ///
    /// - Parameter wanted: The address to listen on; port 0 for any that is free.
    /// - Throws: The system's reason where the address is not one of this machine or is not free.
    package init(_ wanted: TCPAddress) throws(TCPFailure) {
      do {
        let socketAddress = try wanted.socketAddress
        let socket = try Socket(domain: Int32(socketAddress.family))
        do {
          try socket.setValue(true, for: .localAddressReuse)
          try socket.setFlags(socket.flags.union(.nonBlocking))
          try Self.bind(socket, to: socketAddress)
          try socket.listen()
          address = try TCPAddress(socket.sockname()) ?? wanted
        } catch {
          try? socket.close()
          throw error
        }
        self.socket = socket
      } catch {
        throw TCPFailure(reason: error.reason)
      }
    }

    private static func bind(_ socket: Socket, to address: some SocketAddress) throws {
      try socket.bind(to: address)
    }

    /// Accepts a connection that waits.
    ///
    /// - Returns: Its socket and the address of its other end; nil where none waits.
    /// - Throws: The system's reason, such as that it has no descriptor left.
    package func accept() throws(TCPFailure) -> (socket: Socket, address: TCPAddress?)? {
      do {
        let (file, storage) = try socket.accept()
        return (Socket(file: file), (try? Socket.makeAddress(from: storage)).flatMap(TCPAddress.init))
      } catch SocketError.blocked {
        return nil
      } catch {
        throw TCPFailure(reason: error.reason)
      }
    }
  }

  extension Socket {
    /// Has the system ask the other end whether it is there while nothing is sent: every 10 s, and 3 times before it is
    /// taken for gone.
    package func keepAlive() throws {
      try setValue(true, for: BoolSocketOption(level: SOL_SOCKET, name: SO_KEEPALIVE))
      #if os(Linux)
        for (name, value) in [(TCP_KEEPIDLE, 10), (TCP_KEEPINTVL, 10), (TCP_KEEPCNT, 3)] {
          var value = Int32(value)
          setsockopt(file.rawValue, Int32(IPPROTO_TCP), name, &value, socklen_t(MemoryLayout<Int32>.size))
        }
      #endif
    }
  }
#endif
