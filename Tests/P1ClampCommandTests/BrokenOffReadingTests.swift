// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("A recording whose reading a signal breaks off")
struct BrokenOffReadingTests {
  /// A command whose next argument is the recording, and how it ends.
  struct Command: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let status: Int32
    var writes: String?
    var testDescription: String { arguments[0] }

    static let all = [
      Command(arguments: ["run", "--input"], status: 0),
      // It decides nothing.
      Command(arguments: ["diagnose", "--input"], status: 2),
      Command(arguments: ["info"], status: 130),
      Command(arguments: ["calibrate", "--zero"], status: 130, writes: "sensor.json"),
    ]
  }

  @Test(
    "before the first frame it ends the tool at once, and nothing is written or approved",
    arguments: Command.all,
    ["a.csv", "a.cfg"])
  func firstPass(command: Command, file: String) async throws {
    let (folder, end) = try await endingOnOwnThread {
      let folder = try TemporaryFolder()
      // A pipe that gets no further.
      let path = folder.file(file)
      try #require(mkfifo(path, 0o600) == 0)
      _ = try folder.write("a.dat", "1,0,0,0\n")
      let pipe = open(path, O_RDWR | O_CLOEXEC)
      try #require(pipe >= 0)
      defer { close(pipe) }
      let start = Array("Time (s),U (V),I (A)\n0,1,2\n".utf8)
      try #require(write(pipe, start, start.count) == start.count)
      let written = command.writes.map { ["--write", folder.file($0)] } ?? []
      let tool = try LiveTool(command.arguments + [path] + written)
      try tool.waitUntilItOpens(path)
      // Time to begin to wait; a signal that comes before that must end it as well.
      usleep(100_000)
      return (folder, try tool.end(by: SIGINT))
    }
    #expect(end?.status == command.status)
    let words = command.writes.map { "p1clamp: \(folder.file($0)): interrupted, so not written\n" }
    #expect(end?.errors == words ?? "")
    #expect(try folder.names.sorted() == [file, "a.dat"].sorted())
  }
}
