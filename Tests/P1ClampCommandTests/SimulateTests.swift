// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Simulated recordings", .serialized)
struct SimulateTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func simulate(_ arguments: String..., to file: String) async throws {
    let outcome = try await Tool.run(["simulate"] + arguments + ["--write", file], in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == [])
    #expect(outcome.errors == "")
  }

  /// A way to write frames, and the options to read them.
  struct Medium {
    let file: String
    let reading: [String]

    static let all = [
      Medium(file: "a.raw", reading: ["--rate", "1250", "--bits", "13"]),
      Medium(file: "a.wav", reading: []),
      Medium(file: "a.cfg", reading: ["--channels", "V,I1,I2,I3"]),
    ]
  }

  @Test("what is written is read as what is simulated")
  func roundTrip() async throws {
    for medium in Medium.all {
      // In WAV codes fill 16 bits: with less, what is known of the noise would not be the same.
      let sampling = [
        "--scenario", "solar", "--rate", "1250", "--bits", medium.file == "a.wav" ? "16" : "13",
      ]
      let simulated = try await Tool.readings(sampling + ["--seconds", "2"])
      let written = try await Tool.run(
        ["simulate"] + sampling + ["--seconds", "2.03", "--write", medium.file], in: folder)
      #expect(written.status == 0)
      let read = try await Tool.readings(["--input", medium.file] + medium.reading, in: folder)
      expectEqual(read, simulated, medium.file)
    }
  }

  /// Expects two JSON values to be equal.
  private func expectEqual(_ a: Any?, _ b: Any?, _ path: String = "") {
    switch (a, b) {
    case (let a as [String: Any], let b as [String: Any]):
      #expect(a.keys == b.keys)
      for key in a.keys { expectEqual(a[key], b[key], path + ".\(key)") }
    case (let a as [Any], let b as [Any]):
      #expect(a.count == b.count)
      for index in a.indices { expectEqual(a[index], b[index], path + "[\(index)]") }
    case (let a as NSNumber, let b as NSNumber):
      #expect(a.doubleValue == b.doubleValue, "\(path): \(a), \(b)")
    default:
      #expect(String(describing: a) == String(describing: b), "\(path)")
    }
  }

  @Test("the same codes are in each format")
  func sameCodes() async throws {
    for file in ["a.raw", "a.wav", "a.dat"] { try await simulate("--seconds", "0.05", to: file) }
    let raw = try folder.read("a.raw")
    let codes = stride(from: 0, to: raw.count, by: 2).map {
      Int16(bitPattern: UInt16(raw[$0]) | UInt16(raw[$0 + 1]) << 8)
    }
    #expect(codes.count == 4 * 200)
    #expect(codes.contains { abs(Int($0)) > 1000 })
    #expect(Array(try folder.read("a.wav").dropFirst(44)) == Frames.bytes(codes.map { $0 << 4 }))
    let records = try folder.read("a.dat")
    #expect(records.count == 200 * 16)
    let inRecords = stride(from: 0, to: records.count, by: 16).flatMap { records[($0 + 8)..<($0 + 16)] }
    #expect(inRecords == raw)
    #expect(try folder.names == ["a.cfg", "a.dat", "a.raw", "a.wav"])
  }

  @Test("raw frames go to standard output")
  func standardOutput() async throws {
    try await simulate("--seconds", "0.05", to: "a.raw")
    let outcome = try await Tool.run(["simulate", "--seconds", "0.05", "--write", "-"])
    #expect(outcome.status == 0)
    #expect(outcome.output == (try folder.read("a.raw")))
  }

  @Test("a recording replaces the one of its name, also behind a link; one that fails does not")
  func replacing() async throws {
    _ = try folder.write("a.raw", "before")
    try FileManager.default.createSymbolicLink(atPath: folder.file("b.raw"), withDestinationPath: "a.raw")
    let failed = try await Tool.run(["simulate", "--scenario", "moon", "--write", "b.raw"], in: folder)
    #expect(failed.status == 66)
    #expect(try folder.read("a.raw") == Array("before".utf8))
    try await simulate("--seconds", "0.05", to: "b.raw")
    #expect(try folder.read("a.raw").count == 1600)
    #expect(try folder.names == ["a.raw", "b.raw"])
  }

  @Test("an interrupted run leaves no file", arguments: ["a.wav", "a.cfg"])
  func interrupted(file: String) async throws {
    let (folder, begun, end) = try await endingOnOwnThread {
      let folder = try TemporaryFolder()
      let tool = try LiveTool(["simulate", "--seconds", "86400", "--write", folder.file(file)])
      let deadline = MonotonicSeconds.now + Patience.seconds
      func isBegun() throws -> Bool {
        try folder.names.contains { $0.hasPrefix(file) && $0.hasSuffix(".tmp") }
      }
      while try !isBegun(), MonotonicSeconds.now < deadline { usleep(5000) }
      let begun = try isBegun()
      return (folder, begun, try tool.end(by: SIGINT))
    }
    #expect(begun)
    #expect(end?.status == 130)
    #expect(end?.errors == "p1clamp: \(folder.file(file)): interrupted, so not written\n")
    #expect(try folder.names == [])
  }

  @Test("nothing is written over what is read, by whatever name, nor two things into one file")
  func overwriting() async throws {
    let scenario = try folder.write("house.json", #"{"rate": 1000, "loads": []}"#)
    #expect(symlink("house.json", folder.file("link.raw")) == 0)
    #expect(link(scenario, folder.file("hard.raw")) == 0)
    for (arguments, named) in [
      (["--scenario", "house.json", "--write", "link.raw"], "link.raw is read"),
      (["--scenario", "house.json", "--write", "hard.raw"], "hard.raw is read"),
      (["--scenario", "house.json", "--write", "./house.json", "--format", "csv"], "./house.json is read"),
      (["--write", "new.csv", "--truth", "./new.csv"], "./new.csv is written already"),
      (["--write", "new.cfg", "--truth", "new.dat"], "new.dat is written already"),
    ] {
      let outcome = try await Tool.run(["simulate", "--seconds", "0.1"] + arguments, in: folder)
      #expect(outcome.status == 64 && outcome.errors.contains(named), "\(outcome.errors)")
    }
    #expect(try folder.names == ["hard.raw", "house.json", "link.raw"])
    #expect(try folder.read("house.json").count == 27)
  }

  @Test("a file that cannot be written ends with 74")
  func unwritable() async throws {
    for (file, reason) in [
      ("none/a.raw", "expected to write it: No such file or directory"),
      ("/dev/full", "expected to write it: No space left on device"),
      (folder.path, "expected a file to write, found a directory"),
    ] {
      let outcome = try await Tool.run(["simulate", "--format", "s16le", "--write", file], in: folder)
      #expect(outcome.status == 74)
      #expect(outcome.errors == "p1clamp: \(file): \(reason)\n")
    }
    #expect(try folder.names == [])
  }
}
