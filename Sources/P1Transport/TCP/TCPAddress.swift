// SPDX-License-Identifier: Apache-2.0
#if Tool
  import FlyingSocks
  import Foundation

  /// An IP address and a port, of a server to start or to connect to.
  public struct TCPAddress: Equatable, Sendable, CustomStringConvertible {
    /// The address in numbers, such as `127.0.0.1` or `::1`.
    public let host: String
    /// The port; 0 for a server lets the system choose a free one.
    public let port: UInt16

    /// An address as `HOST:PORT`, `[IPv6]:PORT`, `:PORT` or `PORT`; without a host, that of the loopback
    /// interface.
    ///
    /// - Returns: nil for any other text. Of names only `localhost` is known.
    public init?(_ text: String) {
      let colon = text.lastIndex(of: ":")
      guard let port = UInt16(colon.map { text[text.index(after: $0)...] } ?? text[...]) else { return nil }
      var host = String(text[..<(colon ?? text.startIndex)])
      if host.hasPrefix("["), host.hasSuffix("]") {
        host = String(host.dropFirst().dropLast())
        guard host.contains(":") else { return nil }
      } else if host.contains(":") {
        return nil
      }
      if host.isEmpty || host == "localhost" { host = "127.0.0.1" }
      self.init(host: host, port: port)
      guard (try? socketAddress) != nil else { return nil }
    }

    /// An address of these parts, which are not checked.
    ///
    /// - Parameters:
    ///   - host: The address in numbers, IPv6 without brackets.
    ///   - port: The port.
    public init(host: String, port: UInt16) {
      self.host = host
      self.port = port
    }

    /// The address of a socket; nil where it is not an IP address.
    init?(_ address: Socket.Address) {
      switch address {
      case .ip4(let host, let port), .ip6(let host, let port): self.init(host: host, port: port)
      case .unix: return nil
      }
    }

    /// `HOST:PORT`, or `[IPv6]:PORT`.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The address for the system.
    var socketAddress: any SocketAddress {
      get throws {
        host.contains(":")
          ? try sockaddr_in6.inet6(ip6: host, port: port) : try sockaddr_in.inet(ip4: host, port: port)
      }
    }
  }
#endif
