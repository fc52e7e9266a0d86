// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
package import FlyingSocks
import Foundation

/// Where a server listens, as `HOST:PORT`, `[IPv6]:PORT`, `:PORT` or `PORT`; on the loopback without a host.
package struct ListenAddress: ExpressibleByArgument, Equatable, CustomStringConvertible {
  package let host: String
  package let port: UInt16

  package init?(argument: String) {
    let colon = argument.lastIndex(of: ":")
    guard let port = UInt16(colon.map { argument[argument.index(after: $0)...] } ?? argument[...]) else {
      return nil
    }
    var host = String(argument[..<(colon ?? argument.startIndex)])
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

  package init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// The address of a socket, as far as it is one of IP.
  package init?(_ address: Socket.Address) {
    switch address {
    case .ip4(let host, let port), .ip6(let host, let port): self.init(host: host, port: port)
    case .unix: return nil
    }
  }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// The address for the system.
  package var socketAddress: any SocketAddress {
    get throws {
      host.contains(":")
        ? try sockaddr_in6.inet6(ip6: host, port: port) : try sockaddr_in.inet(ip4: host, port: port)
    }
  }
}
