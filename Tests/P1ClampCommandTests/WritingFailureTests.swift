// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Files that cannot be written")
struct WritingFailureTests {
  static let sweep = [
    "sweep", "--currents", "10", "--rate", "1000", "--cycles", "2", "--estimator", "fixed",
  ]

  /// What writes which file, given more arguments.
  static let writers: [[String]] = [
    ["calibrate", "--from", "nominal", "--write"],
    ["simulate", "--seconds", "0.1", "--format", "s16le", "--write"],
    ["diagnose", "--seconds", "2", "--svg"],
    sweep + ["--write"],
    ["diagnose", "--seconds", "2", "--write-wiring"],
  ]

  @Test(
    "on a full disk the old file stays as it is, and nothing lies beside it",
    arguments: Trials.chosen(writers, orEach: 2))
  func full(writer: [String]) async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("a", "old")
    // A file may have no bytes at all; the shell leaves it to the write to say so.
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\" 2> /dev/full"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, Tool.executable.path] + writer + ["a"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    #expect(process.terminationReason == .exit && process.terminationStatus == 74)
    #expect(try folder.read("a") == Array("old".utf8))
    #expect(try folder.names == ["a"])
  }

  @Test("a sweep whose results cannot be written does not begin")
  func sweep() async throws {
    let folder = try TemporaryFolder()
    // All conditions: many minutes.
    let outcome = try await Tool.run(["sweep", "--write", "none/a"], in: folder)
    #expect(outcome.status == 74)
    #expect(outcome.errors == "p1clamp: none/a: expected to write it: No such file or directory\n")
  }

  @Test(
    "a sweep replaces its results by a file of the same mode",
    .enabled(if: Trials.areAll, "it takes seconds without the optimiser"))
  func replaced() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", "old and longer than nothing")
    #expect(chmod(path, 0o640) == 0)
    let outcome = try await Tool.run(Self.sweep + ["--write", "a", "--format", "csv"], in: folder)
    #expect(outcome.status == 0 && outcome.output == [])
    #expect(String(decoding: try folder.read("a"), as: UTF8.self).hasPrefix("condition,current,"))
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(try folder.names == ["a"])
  }
}
