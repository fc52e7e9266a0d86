// SPDX-License-Identifier: Apache-2.0
import Foundation
import P1Port
import Recordings
import StrictJSON
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("Counted energy in a file")
struct EnergyFileTests {
  private static let options = ["--energy", "energy.json", "--pace", "fast"] + Frames.options

  /// What the file in a folder holds, kWh.
  private func count(in folder: TemporaryFolder) throws -> EnergyCount {
    try EnergyRecord(json: folder.read("energy.json"), file: "energy.json").count
  }

  @Test("a run goes on where the last one stopped, and telegrams, readings and the file agree")
  func course() async throws {
    let folder = try TemporaryFolder()
    let options = Self.options + ["--scenario", "solar"]
    let first = try await Tool.readings(options + ["--seconds", "130"], in: folder)
    let energies = try first.map { try #require($0["energy"] as? [String: Double]) }
    let totals = try first.map { try #require($0["total"] as? [String: Double]) }
    let durations = try first.map { try #require($0["duration"] as? Double) }
    // Six decimals of a kWh are 3.6 Ws; powers are told to 0.005 W.
    for way in ["import", "export"] {
      let sum = zip(totals, durations).reduce(0) { $0 + $1.0[way]! * $1.1 } / 3.6e6
      #expect(abs(energies.last![way]! - sum) < 1e-6)
      #expect(zip(energies, energies.dropFirst()).allSatisfy { $0[way]! <= $1[way]! })
    }
    #expect(energies.last!["export"]! > 0.02)
    let written = try count(in: folder)
    #expect(abs(written.exported.kilowattHours - energies.last!["export"]!) < 1e-6)

    let second = try await Tool.run(Self.options + ["--scenario", "star", "--seconds", "60"], in: folder)
    #expect(second.status == 0 && second.errors == Frames.mark)
    let telegrams = try ReceivedTelegram.all(second.output)
    let stated = try telegrams.map { try #require($0.value("1-0:1.8.1").flatMap { Double($0) }) }
    let after = try count(in: folder)
    #expect(after.exported == written.exported)
    #expect(after.imported.microwattSeconds > written.imported.microwattSeconds)
    #expect(stated.last! == Double(after.imported.wattHours) / 1000)
    #expect(zip(stated, stated.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(try folder.names == ["energy.json"])
  }

  @Test("without a file telegrams state no energy and readings have none")
  func none() async throws {
    let options = ["--pace", "fast", "--seconds", "5"] + Frames.options
    let telegrams = try await ReceivedTelegram.all(Tool.run(options).output)
    #expect(telegrams.map { $0.value("1-0:1.8.1") } == [String](repeating: "000000.000", count: 5))
    #expect(try await Tool.readings(options)[0]["energy"] == nil)
  }

  @Test("a new file is told of, and there at once")
  func new() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await Tool.run(Self.options + ["--seconds", "1", "--output", "none"], in: folder)
    #expect(outcome.status == 0)
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.contains("p1clamp: energy.json: there is no such file yet, energy is counted from zero"))
    #expect(lines.count == 2)
  }

  @Test(
    "a damaged or foreign file ends it with 65, and stays as it is",
    arguments: [
      ("", "expected a value, found the end of the file"),
      ("{\"version\": 1,\n", "expected a key, found the end of the file"),
      ("\u{0}\u{0}\u{0}\u{0}", "expected a value, found"),
      (
        #"{"version": 2, "importMicrowattSeconds": 1, "exportMicrowattSeconds": 1}"#,
        "version: expected 1, found 2"
      ),
      (
        #"{"version": 1, "importMicrowattSeconds": 1}"#,
        "exportMicrowattSeconds: expected a whole number, found no"
      ),
      (
        #"{"version": 1, "importMicrowattSeconds": -1, "exportMicrowattSeconds": 1}"#,
        "importMicrowattSeconds: expected a whole number, 0 or above, found -1"
      ),
      (
        #"{"version": 1, "importMicrowattSeconds": 1, "exportMicrowattSeconds": 3600000000000000000}"#,
        "exportMicrowattSeconds: expected at most 3599999999999999999, found 3600000000000000000"
      ),
      (#"{"version": 1, "bits": 12}"#, "bits: unknown key"), ("[]", "expected an object, found an array"),
    ])
  func damaged(text: String, problem: String) async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("energy.json", text)
    let outcome = try await Tool.run(Self.options + ["--seconds", "1"], in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.output == [])
    #expect(outcome.complaints.count == 1)
    #expect(
      outcome.errors.hasPrefix("p1clamp: energy.json: ") && outcome.errors.contains(problem),
      "\(outcome.errors)")
    #expect(try folder.read("energy.json") == Array(text.utf8))
  }

  @Test("what is no file, or cannot be written, ends it before it measures")
  func unusable() async throws {
    let folder = try await Tool.run(["--energy", "/", "--seconds", "1"])
    #expect(folder.status == 66)
    #expect(folder.errors == "p1clamp: /: expected a file of counted energy, found a folder or a device\n")
    let device = try await Tool.run(["--energy", "/dev/null", "--seconds", "1"])
    #expect(device.status == 66)
    let nowhere = try await Tool.run(["--energy", "/nowhere/energy.json", "--seconds", "1"])
    #expect(nowhere.status == 74)
    #expect(
      nowhere.errors == "p1clamp: /nowhere/energy.json: expected to write it: No such file or directory\n")
    #expect(nowhere.output == [])
  }

