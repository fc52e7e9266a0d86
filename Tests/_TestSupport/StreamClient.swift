// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A client on a plain socket.
package final class StreamClient {
  private let socket: Int32
  private var isOpen = true
  /// Everything that was read.
  package private(set) var received: [UInt8] = []

  /// Connects to a port of this machine.
  ///
  /// - Parameter receiveBuffer: Bytes that the system takes before they are read; nil for what is usual.
  package init(port: UInt16, receiveBuffer: Int32? = nil) throws {
    signal(SIGPIPE, SIG_IGN)
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try #require(socket >= 0)
    if var receiveBuffer {
      setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafeBytes(of: &address) {
      connect(socket, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
    try #require(status == 0, "\(String(cString: strerror(errno)))")
  }

  deinit {
    if isOpen { Foundation.close(socket) }
  }

  /// Reads what comes next.
  ///
  /// - Returns: When it came, in seconds of the clock that nobody sets; nil at the end or after `seconds`.
  @discardableResult
  package func read(atMost count: Int = 1 << 16, within seconds: Double = Patience.seconds) -> Double? {
    var request = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, Int32(seconds * 1000)) > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    let found = Foundation.read(socket, &bytes, count)
    guard found > 0 else { return nil }
    received += bytes[..<found]
    confirm()
    return MonotonicSeconds.now
  }

  /// Has the system confirm at once what was read, which it may otherwise put off: a server may wait for it.
  private func confirm() {
    var option: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_QUICKACK, &option, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Reads until so many bytes were read in all, the end, or nothing for so long that nothing will come.
  package func read(untilCount count: Int, atMost piece: Int = 1 << 16) {
    while received.count < count, read(atMost: min(piece, count - received.count)) != nil {}
  }

  /// Reads from all clients for which something has come.
  ///
  /// - Returns: Their indices and when it came; empty after `seconds`. A client at its end is not among them.
  package static func readReady(_ clients: [StreamClient], within seconds: Double) -> [(
    index: Int, time: Double
  )] {
    var requests = clients.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
    guard poll(&requests, nfds_t(requests.count), Int32(seconds * 1000)) > 0 else { return [] }
    return requests.indices.filter { requests[$0].revents != 0 }.compactMap { index in
      clients[index].read(within: 0).map { (index, $0) }
    }
  }

  /// Reads to the end.
  package func readAll() {
    while read() != nil {}
  }

  /// Whether the other end closes the connection within some seconds, whatever it sends before.
  package func isClosed(within seconds: Double = Patience.seconds) -> Bool {
    let deadline = MonotonicSeconds.now + seconds
    while MonotonicSeconds.now < deadline {
      var request = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, 50) > 0 else { continue }
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      if Foundation.read(socket, &bytes, bytes.count) <= 0 { return true }
    }
    return false
  }

  /// Sends as much as there is room for.
  package func send(_ bytes: [UInt8]) -> Int {
    Foundation.send(socket, bytes, bytes.count, Int32(MSG_DONTWAIT))
  }

  /// Says that it sends no more.
  package func endSending() {
    shutdown(socket, Int32(SHUT_WR))
  }

  /// Goes as a killed process goes: with a reset.
  package func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    Foundation.close(socket)
    isOpen = false
  }
}
