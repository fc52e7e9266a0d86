// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

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
      "+8.7 A at input 1, lag -179 degrees: input 1 is around L1, and reads reversed.",
      "%): input 1 is reversed."
    ),
    (
      #"{"line": "L1", "current": 9, "phase": 10}"#, [],
      "+8.7 A at input 1, lag -119 degrees: input 1 is around L1, and the voltage is not as given.",
      "%): terminal L is on L2."
    ),
  ]
  private static let faults = [
    #""clamps": [{"input": 1, "reversed": true}, {"input": 2}, {"input": 3}]"#,
    #""supply": {"N": "N", "L": "L2"}"#,
  ]

  /// Frames a second.
  private static let rate = 1000

  @Test("a session in a terminal ends with a verdict that rests on proof", arguments: 0..<2)
  func session(index: Int) async throws {
    let session = Self.sessions[index]
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "scenario.json",
      #"""
      {"rate": \#(Self.rate), "loads": [\#(session.scenario), {"line": "L2", "current": 4, "phase": 20},
        {"line": "L3", "current": 2, "phase": 5}, \#(Self.kettles)], \#(Self.faults[index])}
      """#)
    let written = try await Tool.run(
      ["simulate", "--scenario", "scenario.json", "--seconds", "45", "--write", "all.raw"], in: folder)
    try #require(written.status == 0)
    let frames = try folder.read("all.raw")
    try await onOwnThread { try play(session, frames, in: folder) }
  }

  /// Switches each kettle on when it is asked for, and reads what the terminal shows.
  private func play(
    _ session: (scenario: String, arguments: [String], seen: String, verdict: String), _ frames: [UInt8],
    in folder: TemporaryFolder
  ) throws {
    signal(SIGPIPE, SIG_IGN)
    let link = folder.path + "/terminal"
    let terminal = try Terminal(linkedAt: link)
    let screen = FileHandle(forUpdatingAtPath: link)
    let process = Process()
    let input = Pipe()
    process.executableURL = Tool.executable
    process.arguments =
      ["diagnose", "--guide", "--input", "-", "--rate", "\(Self.rate)"] + session.arguments
    process.standardInput = input
    process.standardOutput = screen
    process.standardError = screen
    try process.run()
    defer { process.terminate() }
    var shown = ""
    func expect(_ text: String) throws {
      while !shown.contains(text) {
        let bytes = terminal.read(untilCount: 1)
        try #require(!bytes.isEmpty, "\(text) never came after \(shown)")
        shown += String(decoding: bytes, as: UTF8.self)
      }
    }
    var fed = 0
    func feed(upTo seconds: Int) throws {
      let end = min(frames.count, seconds * Self.rate * 8)
      try input.fileHandleForWriting.write(contentsOf: Data(frames[fed..<end]))
      fed = end
    }
    for line in 1...3 {
      try feed(upTo: 12 * line - 6)
      try expect("Switch a kettle or a heater on at L\(line)")
      try feed(upTo: 12 * line)
      try expect("A at input \(line), lag")
    }
    try expect(session.verdict)
    try expect("Choice")
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(shown.contains(session.seen), "\(shown)")
    #expect(shown.contains("Not as given (") && shown.contains(" 1. Terminal"))
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
    #expect(outcome.status == 2 && outcome.lines[0] == "Undecided: which way round input 1 is not proven.")
    #expect(outcome.errors.contains("No clamp has seen a load at L3 in 60 s."))
  }
}
