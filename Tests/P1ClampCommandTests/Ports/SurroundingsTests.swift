// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Surroundings that hang or go away")
struct SurroundingsTests {
  @Test("a standard error that nobody reads holds nothing up, and a signal ends the run")
  func blockedErrors() async throws {
    let (lines, end) = try await endingOnOwnThread {
      // What it says of the simulation finds no room.
      let tool = try LiveTool(["--output", "json"] + Frames.options, fullErrors: true)
      let lines = try (0..<2).compactMap { _ in try tool.next(upTo: "\n")?.text }
      return (lines, try tool.end(by: SIGHUP))
    }
    #expect(try lines.map { try Tool.object($0)["cycle"] as? Int } == [1, 2])
    #expect(end?.status == 0)
  }

  @Test("a standard output that nobody reads holds up no port; what is lost there is told")
  func blockedOutput() async throws {
    let (received, end) = try await endingOnOwnThread {
      let tool = try LiveTool(
        ["--tcp", "127.0.0.1:0", "--output", "json"] + Frames.simulation, fullOutput: true)
      let client = try StreamClient(port: tool.port())
      while client.received.count(where: { $0 == UInt8(ascii: "!") }) < 3, client.read() != nil {}
      let end = try tool.end(by: SIGTERM)
      client.readAll()
      return (client.received, end)
    }
    #expect(try ReceivedTelegram.all(received).count >= 3)
    #expect(end?.status == 0)
    #expect(end?.errors.contains("lost, as nobody read them") == true, "\(end?.errors ?? "")")
  }

  @Test("where standard output goes away, a port goes on, which is told")
  func closedOutput() async throws {
    let (received, end) = try await endingOnOwnThread {
      let tool = try LiveTool(["--tcp", "127.0.0.1:0", "--output", "json"] + Frames.simulation)
      let client = try StreamClient(port: tool.port())
      _ = try tool.next(upTo: "\n")
      try tool.stopReading()
      _ = try tool.complaint(after: "its reader is gone; the run goes on for its ports")
      client.read(untilCount: client.received.count + 2000)
      let end = try tool.end(by: SIGTERM)
      client.readAll()
      return (client.received, end)
    }
    #expect(try ReceivedTelegram.all(received).count >= 3)
    #expect(end?.status == 0)
    #expect(end?.errors.contains("its reader is gone; the run goes on for its ports") == true)
  }

  @Test("what hangs is ended two seconds after a signal with 74, and at once by a second one")
  func hanging() async throws {
    let folder = try TemporaryFolder()
    let pipe = folder.file("calibration.json")
    try #require(mkfifo(pipe, 0o600) == 0)
    let (first, second) = try await onOwnThread {
      var ends: [Int32?] = []
      for count in 1...2 {
        // It waits for whoever opens the other end.
        let tool = try LiveTool(["--scenario", "star", "--calibration", pipe])
        try tool.waitUntilItCatches(SIGTERM)
        for _ in 0..<count {
          tool.send(SIGTERM)
          usleep(100_000)
        }
        ends.append(try tool.end()?.status)
      }
      return (ends[0], ends[1])
    }
    #expect(first == 74)
    #expect(second == 128 + SIGTERM)
  }

  @Test("closed standard descriptors are taken by nothing else, and reading or writing them fails")
  func closedDescriptors() async throws {
    let folder = try TemporaryFolder()
    let options = Frames.options.joined(separator: " ")
    @Sendable func run(_ arguments: String) throws -> Int32 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "exec \"$0\" \(arguments)", Tool.executable.path]
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
    let statuses = try await onOwnThread {
      // What it says on standard error must not get into the file.
      [
        try run("simulate --seconds 2 --rate 1250 --write frames.raw <&- >&- 2>&-"),
        try run("run --input frames.raw \(options) --energy count.json --output none <&- >&- 2>&-"),
        try run("run --input frames.raw \(options) >&-"),
        try run("run --input - \(options) <&-"),
      ]
    }
    #expect(statuses == [0, 0, 74, 74])
    #expect(try folder.read("frames.raw").count == 2 * 1250 * 8)
    let count = String(decoding: try folder.read("count.json"), as: UTF8.self)
    #expect(count.hasPrefix("{\n") && count.hasSuffix("}\n"), "\(count)")
  }
}
