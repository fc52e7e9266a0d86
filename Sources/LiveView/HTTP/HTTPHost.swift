// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The host that a request is for.
///
/// A page from elsewhere cannot read the answers of another host. It can where its own name resolves to this machine, since
/// browsers then take both for the same host: requests for names that anybody may own are refused.
enum HTTPHost {
  /// Endings of names that only a local network gives.
  private static let local = [
    ".local", ".localhost", ".lan", ".home", ".internal", ".home.arpa", ".localdomain", ".box",
  ]

  /// Whether a host is certainly this machine: an address, a name without a dot, one of the local network, or the machine's
  /// own. True where a request names none.
  static func isLocal(_ host: String?) -> Bool {
    guard var name = host, !name.isEmpty else { return true }
    if name.hasPrefix("[") { return true }
    if name.hasSuffix(".") { name.removeLast() }
    let isAddress = name.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
    return isAddress || !name.contains(".") || local.contains { name.hasSuffix($0) } || name == own
  }

  /// The machine's own name.
  private static let own = ProcessInfo.processInfo.hostName.lowercased()
}
