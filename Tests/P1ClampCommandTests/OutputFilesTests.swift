// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Files that are written, and names that are none", .serialized)
struct OutputFilesTests {
  @Test(
    "one file is not written twice, by whatever name, and nothing is written before that is known",
    arguments: [
      ["simulate", "--seconds", "0.1", "--write", "w.wav", "--truth", "w.wav"],
      ["simulate", "--seconds", "0.1", "--write", "w.wav", "--truth", "sub/../w.wav"],
      ["simulate", "--seconds", "0.1", "--write", "w.wav", "--truth", "here/w.wav"],
      ["simulate", "--seconds", "0.1", "--write", "w.wav", "--truth", "ahead.wav"],
      ["simulate", "--seconds", "0.1", "--write", "w.cfg", "--truth", "w.dat"],
      [
        "calibrate", "--point", "a.wav,input=1,amperes=5,degrees=0", "--html", "x", "--write", "x",
      ],
      ["diagnose", "--scenario", "star", "--seconds", "5", "--svg", "y", "--html", "y"],
      ["diagnose", "--scenario", "star", "--seconds", "5", "--svg", "y", "--write-wiring", "./y"],
      ["sweep", "--quick", "--write", "z", "--html", "./z"],
    ])
  func twice(arguments: [String]) async throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("sub"), withIntermediateDirectories: false)
    #expect(symlink(".", folder.file("here")) == 0 && symlink("w.wav", folder.file("ahead.wav")) == 0)
    let outcome = try await Tool.run(arguments, in: folder)
    #expect(outcome.status == 64 && outcome.errors.contains(" is written already: write another file."))
    #expect(outcome.errors.contains("\nUsage: p1clamp \(arguments[0]) "), "\(outcome.errors)")
    #expect(try folder.names.sorted() == ["ahead.wav", "here", "sub"])
  }

  @Test("standard output that is a file is that file")
  func redirected() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("w", [])
    let outcome = try await Tool.run(
      ["simulate", "--seconds", "0.1", "--write", "-", "--truth", "w"], in: folder, output: file)
    #expect(outcome.status == 64 && outcome.errors.contains("w is written already"), "\(outcome.errors)")
  }

  @Test(
    "neither an empty name nor - is a file, where - is no stream",
    arguments: [
      (["simulate", "--write", "a.raw", "--truth"], "--truth"),
      (["calibrate", "--from", "nominal", "--write"], "--write"),
      (["calibrate", "--point", "a.wav,input=1,amperes=5,degrees=0", "--write", "a", "--html"], "--html"),
      (["diagnose", "--scenario", "star", "--svg"], "--svg"),
      (["diagnose", "--scenario", "star", "--html"], "--html"),
      (["diagnose", "--scenario", "star", "--write-wiring"], "--write-wiring"),
      (["sweep", "--quick", "--write"], "--write"), (["sweep", "--quick", "--html"], "--html"),
      (["run", "--scenario", "star", "--seconds", "1", "--energy"], "--energy"),
    ] as [([String], String)])
  func noName(arguments: [String], option: String) async throws {
    let folder = try TemporaryFolder()
    let dash = try await Tool.run(arguments + ["-"], in: folder)
    #expect(dash.status == 64, "\(dash.errors)")
    #expect(dash.errors.contains("\(option) takes a file, not standard output; "), "\(dash.errors)")
    let empty = try await Tool.run(arguments + [""], in: folder)
    #expect(empty.status == 64, "\(empty.errors)")
    #expect(empty.errors.contains("\(option) takes a file, not an empty name."), "\(empty.errors)")
    #expect(try folder.names == [])
  }

  @Test("energy is not counted into what is read")
  func energy() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("house.raw", [UInt8](repeating: 1, count: 64))
    _ = try folder.write("house.json", #"{"rate": 1250, "loads": []}"#)
    for arguments in [
      ["--input", "house.raw", "--energy", "./house.raw"],
      ["--scenario", "house.json", "--energy", "house.json"],
      ["--config", "house.json", "--scenario", "star", "--energy", "house.json"],
    ] {
      let outcome = try await Tool.run(["run", "--pace", "fast", "--seconds", "1"] + arguments, in: folder)
      // A file of options has no keys of a scenario.
      #expect(outcome.status == (arguments[0] == "--config" ? 65 : 64), "\(outcome.errors)")
      #expect(arguments[0] == "--config" || outcome.errors.contains("is read: write another file."))
    }
    #expect(try folder.read("house.raw").count == 64 && folder.names == ["house.json", "house.raw"])
  }

  @Test("a simulation on the command line does not count into the energy of a house's file")
  func simulated() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "house.json",
      #"{"input": "nowhere.raw", "energy": "energy.json", "seconds": 2, "pace": "fast", "rate": 1250, "output": "none"}"#
    )
    let outcome = try await Tool.run(["run", "--config", "house.json", "--scenario", "star"], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try folder.names == ["house.json"])
    let wanted = try await Tool.run(
      ["run", "--config", "house.json", "--scenario", "star", "--energy", "mine.json"], in: folder)
    #expect(wanted.status == 0, "\(wanted.errors)")
    #expect(try folder.names.contains("mine.json") && !folder.names.contains("energy.json"))
  }

  @Test("a calibration without anything to calibrate is refused")
  func nothing() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await Tool.run(["calibrate", "--write", "x.json"], in: folder)
    #expect(outcome.status == 64 && outcome.errors.contains("--from nominal writes the nominal values"))
    #expect(try folder.names == [])
    #expect(
      try await Tool.run(["calibrate", "--from", "nominal", "--write", "x.json"], in: folder).status == 0)
  }
}
