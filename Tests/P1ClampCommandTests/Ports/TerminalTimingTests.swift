// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Telegrams on terminals, on time", .timing, .serialized)
struct TerminalTimingTests {
  @Test("who opens the pseudo terminal later gets the telegrams from then on")
  func pseudoTerminal() async throws {
    let (streams, end) = try await onOwnThread {
      let tool = try LiveTool(["--pty", "--output", "none", "--seconds", "5"] + Frames.simulation)
      let name = try #require(try tool.complaint(after: "p1clamp: pseudo terminal "))
      let first = try Terminal(named: name).read(untilCount: NumberedTelegram.length)
      usleep(1_500_000)
      let rest = try Terminal(named: name).read()
      return ([first, rest], try tool.end())
    }
    #expect(end?.status == 0)
    #expect(try ReceivedTelegram.all(streams[0]).count == 1)
    #expect((2...4).contains(try ReceivedTelegram.all(streams[1]).count))
  }

  @Test("what a reader leaves unread is not there for the next one")
  func leftovers() async throws {
    let stream = try await onOwnThread {
      let tool = try LiveTool(
        ["--pty", "--output", "none", "--seconds", "6", "--profile", "smr5"] + Frames.simulation)
      let name = try #require(try tool.complaint(after: "p1clamp: pseudo terminal "))
      try withExtendedLifetime(Terminal(named: name)) { _ = usleep(2_500_000) }
      usleep(2_000_000)
      let stream = try Terminal(named: name).read()
      _ = try tool.end()
      return stream
    }
    // Of six, those of the last second and a half, and not the first two.
    #expect((1...3).contains(try ReceivedTelegram.all(stream).count))
  }
}
