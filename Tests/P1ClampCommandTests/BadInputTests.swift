// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Bad input", .serialized)
struct BadInputTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Expects one line on standard error that names the file, and an exit code.
  private func expect(
    _ status: Int32, _ file: String, _ problem: String, _ arguments: [String], input: [UInt8] = [],
    readings: Int = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let outcome = try await Tool.run(["run", "--output", "json"] + arguments, input: input, in: folder)
    #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.complaints.count == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(
      outcome.errors.hasPrefix("p1clamp: \(file): ") && outcome.errors.contains(problem),
      "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.lines.count == readings, sourceLocation: sourceLocation)
  }

  @Test("a stream that ends within a frame ends with the place, after all complete readings")
  func truncated() async throws {
    let bytes = Array(Frames.star(seconds: 2.5).dropLast(3))
    let problem = "byte 24992: expected a frame of 8 bytes, found 5 at the end: 3 bytes are missing"
    try await expect(
      65, "standard input", problem, ["--input", "-"] + Frames.options, input: bytes, readings: 2)
  }

  @Test("a file that ends within a frame is read, with a warning")
  func truncatedFile() async throws {
    _ = try folder.write("a.raw", Array(Frames.star(seconds: 2.5).dropLast(3)))
    let outcome = try await Tool.run(
      ["run", "--output", "json", "--input", "a.raw"] + Frames.options, in: folder)
    #expect(outcome.status == 0)
    #expect(
      outcome.complaints == ["p1clamp: warning: a.raw: the last frame is cut off: expected 8 bytes, found 5"])
    #expect(outcome.lines.count == 3)
  }

  @Test("a recording that is too short for three periods says how long it is")
  func short() async throws {
    _ = try folder.write("a.raw", Frames.star(seconds: 0.056))
    try await expect(
      65, "a.raw",
      "expected at least three mains periods after the voltage was found, found 0.056 s (70 frames)",
      ["--input", "a.raw"] + Frames.options)
  }

  @Test("a rate that is not the WAV header's is refused")
  func wrongRate() async throws {
    #expect(try await Tool.run(["simulate", "--seconds", "1", "--write", "a.wav"], in: folder).status == 0)
    try await expect(
      65, "a.wav", "--rate: expected the recording's 4000 frames/s, found 8000",
      ["--input", "a.wav", "--rate", "8000"])
  }

  @Test("a WAV file whose bits do not fit its frames is refused")
  func otherBits() async throws {
    #expect(try await Tool.run(["simulate", "--seconds", "1", "--write", "a.wav"], in: folder).status == 0)
    var bytes = try folder.read("a.wav")
    bytes[34] = 24
    _ = try folder.write("b.wav", bytes)
    try await expect(
      65, "b.wav", "fmt chunk at byte 12: expected frames of 12 bytes, found 8", ["--input", "b.wav"])
  }

  @Test("channels that are missing or too few are named")
  func channels() async throws {
    #expect(try await Tool.run(["simulate", "--seconds", "1", "--write", "a.cfg"], in: folder).status == 0)
    let listing = #"its analog channels are: 1 "V" [V], 2 "I1" [A], 3 "I2" [A], 4 "I3" [A]"#
    try await expect(65, "a.cfg", listing, ["--input", "a.cfg"])
    try await expect(65, "a.cfg", #"found "I9"; "# + listing, ["--input", "a.cfg", "--channels", "V,I9"])
    try await expect(
      65, "a.cfg", "expected 4 channels (V, I1, I2, I3) for --wiring star, found 2",
      ["--input", "a.cfg", "--channels", "V,I1", "--wiring", "star"])
    _ = try folder.write("a.raw", Frames.star(seconds: 1))
    try await expect(
      65, "a.raw", #"--channels: expected V, I1, I2, I3 or - for each column, found "I4""#,
      ["--input", "a.raw", "--channels", "V,I1,I2,I4"])
  }

  @Test("lines whose input is not recorded are left out, and that is said")
  func fewerInputs() async throws {
    _ = try folder.write("a.raw", Frames.star(seconds: 1))
    let outcome = try await Tool.run(
      ["run", "--input", "a.raw", "--channels", "V,I1,-,-", "--output", "json"] + Frames.options, in: folder)
    #expect(outcome.status == 0)
    #expect(
      outcome.complaints == [
        "p1clamp: a.raw has no I2: L2 is not measured", "p1clamp: a.raw has no I3: L3 is not measured",
      ])
    let lines = try #require(try Tool.object(outcome.lines[0])["lines"] as? [[String: Any]])
    #expect(lines.map { $0["measured"] as? Bool } == [true, false, false])
    #expect(lines.map { $0["current"] is NSNull } == [false, true, true])
  }

  @Test("an input that is not there, is a directory or a link to nowhere ends with 66")
  func noInput() async throws {
    let reason = "expected a readable file: No such file or directory"
    for name in Trials.chosen(["a.raw", "a.wav", "a.cfg"], orEach: 2) {
      try await expect(66, name, reason, ["--input", name])
    }
    try FileManager.default.createSymbolicLink(atPath: folder.file("b.raw"), withDestinationPath: "nowhere")
    try await expect(66, "b.raw", reason, ["--input", "b.raw"])
    try await expect(66, folder.path, "expected a file, found a directory", ["--input", folder.path])
    try await expect(
      66, "moon", "expected a readable file or one of the scenarios star, single, delta, solar",
      ["--scenario", "moon"])
  }

  @Test("an unreadable file ends with 66", .enabled(if: geteuid() != 0))
  func unreadable() async throws {
    _ = try folder.write("a.raw", Frames.star(seconds: 1))
    #expect(chmod(folder.file("a.raw"), 0) == 0)
    try await expect(66, "a.raw", "expected a readable file: Permission denied", ["--input", "a.raw"])
  }

  @Test("an empty and a nonsense file end with 65")
  func nonsense() async throws {
    for name in Trials.chosen(["a.raw", "a.wav", "a.cff", "a"], orEach: 3) {
      _ = try folder.write(name, "")
      try await expect(65, name, "expected a recording, found an empty file", ["--input", name])
    }
    _ = try folder.write("b.wav", "What is the meaning of all this?")
    try await expect(65, "b.wav", "expected the start of a WAV file", ["--input", "b.wav"])
    _ = try folder.write("b", "What is the meaning of all this?")
    try await expect(65, "b", "found neither: use --format", ["--input", "b"])
    try await expect(
      65, "b", "expected a code of 12 bits, -2048...2047, found 26711", ["--input", "b", "--format", "s16le"])
    try await expect(
      65, "standard input", "byte 0: expected frames of 8 bytes, found none", ["--input", "-"])
  }

  @Test("a scenario's faults are named by their keys")
  func scenarios() async throws {
    _ = try folder.write("a.json", #"{"loads": [{"line": "L1", "amperes": 9}]}"#)
    try await expect(65, "a.json", "amperes", ["--scenario", "a.json"])
    _ = try folder.write("b.json", #"{"rate": 400}"#)
    try await expect(65, "b.json", "rate", ["--scenario", "b.json"])
    _ = try folder.write("c.json", #"{"rate": "#)
    try await expect(
      65, "c.json", "line 1, rate: expected a value, found the end of the file", ["--scenario", "c.json"])
  }

  @Test("an error is still an exit code where standard error cannot be written")
  func noStandardError() async throws {
    let process = Process()
    process.executableURL = Tool.executable
    process.arguments = ["run", "--input", folder.file("a.raw")]
    process.standardError = FileHandle(forWritingAtPath: "/dev/full")
    try await process.runToEnd()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 66)
  }

  @Test("a full disk ends with 74")
  func fullDisk() async throws {
    let outcome = try await Tool.run(["run", "--pace", "fast"], output: "/dev/full")
    #expect(outcome.status == 74)
    #expect(outcome.errors == Frames.mark + "p1clamp: standard output: No space left on device\n")
  }
}
