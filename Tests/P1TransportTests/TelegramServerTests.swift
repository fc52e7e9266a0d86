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
    private let log = EventLog()

    init(clientLimit: Int = 64, patience: UInt64 = 600_000) throws {
      let log = log
      server = try TelegramServer(
        TCPAddress(host: "127.0.0.1", port: 0), clientLimit: clientLimit, patience: patience,
        report: { log.append($0) })
    }

    deinit {
      server.finish()
    }

    /// A client that the server has taken.
    func client(receiveBuffer: Int32? = nil) throws -> StreamClient {
      let count = log.count(of: " connected, ")
      let client = try StreamClient(port: server.address.port, receiveBuffer: receiveBuffer)
      try wait(for: " connected, ", times: count + 1)
      return client
    }

    /// Waits until the server has said something so many times in all.
    func wait(for text: String, times: Int = 1) throws {
      try #require(log.wait(for: text, times: times), "the server never said \(text)")
    }

    /// Whether the server has said something.
    func hasSaid(_ text: String) -> Bool { log.count(of: text) > 0 }

    /// Sends telegrams of these numbers, each once all of some clients have read the one before it.
    func send(_ numbers: ClosedRange<Int>, to clients: StreamClient...) {
      for number in numbers {
        server.send(NumberedTelegram.ready(number))
        for client in clients { client.read(untilCount: client.received.count + NumberedTelegram.length) }
      }
    }
  }

  @Test(
    "a client gets whole telegrams, also in pieces of 7 bytes, and one that joins gets those after it joined")
  func streams() async throws {
    let (first, second, small) = try await onOwnThread {
      let service = try Service()
      let (first, small) = (try service.client(), try service.client())
      for number in 1...3 {
        service.send(number...number, to: first)
        small.read(untilCount: first.received.count, atMost: 7)
      }
      let second = try service.client()
      for number in 4...5 {
        service.send(number...number, to: first, second)
        small.read(untilCount: first.received.count, atMost: 7)
      }
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
      try service.wait(for: "too old")
      service.send(2...2, to: client)
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
      let garbage = [UInt8](repeating: 0xFF, count: 1 << 20)
      for number in 1...6 {
        if number == 3 {
          cut.read(untilCount: 300)
          killed.reset()
        }
        if number > 2 { while noisy.send(garbage) > 0 {} }
        if number == 4 { cut.reset() }
        service.send(number...number, to: steady, halfOpen)
        // Who has said that it sends no more confirms when its system likes, 0.2 s later at most.
        usleep(250_000)
      }
      return (steady.received, halfOpen.received)
    }
    #expect(try NumberedTelegram.numbers(steady) == Array(1...6))
    #expect(try NumberedTelegram.numbers(halfOpen) == Array(1...6))
  }

  @Test("a slow client loses whole telegrams, and gets them again once it takes bytes again")
  func slowClient() async throws {
    let (slow, steady) = try await onOwnThread {
      let service = try Service()
      let steady = try service.client()
      let slow = try service.client(receiveBuffer: 2048)
      service.send(1...15, to: steady)
      // Takes bytes again until one of the later telegrams is there as a whole.
      var number = 15
      while number < 200 {
        while slow.read(within: 0.05) != nil {}
        let whole = slow.received.count / NumberedTelegram.length * NumberedTelegram.length
        if let last = try NumberedTelegram.numbers(Array(slow.received[..<whole])).last, last > 15 { break }
        number += 1
        service.send(number...number, to: steady)
      }
      slow.read(
        untilCount: (slow.received.count + NumberedTelegram.length - 1) / NumberedTelegram.length
          * NumberedTelegram.length)
      return (slow.received, try NumberedTelegram.numbers(steady.received) == Array(1...number))
    }
    #expect(steady)
    let numbers = try NumberedTelegram.numbers(slow)
    // Of 15 telegrams 12 KB do not fit into the buffers of a receiver that takes 2 KB, the first does.
    #expect(numbers.first == 1 && numbers.count { $0 <= 15 } < 15, "\(numbers)")
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
    #expect(numbers.contains { $0 > 15 }, "\(numbers)")
  }

  @Test("a client that takes nothing for the patience is dropped, and one that reads is not")
  func patience() async throws {
    let (isDropped, sent, numbers) = try await onOwnThread {
      let service = try Service(patience: 2000)
      let (steady, stuck) = (try service.client(), try service.client(receiveBuffer: 2048))
      var number = 0
      let deadline = MonotonicSeconds.now + Patience.seconds
      // The stuck client's buffers fill over some telegrams; it is stuck from then on.
      while !service.hasSaid("took nothing for 2 s"), MonotonicSeconds.now < deadline {
        number += 1
        service.send(number...number, to: steady)
        usleep(20_000)
      }
      return (stuck.isClosed(), number, try NumberedTelegram.numbers(steady.received))
    }
    #expect(isDropped)
    #expect(numbers == Array(1...sent))
  }

  @Test("one client more than the cap is closed at once, and its place is free when another goes")
  func cap() async throws {
    let (isRefused, received) = try await onOwnThread {
      let service = try Service(clientLimit: 2)
      let (first, second) = (try service.client(), try service.client())
      let isRefused = try StreamClient(port: service.server.address.port).isClosed()
      second.reset()
      try service.wait(for: " is gone")
      let third = try service.client()
      service.send(1...1, to: first, third)
      return (isRefused, [first.received, third.received])
    }
    #expect(isRefused)
    try #require(received.count == 2)
    for stream in received { #expect(try NumberedTelegram.numbers(stream) == [1]) }
  }

  @Test("clients that connect and close while no telegram flows leave their places to the next one")
  func deadClients() async throws {
    let received = try await onOwnThread {
      let service = try Service(clientLimit: 8)
      let steady = try service.client()
      for _ in 0..<40 { withExtendedLifetime(try StreamClient(port: service.server.address.port)) {} }
      let next = try StreamClient(port: service.server.address.port)
      var number = 0
      // It is accepted when the server gets to it.
      while next.received.isEmpty, number < 1000 {
        number += 1
        service.send(number...number, to: steady)
        next.read(within: 0.05)
      }
      next.read(untilCount: NumberedTelegram.length)
      return (next.received, try NumberedTelegram.numbers(steady.received) == Array(1...number))
    }
    #expect(!(try NumberedTelegram.numbers(received.0).isEmpty))
    #expect(received.1)
  }

  @Test("a client that ends its side is dropped after the patience, unless telegrams reach it")
  func endedClients() async throws {
    let (isDropped, numbers) = try await onOwnThread {
      let service = try Service(patience: 1500)
      let reader = try service.client()
      reader.endSending()
      let deadline = MonotonicSeconds.now + 4
      var number = 0
      while MonotonicSeconds.now < deadline {
        number += 1
        service.send(number...number, to: reader)
        usleep(250_000)
      }
      // It has shown that it reads: without telegrams it stays.
      usleep(2_000_000)
      number += 1
      service.send(number...number, to: reader)
      let closed = try service.client()
      closed.endSending()
      return (closed.isClosed(within: 20), try NumberedTelegram.numbers(reader.received) == Array(1...number))
    }
    #expect(isDropped)
    #expect(numbers)
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