  @Test("an input that goes bad leaves what was counted before", arguments: [false, true])
  func badInput(isCut: Bool) async throws {
    let folder = try TemporaryFolder()
    let frames = Frames.star(seconds: 3, lagging: 0)
    let outcome = try await Tool.run(
      Self.options + ["--input", "-", "--output", "none"], input: isCut ? Array(frames.dropLast()) : frames,
      in: folder)
    #expect(outcome.status == (isCut ? 65 : 0))
    // Three lines of 2300 W: the first cycle begins when the mains' phase is known, and the last period is not over.
    let seconds = try count(in: folder).imported.kilowattHours * 3.6e6 / 6900
    #expect((isCut ? 1.8...2 : 2.8...3).contains(seconds), "\(seconds)")
  }

  @Test("a signal leaves all that was counted", arguments: [SIGTERM, SIGINT])
  func signals(signal: Int32) async throws {
    let (folder, last, end) = try await endingOnOwnThread {
      let folder = try TemporaryFolder()
      let path = folder.file("energy.json")
      let tool = try LiveTool(
        ["run", "--input", "-", "--output", "json", "--energy", path] + Frames.options)
      let lines = try (1...3).compactMap { _ in
        try tool.feed(Frames.star(seconds: 1))
        return try tool.next(upTo: "\n")?.text
      }
      return (folder, lines.last, try tool.end(by: signal))
    }
    #expect(end?.status == 0)
    let energy = try #require(Tool.object(last ?? "")["energy"] as? [String: Double])
    #expect(abs(try count(in: folder).imported.kilowattHours - energy["import"]!) < 1e-6)
  }

  @Test(
    "while a process counts into a file another one ends with 74; when that one is killed, the next goes on")
  func exclusion() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("energy.json")
    #expect(symlink("energy.json", folder.file("link")) == 0)
    let names = [path, folder.file("link")]
    let (before, ends, after) = try await onOwnThread {
      let options = ["run", "--output", "json"] + Frames.options
      let first = try LiveTool(options + ["--input", "-", "--energy", path])
      try first.feed(Frames.star(seconds: 1))
      _ = try #require(try first.next(upTo: "\n"))
      let before = try folder.read("energy.json")
      let ends = try names.map { name in
        try LiveTool(options + ["--pace", "fast", "--seconds", "60", "--energy", name]).end()
      }
      let after = try folder.read("energy.json")
      first.kill()
      return (before, ends, after)
    }
    for (name, end) in zip(names, ends) {
      #expect(end?.status == 74)
      #expect(end?.errors == "p1clamp: \(name): expected no other process that counts into it, found one\n")
    }
    #expect(before == after)
    #expect(try folder.names == ["energy.json", "energy.json.lock", "link"])
    _ = try folder.write("energy.json.0123456789abc.tmp", "left by one that was killed while it wrote")
    let next = try await Tool.run(Self.options + ["--seconds", "2"], in: folder)
    #expect(next.status == 0)
    #expect(try folder.names == ["energy.json", "link"])
    #expect(try count(in: folder).imported.microwattSeconds > 0)
  }
}
