// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("Telegrams on terminals")
struct TerminalTests {
  /// One end of a pair of terminals that a test makes or opens.
  private final class Terminal {
    private let descriptor: Int32
    /// The link to the other end's name; nil where the name is the system's.
    private let link: String?

    /// Makes a pair, of which this is the end that has no name.
    init(linkedAt path: String) throws {
      var (master, slave): (Int32, Int32) = (-1, -1)
      try #require(openpty(&master, &slave, nil, nil, nil) == 0)
      defer { close(slave) }
      let name = String(cString: try #require(ttyname(slave)))
      try? FileManager.default.removeItem(atPath: path)
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: name)
      descriptor = master
      link = path
    }

    /// Opens the end that has a name.
    init(named name: String) throws {
      descriptor = open(name, O_RDONLY | O_NOCTTY)
      link = nil
      try #require(descriptor >= 0)
    }

    deinit {
      // The link goes first: a name that is free again may be that of any other pair.
      if let link { try? FileManager.default.removeItem(atPath: link) }
      close(descriptor)
    }

    /// Reads until so many bytes have come, the other end is closed, or nothing comes for five seconds.
    func read(untilCount count: Int = .max) -> [UInt8] {
      var received: [UInt8] = []
      while received.count < count {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, 5000) > 0 else { break }
        var bytes = [UInt8](repeating: 0, count: min(4096, count - received.count))
        let found = Foundation.read(descriptor, &bytes, bytes.count)
        // EIO while the other end is closed: at its end, and before it was opened.
        if found <= 0 {
          guard received.isEmpty else { break }
          usleep(10_000)
        } else {
          received += bytes[..<found]
        }
      }
      return received
    }
  }

  @Test("whoever opens the pseudo terminal reads telegrams, and who opens it later the next ones")
  func pseudoTerminal() async throws {
    let (streams, end) = try await onOwnThread {
      let tool = try LiveTool(["--pty", "--output", "none", "--seconds", "5"] + Frames.options)
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
        ["--pty", "--output", "none", "--seconds", "6", "--profile", "smr5"] + Frames.options)
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

  @Test("a serial device that is unplugged and plugged in again gets telegrams again, with one line for each")
  func replugging() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("tty")
    let (streams, end) = try await onOwnThread {
      var terminal: Terminal? = try Terminal(linkedAt: path)
      let tool = try LiveTool(["--serial", path, "--output", "none", "--seconds", "7"] + Frames.options)
      let first = terminal!.read(untilCount: 2 * NumberedTelegram.length)
      terminal = nil
      _ = try tool.complaint(after: "is gone: ")
      terminal = try Terminal(linkedAt: path)
      let rest = terminal!.read(untilCount: 2 * NumberedTelegram.length)
      terminal = nil
      return ([first, rest], try tool.end(within: 15))
    }
    #expect(end?.status == 0)
    for stream in streams { #expect(try ReceivedTelegram.all(stream).count == 2) }
    let lines = try #require(end).errors.split(separator: "\n")
    #expect(lines.count { $0.contains("\(path) is back") } == 1)
    // The second time is the test's end.
    #expect((1...2).contains(lines.count { $0.contains("\(path) is gone") }), "\(lines)")
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
    let outcome = try await Tool.run(arguments + ["--seconds", "1"])
    #expect(outcome.status == 74)
    #expect(outcome.output == [])
    #expect(outcome.errors == complaint)
  }
}
