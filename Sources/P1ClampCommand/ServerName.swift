// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import P1Transport
import StrictJSON

/// A server to connect to: a host by its name or its address, and a port.
struct ServerName: ExpressibleByArgument, CustomStringConvertible {
  /// A name, or an address in numbers without brackets.
  let host: String
  /// The port, 1 or more.
  let port: UInt16

  /// The server of `HOST:PORT`, `[IPv6]:PORT`, `:PORT` or `PORT`; without a host that of this machine.
  init?(argument: String) {
    if let address = TCPAddress(argument) {
      self.init(host: address.host, port: address.port)
      return
    }
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let port = UInt16(parts[1]), Self.isName(parts[0]) else { return nil }
    self.init(host: String(parts[0]), port: port)
  }

  private init?(host: String, port: UInt16) {
    guard port > 0 else { return nil }
    self.host = host
    self.port = port
  }

  /// Whether a text is a name of the domain name system: letters, digits, `-`, `_` and `.`, and not only digits and dots.
  private static func isName(_ text: Substring) -> Bool {
    let isAllowed = text.utf8.allSatisfy {
      isalnum(Int32($0)) != 0 || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains($0)
    }
    return !text.isEmpty && text.utf8.count <= 253 && isAllowed
      && !text.allSatisfy { $0.isNumber || $0 == "." }
  }

  /// `HOST:PORT`, or `[IPv6]:PORT`.
  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// Its addresses, in the system's order.
  ///
  /// - Throws: `noInput` with the system's reason where the name has none.
  func addresses() throws(InputError) -> [TCPAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, "\(port)", &hints, &list)
    guard code == 0 else {
      throw InputError(
        .noInput, file: description, "expected a server: \(String(cString: gai_strerror(code)))")
    }
    defer { freeaddrinfo(list) }
    return sequence(first: list) { $0?.pointee.ai_next }.prefix { $0 != nil }.compactMap { entry in
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      guard let entry = entry?.pointee,
        getnameinfo(entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
          == 0
      else { return nil }
      let digits = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return TCPAddress(host: String(decoding: digits, as: UTF8.self), port: port)
    }
  }
}
