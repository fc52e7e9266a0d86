// SPDX-License-Identifier: Apache-2.0
@testable import P1Transport
import Foundation
import Synchronization
import Testing
import _TestSupport

@Suite("What ports report")
struct PortEventTests {
  /// The events of a port, to be waited for.
  private final class Journal: Sendable {
    private let events = Mutex<[PortEvent]>([])

    var handler: PortEvent.Handler { { event in self.events.withLock { $0.append(event) } } }
    var all: [PortEvent] { events.withLock { $0 } }

    /// The first events, once there are so many; fewer if ten seconds pass before.
    func first(_ count: Int) -> [PortEvent] {
      for _ in 0..<1000 where all.count < count { usleep(10_000) }
      return Array(all.prefix(count))
    }
  }

  /// A wire that is there or not.
  private struct Wire: TelegramDevice, Sendable {
    var isGone: Bool
    var name: String { "wire" }
    var requestInterval: UInt64? { nil }
    var descriptor: Int32 { -1 }
    var blockSize: Int { 115 }
    var unsentCount: Int { 0 }

    func readRequest() throws(DeviceFailure) -> Bool {
      if isGone { throw DeviceFailure(reason: "unplugged") }
      return true
    }
    func write(_ bytes: ArraySlice<UInt8>) throws(DeviceFailure) -> Int { bytes.count }
    func discardUnsent() {}
  }

  @Test("a device that is gone, and each attempt to open it again")
  func device() async throws {
    let events = try await onOwnThread {
      let journal = Journal()
      let attempts = Mutex(0)
      let port = try DevicePort(Wire(isGone: true), report: journal.handler) { () throws(DeviceFailure) in
        let attempt = attempts.withLock { count in
          count += 1
          return count
        }
        if attempt == 1 { throw DeviceFailure(reason: "not yet") }
        return Wire(isGone: false)
      }
      let events = journal.first(3)
      port.finish()
      // Whoever finishes a port twice does not wait for ever.
      port.finish()
      return events
    }
    #expect(
      events == [
        PortEvent(.warning, "wire is gone: unplugged"), PortEvent(.debug, "wire cannot be opened: not yet"),
        PortEvent(.info, "wire is back"),
      ])
  }

  @Test("clients that come, that are refused and that go")
  func server() async throws {
    let (events, address) = try await onOwnThread {
      let journal = Journal()
      let server = try TelegramServer(TCPAddress("0")!, clientLimit: 1, report: journal.handler)
      var client: StreamClient? = try StreamClient(port: server.address.port)
      _ = journal.first(2)
      _ = try StreamClient(port: server.address.port).isClosed(within: 5)
      _ = journal.first(3)
      client!.reset()
      client = nil
      let events = journal.first(4)
      server.finish()
      return (events, server.address)
    }
    try #require(events.count == 4, "\(events)")
    #expect(events[0] == PortEvent(.info, "listening on \(address)"))
    #expect(events.map(\.level) == [.info, .info, .warning, .info])
    #expect(events[1].text.hasSuffix(" connected, 1 in all"))
    #expect(events[2].text.hasSuffix(" was refused: 1 clients are connected"))
    #expect(events[3].text.hasSuffix(" is gone, 0 left"))
  }

  @Test("a server that is dropped ends, and its port is free")
  func dropped() async throws {
    try await onOwnThread {
      var server: TelegramServer? = try TelegramServer(TCPAddress("0")!)
      let address = server!.address
      let client = try StreamClient(port: address.port)
      server = nil
      #expect(client.isClosed(within: 5))
      #expect(throws: TCPFailure.self) { try TelegramConnection(to: address) }
    }
  }

  @Test("an address that is taken is refused with the system's reason")
  func taken() async throws {
    try await onOwnThread {
      let server = try TelegramServer(TCPAddress("0")!)
      #expect(throws: TCPFailure(reason: String(cString: strerror(EADDRINUSE)))) {
        try TelegramServer(server.address)
      }
      server.finish()
    }
  }
}
