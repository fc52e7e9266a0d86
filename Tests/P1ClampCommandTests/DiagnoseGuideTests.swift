// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// Frames a second.
private let rate = 1000

/// Sessions of a guided diagnosis, played by a script in a pseudo terminal.
@Suite("The guided diagnosis")
struct DiagnoseGuideTests {
  /// A kettle at each line in turn, switched on at 8, 20 and 32 s for six seconds.
  private static let kettles = (0..<3).map { line in
    let time = 8.3 + 12 * Double(line)
    return
      #"{"line": "L\#(line + 1)", "current": 8.7, "phase": 1, "course": [{"time": 0, "factor": 0}, "#
      + #"{"time": \#(time), "factor": 1}, {"time": \#(time + 6), "factor": 0}]}"#
  }.joined(separator: ", ")

  /// What a house has beside them and what is wrong, the options, what is said of input 1, and the verdict.
  static let sessions: [(scenario: String, arguments: [String], seen: String, verdict: String)] = [
    // 12 A of export that a reversed clamp shows as import.
    (
      #"{"line": "L1", "current": 12, "phase": 180}"#, ["--generation", "L1"],
      "+8.7 A at input 1, lag -179 degrees: reads as L1 reversed.",
      "%): input 1 is reversed."
    ),
    (
      #"{"line": "L1", "current": 9, "phase": 10}"#, [],
      "+8.7 A at input 1, lag -119 degrees: does not fit a load at L1 as given.",
      "%): terminal L is on L2."
    ),
  ]
  private static let faults = [
    #""clamps": [{"input": 1, "reversed": true}, {"input": 2}, {"input": 3}]"#,
    #""supply": {"N": "N", "L": "L2"}"#,
  ]

