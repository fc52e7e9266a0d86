// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Lint on ports")
struct LintPortTests {
  @Test("what a server sends and what a terminal carries is checked until it ends")
  func ports() async throws {
    let (overTCP, overTerminal) = try await onOwnThread {
      let tool = try LiveTool(["--tcp", "0", "--pty", "--output", "none", "--scenario", "star"])
      let port = try tool.port()
      let terminal = try #require(try tool.complaint(after: "p1clamp: pseudo terminal "))
      let server = try LiveTool(["lint", "--tcp", "\(port)"])
      let line = try LiveTool(["lint", "--serial", terminal])
      try line.waitUntilItOpens(terminal)
      _ = try tool.complaint(after: "1 in all")
      // Who connects later gets no telegram that those before do not get.
      let witness = try StreamClient(port: port)
      witness.read(untilCount: 4 * NumberedTelegram.length)
      // The terminal lasts, so its check is ended by a signal.
      line.send(SIGINT)
      tool.send(SIGINT)
      return (try server.next(upTo: "errors: none")?.text, try line.next(upTo: "errors: none")?.text)
    }
    for total in [overTCP, overTerminal] {
      // Notes come before the total.
      let words = try #require(total?.split(separator: "\n").last).split(separator: " ")
      let telegrams = try #require(words.first { Int($0) != nil }.flatMap { Int($0) })
      #expect(telegrams >= 2, "\(total ?? "")")
      #expect(words.contains("errors:") && total!.contains("\(telegrams) right"))
    }
  }

  @Test("a server is found by its name, and a name that nobody has ends with 66")
  func names() async throws {
    let text = try await onOwnThread {
      let tool = try LiveTool(["--tcp", "0", "--output", "none", "--scenario", "star"])
      let port = try tool.port()
      let server = try LiveTool(["lint", "--tcp", "localhost:\(port)"])
      _ = try tool.complaint(after: "1 in all")
      let witness = try StreamClient(port: port)
      witness.read(untilCount: 2 * NumberedTelegram.length)
      tool.send(SIGINT)
      return try server.next(upTo: " right")?.text
    }
    #expect(text?.contains("localhost:") == true || text?.contains("127.0.0.1:") == true, "\(text ?? "")")
    // RFC 6761: no name ends so.
    let nobody = try await Tool.run(["lint", "--tcp", "meter.invalid:8088"])
    #expect(
      nobody.status == 66 && nobody.errors.hasPrefix("p1clamp: meter.invalid:8088: expected a server: "))
    for wrong in ["meter local:1", "1.2.3:1", "meter:0", "meter", ":", "a:b:1"] {
      #expect(try await Tool.run(["lint", "--tcp", wrong]).status == 64, "\(wrong)")
    }
  }

  @Test("a server that is not there and a device that is no serial line end with 66, two sources with 64")
  func refused() async throws {
    let server = try await Tool.run(["lint", "--tcp", "127.0.0.1:1"])
    #expect(server.status == 66)
    #expect(server.errors == "p1clamp: 127.0.0.1:1: expected a server: Connection refused\n")
    let device = try await Tool.run(["lint", "--serial", "/dev/null"])
    #expect(device.status == 66 && device.errors.contains("/dev/null: expected a serial line: "))
    #expect(try await Tool.run(["lint", "a", "--tcp", "1"]).status == 64)
    #expect(try await Tool.run(["lint", "--serial-mode", "9600-7e1"]).status == 64)
  }
}
