// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Telegrams on terminals")
struct TerminalTests {
  @Test("whoever opens the pseudo terminal reads telegrams, and who opens it later the next ones")
  func pseudoTerminal() async throws {
    let (streams, end) = try await endingOnOwnThread {
      let tool = try LiveTool(["--pty", "--output", "none"] + Frames.simulation)
      let name = try #require(try tool.complaint(after: "p1clamp: pseudo terminal "))
      let first = try Terminal(named: name).read(untilCount: NumberedTelegram.length)
      let next = try Terminal(named: name).read(untilCount: NumberedTelegram.length)
      return ([first, next], try tool.end(by: SIGINT))
    }
    #expect(end?.status == 0)
    try #require(streams.count == 2)
    for stream in streams { #expect(try ReceivedTelegram.all(stream).count == 1) }
  }

  @Test("a serial device that is unplugged and plugged in again gets telegrams again, with one line for each")
  func replugging() async throws {
    let (path, streams, end) = try await endingOnOwnThread {
      let folder = try TemporaryFolder()
      let path = folder.file("tty")
      var terminal: Terminal? = try Terminal(linkedAt: path)
      let tool = try LiveTool(["--serial", path, "--output", "none"] + Frames.simulation)
      let first = terminal!.read(untilCount: 2 * NumberedTelegram.length)
      terminal = nil
      _ = try tool.complaint(after: "is gone: ")
      terminal = try Terminal(linkedAt: path)
      let rest = terminal!.read(untilCount: 2 * NumberedTelegram.length)
      let end = try tool.end(by: SIGINT)
      // Until here: its end would be another one that goes.
      terminal = nil
      return (path, [first, rest], end)
    }
    #expect(end?.status == 0)
    try #require(streams.count == 2)
    for stream in streams { #expect(try ReceivedTelegram.all(stream).count == 2) }
    let lines = try #require(end).errors.split(separator: "\n")
    #expect(lines.count { $0.contains("\(path) is back") } == 1)
    #expect(lines.count { $0.contains("\(path) is gone") } == 1, "\(lines)")
  }

  @Test(
    "a port that cannot be opened ends it with one line",
    arguments: [
      (["--serial", "/nowhere/tty"], "p1clamp: /nowhere/tty: No such file or directory\n"),
      (["--serial", "/dev/null"], "p1clamp: /dev/null: Inappropriate ioctl for device\n"),
      // An address that no machine has.
      (["--tcp", "192.0.2.1:8088"], "p1clamp: 192.0.2.1:8088: Cannot assign requested address\n"),
    ])
  func failures(arguments: [String], complaint: String) async throws {
    let outcome = try await Tool.run(arguments + ["--seconds", "1"] + Frames.simulation)
    #expect(outcome.status == 74)
    #expect(outcome.output == [])
    #expect(outcome.errors == complaint)
  }
}
