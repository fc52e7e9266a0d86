// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("Options in a file")
struct ConfigurationFileTests {
  /// Files, and what is said of them.
  static let wrongFiles: [(text: String, problem: String)] = [
    (#"{"secnds": 2}"#, "line 1, secnds: unknown key: did you mean seconds? Expected one of bits, "),
    (#"{"logLevel": "info"}"#, "line 1, logLevel: unknown key: did you mean log-level? Expected one of"),
    (#"{"volume": 2}"#, "line 1, volume: unknown key, expected one of bits, "),
    (#"{"config": "a"}"#, "line 1, config: unknown key"),
    (#"{"seconds": "2"}"#, #"line 1, seconds: expected a whole number, found "2""#),
    (#"{"seconds": 2.5}"#, "line 1, seconds: expected a whole number, found 2.5"),
    (#"{"pty": 1}"#, "line 1, pty: expected true or false, found 1"),
    (#"{"profile": true}"#, "line 1, profile: expected text, found true"),
    (#"{"rate": null}"#, "line 1, rate: expected a number, found null"),
    (#"{"tcp": [8088]}"#, "line 1, tcp: expected text, found an array"),
    (#"{"profile": "smr4"}"#, "line 1, profile: The value 'smr4' is invalid for '--profile <profile>'."),
    ("{\n\"seconds\": 0}", "line 2, seconds: --seconds takes a number from 1, not 0."),
    ("[1]", "line 1: expected an object, found an array"),
    ("{", "line 1: expected a key, found the end of the file"),
    (#"{"rate": 1, "rate": 1}"#, "line 1, rate: expected each key once, found it twice"),
    (#"{"rate": 1e999}"#, "line 1, rate: expected a number below 1.8e308, found 1e999"),
  ]

  /// Runs the tool with a file of this text.
  private func run(_ text: String, _ arguments: [String] = []) async throws -> Tool.Outcome {
    let folder = try TemporaryFolder()
    _ = try folder.write("run.json", text)
    return try await Tool.run(arguments + ["--config", "run.json"], in: folder)
  }

  private let short =
    #"{"seconds": 2, "pace": "fast", "output": "json", "rate": 1250, "scenario": "star", "pty": false}"#

  @Test(
    "a file's options hold, and those on the command line win",
    arguments: Trials.chosen([[], ["run"]], orEach: 2))
  func options(command: [String]) async throws {
    let filed = try await run(short, command)
    #expect(filed.status == 0 && filed.errors == Frames.mark)
    #expect(filed.lines.count == 2)
    #expect(filed.lines.allSatisfy { $0.hasPrefix("{") })
    #expect(try await run(short, command + ["--seconds", "1"]).lines.count == 1)
    #expect(try await run(short, command + ["--seconds=1", "--output", "none"]).output == [])
  }

  @Test("an input on the command line takes the place of the file's scenario, and the other way round")
  func inputs() async throws {
    let scenario = try await run(#"{"scenario": "solar"}"#, ["--input", "nowhere.wav"])
    #expect(scenario.status == 66)
    let input = try await run(
      #"{"input": "nowhere.raw", "format": "s16le", "channels": "V", "rate": 1250, "midpoint": "2048", "units": "V"}"#,
      ["--scenario", "star", "--pace", "fast", "--seconds", "1", "--output", "none"])
    #expect(input.status == 0 && input.errors == Frames.mark)
  }

  @Test(
    "what is wrong in a file is told with its key, and ends it with 65",
    arguments: Trials.chosen(wrongFiles, orEach: 4))
  func mistakes(text: String, problem: String) async throws {
    let outcome = try await run(text)
    #expect(outcome.status == 65)
    #expect(outcome.output == [])
    #expect(outcome.complaints.count == 1)
    #expect(outcome.errors.hasPrefix("p1clamp: run.json: \(problem)"), "\(outcome.errors)")
  }

  @Test("a mistake on the command line is one of the command line; a file that is not there ends it with 66")
  func otherMistakes() async throws {
    #expect(try await run("{}", ["--seconds", "0"]).status == 64)
    let missing = try await Tool.run(["--config", "nowhere.json"])
    #expect(missing.status == 66)
    #expect(missing.errors == "p1clamp: nowhere.json: expected a readable file: No such file or directory\n")
  }

  @Test("--no-pty takes back what a file says")
  func flags() async throws {
    let text =
      #"{"seconds": 1, "pace": "fast", "output": "none", "rate": 1250, "scenario": "star", "pty": true}"#
    #expect(try await run(text).errors.contains("pseudo terminal /dev/"))
    let without = try await run(text, ["--no-pty"])
    #expect(without.status == 0 && !without.errors.contains("pseudo terminal"), "\(without.errors)")
    let both = try await run("{}", ["--pty", "--no-pty"])
    #expect(both.status == 64)
  }

  @Test("paths of a file begin at its folder; names, standard input and absolute paths stay")
  func paths() async throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path + "/etc", withIntermediateDirectories: true)
    _ = try folder.write("etc/net.json", #"{"rate": 1250}"#)
    _ = try folder.write(
      "etc/run.json",
      #"{"scenario": "net.json", "wiring": "star", "energy": "energy.json", "seconds": 1, "pace": "fast", "output": "none"}"#
    )
    let outcome = try await Tool.run(["--config", "etc/run.json"], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try folder.names == ["etc"])
    #expect(FileManager.default.fileExists(atPath: folder.path + "/etc/energy.json"))

    func arguments(_ text: String) throws -> [String] {
      _ = try folder.write("etc/other.json", text)
      return try ConfigurationFile(path: folder.path + "/etc/other.json").arguments(besides: [])
    }
    #expect(try arguments(#"{"input": "-", "wiring": "delta"}"#) == ["--input=-", "--wiring=delta"])
    #expect(try arguments(#"{"input": "/dev/frames"}"#) == ["--input=/dev/frames"])
    #expect(
      try arguments(#"{"calibration": "a.json", "input": "b/c.wav", "serial": "tty", "wiring": "./h.json"}"#)
        == ["calibration=a.json", "input=b/c.wav", "serial=tty", "wiring=./h.json"].map { pair in
          "--" + pair.replacing("=", with: "=\(folder.path)/etc/")
        })
  }

  @Test("a file may hold every option of run")
  func names() async throws {
    let help = try await Tool.run(["run", "--help"]).text
    let names = help.matches(of: /(?m)^  --([a-z-]+)/).map { String($0.output.1) }
    #expect(Set(names).subtracting(["config", "version"]) == Set(ConfigurationFile.options.keys))
  }
}
