// SPDX-License-Identifier: Apache-2.0
@testable import P1Transport
import Foundation
import Testing
import _TestSupport

@Suite("Telegrams over TCP")
struct TelegramServerTests {
  /// A server on a port of this machine; it ends with its owner.
  private final class Service {
    let server: TelegramServer

    init(clientLimit: Int = 64, patience: UInt64 = 10_000) throws {
      server = try TelegramServer(
        TCPAddress(host: "127.0.0.1", port: 0), clientLimit: clientLimit, patience: patience)
    }

    deinit {
      server.finish()
    }

    func client(receiveBuffer: Int32? = nil) throws -> StreamClient {
      let client = try StreamClient(port: server.address.port, receiveBuffer: receiveBuffer)
      // A connection counts from when the server has taken it.
      usleep(100_000)
      return client
    }

    /// Sends telegrams of these numbers, with time for each to be read and confirmed.
    func send(_ numbers: ClosedRange<Int>, every microseconds: UInt32 = 100_000) {
      for number in numbers {
        server.send(NumberedTelegram.ready(number))
        usleep(microseconds)
      }
    }
  }

  @Test("a client gets whole telegrams, also in pieces of 7 bytes, and one that joins gets those after")
  func streams() async throws {
    let (first, second, small) = try await onOwnThread {
      let service = try Service()
      let (first, small) = (try service.client(), try service.client())
      service.send(1...3)
      let second = try service.client()
      service.send(4...5)
      first.read(untilCount: 5 * NumberedTelegram.length)
      second.read(untilCount: 2 * NumberedTelegram.length)
      small.read(untilCount: 5 * NumberedTelegram.length, atMost: 7)
      return (first.received, second.received, small.received)
    }
    #expect(try NumberedTelegram.numbers(first) == [1, 2, 3, 4, 5])
    #expect(try NumberedTelegram.numbers(second) == [4, 5])
    #expect(try NumberedTelegram.numbers(small) == [1, 2, 3, 4, 5])
  }

  @Test("a telegram of a reading older than 1.5 s is not sent")
  func stale() async throws {
    let received = try await onOwnThread {
      let service = try Service()
      let client = try service.client()
      service.server.send(NumberedTelegram.ready(1, at: MonotonicClock.now - 1500))
      usleep(100_000)
      service.server.send(NumberedTelegram.ready(2, at: MonotonicClock.now - 1000))
      client.read(untilCount: NumberedTelegram.length)
      return client.received
    }
    #expect(try NumberedTelegram.numbers(received) == [2])
  }

  @Test("clients that cut, that are killed, that send garbage or say that they send no more harm nobody")
  func roughClients() async throws {
    let (steady, halfOpen) = try await onOwnThread {
      let service = try Service()
      let (steady, halfOpen, noisy) = (try service.client(), try service.client(), try service.client())
      let (cut, killed) = (try service.client(), try service.client())
      halfOpen.endSending()
      service.send(1...2)
      cut.read(untilCount: 300)
      killed.reset()
      let garbage = [UInt8](repeating: 0xFF, count: 1 << 20)
      for number in 3...6 {
        while noisy.send(garbage) > 0 {}
        if number == 4 { cut.reset() }
        service.send(number...number)
      }
      steady.read(untilCount: 6 * NumberedTelegram.length)
      halfOpen.read(untilCount: 6 * NumberedTelegram.length)
      return (steady.received, halfOpen.received)
    }
    #expect(try NumberedTelegram.numbers(steady) == Array(1...6))
    #expect(try NumberedTelegram.numbers(halfOpen) == Array(1...6))
  }

  @Test("a slow client loses whole telegrams, and is dropped when it takes nothing for the patience")
  func slowClients() async throws {
    let (slow, isDropped, steady) = try await onOwnThread {
      let service = try Service(patience: 2000)
      let steady = try service.client()
      let (slow, stuck) = (try service.client(receiveBuffer: 2048), try service.client(receiveBuffer: 2048))
      service.send(1...15)
      // Takes again before its patience ends.
      while slow.read(within: 0.3) != nil {}
      service.send(16...20)
      while slow.read(within: 0.3) != nil {}
      service.send(21...25)
      while slow.read(within: 0.3) != nil {}
      steady.read(untilCount: 25 * NumberedTelegram.length)
      return (slow.received, stuck.isClosed(within: 5), steady.received)
    }
    #expect(try NumberedTelegram.numbers(steady) == Array(1...25))
    #expect(isDropped)
    let numbers = try NumberedTelegram.numbers(slow)
    #expect(numbers.count < 25 && numbers.count > 2)
    #expect(numbers == numbers.sorted())
    #expect(numbers.contains { $0 > 15 }, "\(numbers)")
  }

  @Test("one client more than the cap is closed at once, and its place is free when another goes")
  func cap() async throws {
    let (isRefused, received) = try await onOwnThread {
      let service = try Service(clientLimit: 2)
      let (first, second) = (try service.client(), try service.client())
      let isRefused = try service.client().isClosed(within: 5)
      second.reset()
      usleep(100_000)
      let third = try service.client()
      service.send(1...1)
      first.read(untilCount: NumberedTelegram.length)
      third.read(untilCount: NumberedTelegram.length)
      return (isRefused, [first.received, third.received])
    }
    #expect(isRefused)
    for stream in received { #expect(try NumberedTelegram.numbers(stream) == [1]) }
  }

  @Test("what was sent before the end arrives")
  func end() async throws {
    let received = try await onOwnThread {
      var service: Service? = try Service()
      let client = try service!.client()
      service!.server.send(NumberedTelegram.ready(1))
      service = nil
      client.readAll()
      return client.received
    }
    #expect(try NumberedTelegram.numbers(received) == [1])
  }

  @Test(
    "an address without a host is that of the loopback",
    arguments: [
      ("8088", "127.0.0.1:8088"), (":8088", "127.0.0.1:8088"), ("localhost:1", "127.0.0.1:1"),
      ("0.0.0.0:65535", "0.0.0.0:65535"), ("[::1]:80", "[::1]:80"),
    ])
  func addresses(text: String, expected: String) {
    #expect(TCPAddress(text)?.description == expected)
  }

  @Test(
    "what is no address is refused",
    arguments: ["", ":", "x", "1.2.3:80", "::1:80", "[1]:80", ":65536", ":-1"])
  func noAddresses(text: String) {
    #expect(TCPAddress(text) == nil)
  }
}
