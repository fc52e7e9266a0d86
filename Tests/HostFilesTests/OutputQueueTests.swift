// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import HostFiles

@Suite struct OutputQueueTests {
  /// A pipe whose ends are closed with it.
  private final class Pipe: Sendable {
    let (read, write): (Descriptor, Descriptor)

    init() throws {
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      for end in ends { try #require(fcntl(end, F_SETFD, FD_CLOEXEC) == 0) }
      (read, write) = (Descriptor(ends[0]), Descriptor(ends[1]))
    }

    deinit {
      close(read.number)
      close(write.number)
    }

    /// Fills it, so that whoever writes waits.
    func fill() throws -> Int {
      let flags = fcntl(write.number, F_GETFL)
      try #require(fcntl(write.number, F_SETFL, flags | O_NONBLOCK) == 0)
      let bytes = [UInt8](repeating: 0x2E, count: 4096)
      var count = 0
      while case let written = try write.writeWithoutWaiting(bytes[...]), written > 0 { count += written }
      try #require(fcntl(write.number, F_SETFL, flags) == 0)
      return count
    }

    /// Reads so many bytes.
    func take(_ count: Int) throws -> [UInt8] {
      var bytes: [UInt8] = []
      while bytes.count < count, case let more = try read.read(upTo: count - bytes.count), !more.isEmpty {
        bytes += more
      }
      return bytes
    }
  }

  private static func block(_ number: Int) -> [UInt8] { Array("\(number)\n".utf8) }

  @Test("blocks arrive whole and in order")
  func order() async throws {
    let pipe = try Pipe()
    let expected = (0..<500).flatMap(Self.block)
    let received = try await onOwnThread {
      let queue = try OutputQueue(to: pipe.write.number) { _ in [] }
      for number in 0..<500 { #expect(queue.offer(Self.block(number))) }
      let received = try pipe.take(expected.count)
      #expect(queue.isWritten(within: 10_000))
      #expect(queue.finish(within: 0) == 0)
      return received
    }
    #expect(received == expected)
  }

  @Test("without a reader nothing waits: what has no room is counted, and told of before what comes next")
  func stall() async throws {
    let pipe = try Pipe()
    let (accepted, received) = try await onOwnThread {
      let filled = try pipe.fill()
      let queue = try OutputQueue(to: pipe.write.number) { Array("<\($0)>".utf8) }
      let block = [UInt8](repeating: 0x61, count: 1 << 10)
      // One that is being written, and those that wait.
      let accepted = (0..<100).count { _ in queue.offer(block) }
      #expect(!queue.isWritten(within: 50) && queue.waiting == accepted)
      _ = try pipe.take(filled)
      _ = try pipe.take(accepted << 10)
      #expect(queue.isWritten(within: 10_000))
      #expect(queue.offer([0x62]))
      return (accepted, try pipe.take(5))
    }
    #expect(accepted == OutputQueue.limit >> 10)
    #expect(String(decoding: received, as: UTF8.self) == "<36>b")
  }

  @Test("a reader that went away is an error from then on; the end is not waited for")
  func broken() async throws {
    signal(SIGPIPE, SIG_IGN)
    let failure = try await onOwnThread {
      var ends: [Int32] = [0, 0]
      try #require(Foundation.pipe(&ends) == 0)
      let queue = try OutputQueue(to: ends[1]) { _ in [] }
      close(ends[0])
      #expect(queue.offer([1]))
      #expect(!queue.isWritten(within: 10_000))
      #expect(!queue.offer([2]))
      #expect(queue.finish(within: 10_000) == 2)
      return queue.failure
    }
    #expect(failure?.code == EPIPE)
  }

  @Test("the end takes no longer than it may, and counts what is lost")
  func end() async throws {
    let pipe = try Pipe()
    let lost = try await onOwnThread {
      _ = try pipe.fill()
      let queue = try OutputQueue(to: pipe.write.number) { _ in [] }
      for _ in 0..<3 { queue.offer([1]) }
      return queue.finish(within: 20)
    }
    #expect(lost == 3)
  }
}

@Suite struct SystemThreadTests {
  @Test("a thread does its work with all signals blocked, and may be waited for twice and for a while")
  func thread() async throws {
    try await onOwnThread {
      let gate = DispatchSemaphore(value: 0)
      let isBlocked = DispatchSemaphore(value: 0)
      let thread = try SystemThread {
        var mask = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &mask)
        if sigismember(&mask, SIGTERM) == 1, sigismember(&mask, SIGALRM) == 1 { isBlocked.signal() }
        gate.wait()
      }
      #expect(!thread.join(within: 20))
      gate.signal()
      thread.join()
      #expect(thread.join(within: 0))
      #expect(isBlocked.wait(timeout: .now()) == .success)
    }
  }
}
