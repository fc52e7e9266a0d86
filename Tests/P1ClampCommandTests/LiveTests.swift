// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Live")
struct LiveTests {
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
    // Telegram 2 left 0.3 s late; a clock that started anew behind it would make the others as late. Half of that is
    // room for a busy machine, on which any of them arrives late but none early.
    #expect(times[1] - times[0] > 1.25)
    let clockStart = [0, 2, 3].map { times[$0] - Double($0 + 1) }.min()!
    for number in [1, 3, 4] {
      let delay = times[number - 1] - Double(number) - clockStart
      #expect(delay < 0.15, "telegram \(number) is \(delay) s late")
    }
  }

  @Test("a reading leaves as soon as its second is complete, though more frames do not come")
  func latency() async throws {
    let frames = Frames.star(seconds: 1)
    let (texts, early, delay, end) = try await onOwnThread {
      let tool = try LiveTool(["run", "--input", "-", "--output", "json"] + Frames.options)
      var texts: [String?] = []
      for _ in 1...2 {
        try tool.feed(frames)
        texts.append(try tool.next(upTo: "\n")?.text)
      }
      try tool.feed(Array(frames.dropLast(5)))
      let early = try tool.next(upTo: "\n", within: 0.5)?.text
      let fed = MonotonicSeconds.now
      try tool.feed(Array(frames.suffix(5)))
      let reading = try tool.next(upTo: "\n")
      texts.append(reading?.text)
      try tool.endInput()
      return (texts, early, reading.map { $0.time - fed }, try tool.end())
    }
    #expect(try texts.map { try Tool.object($0 ?? "")["cycle"] as? Int } == [1, 2, 3])
    #expect(early == nil)
    #expect(delay ?? .infinity < 0.3)
    #expect(end?.status == 0)
    #expect(end?.errors == "")
  }

  /// A way to be busy, and how to tell that it began.
  struct Activity: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let arguments: [String]
    let input: [UInt8]
    /// How many lines to read before the signal.
    let lines: Int
    var signal = SIGINT

    static let all = [
      Activity(
        testDescription: "waits for a second", arguments: ["--output", "json"] + Frames.options, input: [],
        lines: 1),
      Activity(
        testDescription: "waits for frames",
        arguments: ["run", "--input", "-", "--output", "json"] + Frames.options,
        input: Frames.star(seconds: 1.5), lines: 1, signal: SIGTERM),
      Activity(
        testDescription: "waits for a WAV header", arguments: ["run", "--input", "-", "--format", "wav"],
        input: [0x52], lines: 0),
      Activity(
        testDescription: "measures fast", arguments: ["--pace", "fast", "--output", "none"] + Frames.options,
        input: [],
        lines: 0),
      Activity(
        testDescription: "waits for its reader",
        arguments: ["simulate", "--seconds", "86400", "--write", "-"],
        input: [], lines: 0),
    ]
  }

  @Test("a signal ends it with 0 and no word", arguments: Activity.all)
  func signals(activity: Activity) async throws {
    let (lines, end) = try await onOwnThread {
      let tool = try LiveTool(activity.arguments)
      try tool.feed(activity.input)
      let lines = try (0..<activity.lines).compactMap { _ in try tool.next(upTo: "\n")?.text }
      // Long enough for the start where no line tells of it, and to fill a pipe that nobody reads.
      usleep(700_000)
      tool.send(activity.signal)
      return (lines, try tool.end())
    }
    #expect(lines.count == activity.lines)
    try #require(end != nil, "it is still running")
    #expect(end?.status == 0)
    #expect(end?.errors == "")
  }

  @Test(
    "a reader that goes away ends it with 0 and no word",
    arguments: [["--pace", "fast"] + Frames.options, ["simulate", "--seconds", "86400", "--write", "-"]])
  func closedPipe(arguments: [String]) async throws {
    let (first, end) = try await onOwnThread {
      let tool = try LiveTool(arguments)
      let first = try tool.next(upTo: "\n")
      try tool.stopReading()
      return (first?.text, try tool.end())
    }
    #expect(first != nil)
    #expect(end?.status == 0)
    #expect(end?.errors == "")
  }
}
