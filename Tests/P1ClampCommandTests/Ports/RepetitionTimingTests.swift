// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Clients that come again and again", .timing, .serialized)
struct RepetitionTimingTests {
  /// A tool that has no frames, so that no telegram flows.
  private static func idle() throws -> (tool: LiveTool, port: UInt16) {
    let tool = try LiveTool(
      ["run", "--input", "-", "--output", "none", "--tcp", "127.0.0.1:0"] + Frames.options)
    return (tool, try tool.port())
  }

  @Test("one that is refused and connects as fast as it can is a line a minute and less than 2 % of a core")
  func refused() async throws {
    let (share, attempts, lines) = try await onOwnThread {
      let (tool, port) = try Self.idle()
      let clients = try (0..<64).map { _ in try StreamClient(port: port) }
      usleep(500_000)
      let (start, before) = (MonotonicSeconds.now, try #require(tool.processorTime))
      var attempts = 0
      while MonotonicSeconds.now < start + 10 {
        if try StreamClient(port: port).isClosed(within: 2) { attempts += 1 }
      }
      let share = try withExtendedLifetime(clients) {
        (try #require(tool.processorTime) - before) / (MonotonicSeconds.now - start)
      }
      return (share, attempts, tool.complaints)
    }
    #expect(share < 0.02)
    #expect(attempts > 20)
    #expect(lines.count { $0.contains("was refused") } == 1, "\(lines)")
  }

  @Test("200 that connect and close while no telegram flows leave their places, and few lines")
  func closed() async throws {
    let (isDropped, received, lines) = try await onOwnThread {
      let (tool, port) = try Self.idle()
      for _ in 0..<200 { withExtendedLifetime(try StreamClient(port: port)) {} }
      let next = try StreamClient(port: port)
      let isDropped = next.isClosed(within: 1)
      // A second of frames is a telegram.
      try tool.feed(Frames.star(seconds: 1.5))
      next.read(untilCount: NumberedTelegram.length)
      return (isDropped, next.received, tool.complaints)
    }
    #expect(!isDropped)
    #expect(try ReceivedTelegram.all(Array(received.prefix(NumberedTelegram.length))).count == 1)
    #expect(lines.count < 30, "\(lines)")
  }
}