  @Test("a session in a terminal ends with a verdict that rests on proof", arguments: 0..<2)
  func session(index: Int) async throws {
    let session = Self.sessions[index]
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "scenario.json",
      #"""
      {"rate": \#(rate), "loads": [\#(session.scenario), {"line": "L2", "current": 4, "phase": 20},
        {"line": "L3", "current": 2, "phase": 5}, \#(Self.kettles)], \#(Self.faults[index])}
      """#)
    let written = try await Tool.run(
      ["simulate", "--scenario", "scenario.json", "--seconds", "45", "--write", "all.raw"], in: folder)
    try #require(written.status == 0)
    let frames = try folder.read("all.raw")
    try await onOwnThread { try play(session, frames, in: folder) }
  }

  /// A guided diagnosis in a terminal, whose frames come when the test has them come.
  private struct Session {
    let terminal: Terminal
    let process = Process()
    private let screen: FileHandle?
    private let frames: [UInt8]
    private let input: Int32
    private var fed = 0
    private(set) var shown = ""

    init(_ arguments: [String], _ frames: [UInt8], in folder: TemporaryFolder) throws {
      self.frames = frames
      let link = folder.path + "/terminal"
      let pipe = folder.path + "/frames"
      terminal = try Terminal(linkedAt: link)
      screen = FileHandle(forUpdatingAtPath: link)
      try #require(mkfifo(pipe, 0o600) == 0)
      // With an end to read it opens without waiting, and never breaks.
      input = open(pipe, O_RDWR | O_CLOEXEC | O_NONBLOCK)
      process.executableURL = Tool.executable
      process.arguments =
        ["diagnose", "--guide", "--input", pipe, "--format", "s16le", "--rate", "\(rate)"] + arguments
      process.standardInput = screen
      process.standardOutput = screen
      process.standardError = screen
      try process.run()
    }

    /// Ends the tool where it still runs.
    func end() {
      process.terminate()
      close(input)
    }

    /// Waits until the terminal shows a text.
    mutating func expect(_ text: String) throws {
      while !shown.contains(text) {
        let bytes = terminal.read(untilCount: 1)
        try #require(!bytes.isEmpty, "\(text) never came after \(shown)")
        shown += String(decoding: bytes, as: UTF8.self)
      }
    }

    /// Lets the frames up to a second come, as long as they are read.
    mutating func feed(upTo seconds: Int) {
      let end = min(frames.count, seconds * rate * 8)
      while fed < end, process.isRunning {
        let count = write(input, Array(frames[fed..<end]), end - fed)
        if count > 0 { fed += count } else { usleep(1000) }
      }
    }

    /// Waits until the load at a line, from 1, is asked for, switches it on, and off again where that is asked for, and waits until it
    /// is seen.
    mutating func switchKettle(at line: Int, isOffAskedFor: Bool) throws {
      feed(upTo: 12 * line - 5)
      try expect("Switch a kettle or heater of 3 A or more on at L\(line)")
      feed(upTo: 12 * line)
      if isOffAskedFor {
        try expect("A at input \(line): if that is the load at L\(line), switch it off again.")
        feed(upTo: 12 * line + 6)
      }
      try expect("A at input \(line), lag")
    }
  }

  /// Switches each kettle on when it is asked for, and reads what the terminal shows.
  private func play(
    _ session: (scenario: String, arguments: [String], seen: String, verdict: String), _ frames: [UInt8],
    in folder: TemporaryFolder
  ) throws {
    var played = try Session(session.arguments, frames, in: folder)
    defer { played.end() }
    for line in 1...3 { try played.switchKettle(at: line, isOffAskedFor: true) }
    try played.expect(session.verdict)
    try played.expect("Choice")
    played.process.waitUntilExit()
    #expect(played.process.terminationStatus == 1)
    #expect(played.shown.contains(session.seen), "\(played.shown)")
    #expect(played.shown.contains("Not as given (") && played.shown.contains(" 2. Terminal"))
  }

  @Test("a load that is on and that no clamp sees is told by Enter: the clamp is missing")
  func missingClamp() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "scenario.json",
      #"""
      {"rate": \#(rate), "loads": [{"line": "L1", "current": 9, "phase": 10}, {"line": "L2", "current": 4},
        \#(Self.kettles)], "clamps": [{"input": 3, "line": null}]}
      """#)
    let written = try await Tool.run(
      ["simulate", "--scenario", "scenario.json", "--seconds", "45", "--write", "all.raw"], in: folder)
    try #require(written.status == 0, "\(written.errors)")
    let frames = try folder.read("all.raw")
    try await onOwnThread {
      var played = try Session(["--generation", "none"], frames, in: folder)
      defer { played.end() }
      for line in 1...2 { try played.switchKettle(at: line, isOffAskedFor: false) }
      // The kettle at L3 is on, and nothing shows it.
      played.feed(upTo: 34)
      try played.expect("on at L3, with the last one off.")
      try played.expect("Press Enter when it is on, if nothing is said of it.")
      played.terminal.enter()
      played.feed(upTo: 45)
      try played.expect("No clamp sees the load at L3.")
      try played.expect("%): input 3 has no clamp.")
      played.process.waitUntilExit()
      #expect(played.process.terminationStatus == 1)
    }
  }

  @Test("a recorded session is diagnosed alike, and a load that does not come is not waited for without end")
  func recorded() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "scenario.json",
      #"""
      {"rate": 1000, "loads": [{"line": "L1", "current": 9, "phase": 10}, {"line": "L2", "current": 4},
        {"line": "L3", "current": 2, "phase": 5}]}
      """#)
    let outcome = try await Tool.run(
      ["diagnose", "--scenario", "scenario.json", "--guide", "--generation", "L1"], in: folder)
    #expect(outcome.status == 2)
    #expect(
      outcome.lines[0].hasPrefix("Undecided: it is not proven which way round input 1 is; no load was"))
    #expect(outcome.errors.contains("No clamp has seen a load at L3 in 60 s."))
  }

  // One change of the sun alone, up or down, over a second or ten, with a kettle at each of the other lines.
  @Test(
    "the sun is not taken for a kettle, whichever way round the clamp is",
    arguments: Trials.chosen([false, true], [("0.4", 1), ("1", 10), ("1", 1), ("0.4", 10)], orEach: 5))
  func sun(isReversed: Bool, sun: (first: String, ramp: Int)) async throws {
    let (first, ramp) = sun
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "scenario.json",
      #"""
      {"rate": 1000, "clamps": [{"input": 1, "reversed": \#(isReversed)}], "loads": [
        {"line": "L1", "current": 12, "phase": 180, "course": [{"time": 0, "factor": \#(first)},
          {"time": 8, "factor": \#(first == "1" ? "0.4" : "1"), "ramp": \#(ramp)}]},
        {"line": "L2", "current": 4, "phase": 15}, {"line": "L3", "current": 3, "phase": 10},
        {"line": "L2", "current": 8.7, "course": [{"time": 0, "factor": 0}, {"time": 20, "factor": 1}, {"time": 26, "factor": 0}]},
        {"line": "L3", "current": 8.7, "course": [{"time": 0, "factor": 0}, {"time": 32, "factor": 1}, {"time": 38, "factor": 0}]}]}
      """#)
    let outcome = try await Tool.run(
      ["diagnose", "--scenario", "scenario.json", "--guide", "--generation", "L1", "--seconds", "45"],
      in: folder)
    #expect(outcome.status == 2, "\(outcome.text)")
    #expect(outcome.lines[0].contains("Undecided: "), "\(outcome.lines[0])")
    #expect(!outcome.errors.contains("at input 1, lag"))
  }

  @Test("a guide that ends early is no proof of what was not tried")
  func early() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "scenario.json",
      #"""
      {"rate": 1000, "loads": [{"line": "L1", "current": 6, "phase": 10}, {"line": "L2", "current": 4},
        {"line": "L3", "current": 2, "phase": 5}]}
      """#)
    let outcome = try await Tool.run(
      ["diagnose", "--scenario", "scenario.json", "--guide", "--generation", "none", "--seconds", "6"],
      in: folder)
    #expect(outcome.status == 2 && outcome.lines[0] == "Undecided: no load was tried at L1, L2 and L3.")
    let plain = try await Tool.run(
      ["diagnose", "--scenario", "scenario.json", "--generation", "none", "--seconds", "6"], in: folder)
    #expect(plain.status == 0)
  }
}
