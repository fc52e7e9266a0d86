// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Live")
struct LiveTests {
  @Test("a reading leaves as soon as its second is complete, though more frames do not come")
  func latency() async throws {
    let frames = Frames.star(seconds: 1)
    let (texts, early, end) = try await onOwnThread {
      let tool = try LiveTool(["run", "--input", "-", "--output", "json"] + Frames.options)
      var texts: [String?] = []
      for _ in 1...2 {
        try tool.feed(frames)
        texts.append(try tool.next(upTo: "\n")?.text)
      }
      try tool.feed(Array(frames.dropLast(5)))
      let early = try tool.next(upTo: "\n", within: 0.5)?.text
      try tool.feed(Array(frames.suffix(5)))
      texts.append(try tool.next(upTo: "\n")?.text)
      try tool.endInput()
      return (texts, early, try tool.end())
    }
    #expect(try texts.map { try Tool.object($0 ?? "")["cycle"] as? Int } == [1, 2, 3])
    #expect(early == nil)
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
    /// What is said on standard error.
    var words: String { arguments.contains("--input") || arguments.contains("simulate") ? "" : Frames.mark }

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

  @Test(
    "a signal ends it with 0 and no further word", arguments: Trials.chosen(Activity.all, orEach: 2))
  func signals(activity: Activity) async throws {
    let (lines, end) = try await endingOnOwnThread {
      let tool = try LiveTool(activity.arguments)
      try tool.feed(activity.input)
      let lines = try (0..<activity.lines).compactMap { _ in try tool.next(upTo: "\n")?.text }
      try tool.waitUntilItCatches(activity.signal)
      // Time to begin to wait or to fill a pipe that nobody reads; a signal that comes before that must end it as well.
      usleep(300_000)
      return (lines, try tool.end(by: activity.signal))
    }
    #expect(lines.count == activity.lines)
    try #require(end != nil, "it is still running")
    #expect(end?.status == 0)
    #expect(end?.errors == activity.words)
  }

  @Test(
    "a reader that goes away ends it with 0 and no further word",
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
    #expect(end?.errors == (arguments.contains("simulate") ? "" : Frames.mark))
  }
}
