// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("The command line as it is written", .serialized)
struct WrittenArgumentsTests {
  @Test(
    "a negative value belongs to the option before it",
    arguments: [
      (["run", "--seconds", "-5", "--rate", "1000"], ["run", "--seconds=-5", "--rate", "1000"]),
      (["--load-on", "-.5"], ["--load-on=-.5"]), (["--angles", "-30,0"], ["--angles=-30,0"]),
      (["--pty", "-5"], ["--pty", "-5"]), (["--channels", "-", "-5"], ["--channels", "-", "-5"]),
      (["--seconds", "--rate", "-h"], ["--seconds", "--rate", "-h"]), (["--seconds"], ["--seconds"]),
      (["--seconds=1", "-5"], ["--seconds=1", "-5"]),
      (["lint", "--", "--rate", "-5"], ["lint", "--", "--rate", "-5"]), ([], []),
    ])
  func negative(written: [String], joined: [String]) {
    #expect(WrittenArguments.joiningNegativeValues(written) == joined)
  }

  @Test(
    "a wrong value is a usage error, told as what it is and with the usage of its command",
    arguments: [
      (["run", "--seconds", "-5"], "--seconds takes a number from 1, not -5.", "run [<options>]", "run"),
      (["--seconds", "-5"], "--seconds takes a number from 1, not -5.", "run [<options>]", "run"),
      (["sweep", "--cycles", "-1"], "--cycles takes 2...1000000, not -1.", "sweep", "sweep"),
      (
        ["sweep", "--seed", "-1"], "The value '-1' is invalid for '--seed <n>'", "sweep", "sweep"
      ),
      (["calibrate", "--rating", "0"], "--rating takes 1...10000, not 0.0.", "calibrate", "calibrate fit"),
      (
        ["calibrate", "--rating", "-80"], "--rating takes 1...10000, not -80.0.", "calibrate", "calibrate fit"
      ),
      (["calibrate", "--bits", "10"], "--bits takes 12...16, not 10.", "calibrate", "calibrate fit"),
      (
        ["calibrate", "--burden", "nan"], "--burden takes 0.001...100000, not nan.", "calibrate",
        "calibrate fit"
      ),
      (
        ["calibrate", "--noise-limit", "-1"], "--noise-limit takes 0...65535, not -1.0.", "calibrate",
        "calibrate fit"
      ),
      (
        ["calibrate", "--ratio", "1"],
        "--rating, --ratio, --burden and --current-full-scale do not go with each other: expected",
        "calibrate",
        "calibrate fit"
      ),
      (["calibrate", "--delays", "1,2"], "--delays takes four numbers", "calibrate", "calibrate fit"),
      (
        ["calibrate", "--gain-uncertainty", "-1"], "--gain-uncertainty: expected 0...1, found -1.",
        "calibrate",
        "calibrate fit"
      ),
      (
        ["simulate", "--seconds", "1", "--seconds", "2"], "--seconds is given twice, 1 and 2", "simulate",
        "simulate"
      ),
      (["calibrate", "--bits", "12", "--bits", "13"], "--bits is given twice", "calibrate", "calibrate fit"),
      (
        ["calibrate", "export", "a", "--format", "c", "--format", "c"], "--format is given twice",
        "calibrate export", "calibrate export"
      ),
      (["--seconds", "1", "--seconds", "2"], "--seconds is given twice", "run [<options>]", "run"),
    ] as [([String], String, String, String)])
  func usage(arguments: [String], problem: String, usage: String, command: String) async throws {
    let folder = try TemporaryFolder()
    let fit = command == "calibrate fit" ? ["--write", "x.json"] : []
    let outcome = try await Tool.run(
      arguments + fit + (command == "simulate" ? ["--write", "x.raw"] : []), in: folder)
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("Error: \(problem)"), "\(outcome.errors)")
    #expect(outcome.errors.contains("\nUsage: p1clamp \(usage)"), "\(outcome.errors)")
    #expect(
      outcome.errors.hasSuffix("\n  See 'p1clamp \(command) --help' for more information.\n"),
      "\(outcome.errors)")
    #expect(try folder.names == [])
  }

  @Test("an argument that is not UTF-8 is refused, and no other file is read or written")
  func bytes() async throws {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.arguments = [
      "-c", #""$0" simulate --seconds 0.1 --write "$(printf 'wr\351.wav')" 2>err; echo $? >status"#,
      Tool.executable.path,
    ]
    try await process.runToEnd()
    #expect(String(decoding: try folder.read("status"), as: UTF8.self) == "64\n")
    let errors = String(decoding: try folder.read("err"), as: UTF8.self)
    #expect(errors.hasPrefix("Error: Argument 5, wr\u{FFFD}.wav, is not UTF-8: "), "\(errors)")
    #expect(errors.contains("\nUsage: p1clamp simulate "), "\(errors)")
    #expect(try folder.names.sorted() == ["err", "status"])
  }

  @Test("one of a thing is told in the singular")
  func singular() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("a.raw", [UInt8](repeating: 1, count: 2))
    let info = try await Tool.run(["info", "a.raw", "--columns", "1"], in: folder)
    #expect(info.text.contains(", 1 channel, 1 record\n"), "\(info.text)\(info.errors)")
  }
}
