// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Live, on time", .timing, .serialized)
struct LiveTimingTests {
  @Test("telegrams leave on the second, and a late one does not make the next ones late")
  func realTime() async throws {
    let (times, end) = try await onOwnThread {
      let start = MonotonicSeconds.now
      let tool = try LiveTool(["--seconds", "4"])
      var times: [Double] = []
      while let telegram = try tool.next(upTo: "!") {
        times.append(telegram.time - start)
        if times.count == 1 {
          // Past the second telegram's time.
          tool.send(SIGSTOP)
          usleep(1_300_000)
          tool.send(SIGCONT)
        }
      }
      return (times, try tool.end())
    }
    #expect(end?.status == 0)
    try #require(times.count == 4)
    // The tool starts its clock later: first it is loaded.
    #expect(times[0] > 1)
    // Telegram 2 left 0.3 s late; a clock that started anew after it would make the others as late. Half of that is
    // room for a busy machine, on which any of them arrives late but none early.
    #expect(times[1] - times[0] > 1.25)
    let clockStart = [0, 2, 3].map { times[$0] - Double($0 + 1) }.min()!
    for number in [1, 3, 4] {
      let delay = times[number - 1] - Double(number) - clockStart
      #expect(delay < 0.15, "telegram \(number) is \(delay) s late")
    }
  }

  @Test("a reading leaves within 0.3 s of its second's last frame")
  func latency() async throws {
    let frames = Frames.star(seconds: 1)
    let delay = try await onOwnThread {
      let tool = try LiveTool(["run", "--input", "-", "--output", "json"] + Frames.options)
      // The first second has the tool's start in it.
      try tool.feed(frames)
      _ = try tool.next(upTo: "\n")
      let fed = MonotonicSeconds.now
      try tool.feed(frames)
      return try tool.next(upTo: "\n").map { $0.time - fed }
    }
    #expect(try #require(delay) < 0.3)
  }
}
