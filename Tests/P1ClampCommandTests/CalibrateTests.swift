// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// `p1clamp calibrate` and what reads its files.
@Suite struct CalibrateTests {
  /// A class-1 clamp with one load, as a scenario file.
  static func scenario(_ amperes: Double, in folder: TemporaryFolder) throws -> String {
    let load = #"[{"line": "L1", "current": \#(amperes), "phase": 10}]"#
    return try folder.write(
      "scenario.json",
      """
      {"wiring": "single", "offset": 5, "loads": \(amperes > 0 ? load : "[]"),
       "clamps": [{"input": 1, "error": {"class": 1}}]}
      """)
  }

  /// A recording of such a load.
  static func record(_ amperes: Double, in folder: TemporaryFolder) async throws -> String {
    let name = folder.file("\(amperes).raw")
    let scenario = try scenario(amperes, in: folder)
    let outcome = try await Tool.run(["simulate", "--scenario", scenario, "--seconds", "5", "--write", name])
    try #require(outcome.status == 0, "\(outcome.errors)")
    return name
  }

  static func line(_ arguments: [String]) async throws -> (current: Double, phase: Double) {
    let reading = try #require(try await Tool.readings(arguments).last)
    let line = try #require((reading["lines"] as? [[String: Any]])?.first)
    return (try #require(line["current"] as? Double), try #require(line["phase"] as? Double))
  }

  @Test("recordings become a file with which the same clamp reads right")
  func loop() async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("sensor.json")
    var arguments = [
      "calibrate", "--wiring", "single", "--write", file, "--zero", try await Self.record(0, in: folder),
    ]
    for amperes in [0.4, 2, 10, 40] as [Double] {
      let recording = try await Self.record(amperes, in: folder)
      arguments += ["--point", "\(recording),input=1,amperes=\(amperes),degrees=10,volts=230"]
    }
    let outcome = try await Tool.run(arguments)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(
      outcome.text.contains("IEC 61869-2") && outcome.text.contains("class before: 1, after: not judged"))
    let load = folder.file("10.0.raw")
    let before = try await Self.line(["--input", load, "--wiring", "single"])
    #expect(abs(before.current / 10 - 1) > 0.01 && abs(before.phase - 10) > 1)
    let after = try await Self.line(["--input", load, "--wiring", "single", "--calibration", file])
    #expect(abs(after.current / 10 - 1) < 1e-3 && abs(after.phase - 10) < 0.02)
  }

  @Test("a production profile needs no points, and every option reaches it")
  func production() async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("a.json")
    let outcome = try await Tool.run([
      "calibrate", "--from", "nominal", "--rating", "100", "--ratio", "2500", "--burden", "30", "--bits",
      "16",
      "--current-full-scale", "1.2", "--voltage-full-scale", "410", "--delays", "0,60,120,180",
      "--gain-uncertainty", "0.002", "--phase-uncertainty", "0.1,0.2,0.3", "--noise-limit", "300", "--write",
      file,
    ])
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
    let json = String(decoding: try folder.read("a.json"), as: UTF8.self)
    for text in [
      "\"ratedCurrentAmperes\": 100", "\"turnsRatio\": 2500", "\"burdenOhms\": 30", "\"bits\": 16",
      "\"currentFullScaleVolts\": 1.2", "\"voltageFullScaleVolts\": 410", "\"delayMicroseconds\": 180",
      "\"gainUncertainty\": 0.002", "\"phaseUncertaintyDegrees\": 0.3", "\"noiseLimitCodesSquared\": 300",
    ] {
      #expect(json.contains(text), "\(text)")
    }
    let copy = try await Tool.run(["calibrate", "--from", file, "--write", folder.file("b.json")])
    let (first, second) = (try folder.read("a.json"), try folder.read("b.json"))
    #expect(copy.status == 0 && first == second)
  }

  @Test("what cannot be calibrated or read is one line with its exit code")
  func errors() async throws {
    let folder = try TemporaryFolder()
    let out = folder.file("out.json")
    let recording = try await Self.record(2, in: folder)
    let damaged = try folder.write("damaged.json", #"{"version": 1, "turnsRatio": "#)
    let wide = folder.file("wide.json")
    _ = try await Tool.run(["calibrate", "--bits", "16", "--write", wide])
    let cases: [(arguments: [String], status: Int32, text: String)] = [
      (["calibrate"], 64, "--write"),
      (["calibrate", "--write", out, "--point", "a.raw,input=1"], 64, "amperes"),
      (["calibrate", "--write", out, "--delays", "1,2"], 64, "four numbers"),
      (["calibrate", "--write", out, "--phase-uncertainty", "1,2"], 64, "three for inputs"),
      (["calibrate", "--write", out, "--noise-limit", "70000"], 64, "--noise-limit takes 0...65535"),
      (["calibrate", "--write", out, "--ratio", "0"], 64, "--ratio takes 1...100000"),
      (["calibrate", "--write", out, "--point", "none.raw,input=1,amperes=1,degrees=0"], 66, "none.raw"),
      (
        ["calibrate", "--write", out, "--point", "\(recording),input=1,amperes=2,degrees=70"], 65, "--wiring"
      ),
      (["calibrate", "--write", out, "--zero", recording], 65, "no current at input 1"),
      (["calibrate", "--write", out], 64, "--from nominal writes"),
      (["calibrate", "--from", "nominal", "--write", folder.file("none/out.json")], 74, "out.json"),
      (["calibrate", "export", damaged, "--format", "c"], 65, "turnsRatio"),
      (["calibrate", "export", folder.file("none.json"), "--format", "c"], 66, "none.json"),
      (["run", "--input", recording, "--calibration", damaged], 65, "turnsRatio"),
      (["run", "--input", recording, "--calibration", wide], 65, "bits"),
    ]
    for (arguments, status, text) in Trials.chosen(cases, orEach: 3) {
      let outcome = try await Tool.run(arguments)
      #expect(outcome.status == status && outcome.errors.contains(text), "\(arguments): \(outcome)")
      #expect(status == 64 || outcome.complaints.count == 1)
    }
    let names = try folder.names
    #expect(!names.contains { $0.hasPrefix("out.json") })
  }

  @Test("a writer that is killed at any time leaves a whole file")
  func killed() async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("a.json")
    for ratio in ["2000", "3000"] {
      _ = try await Tool.run(["calibrate", "--ratio", ratio, "--write", folder.file("\(ratio).json")])
    }
    let whole = [try folder.read("2000.json"), try folder.read("3000.json")]
    _ = try folder.write("a.json", whole[0])
    for attempt in 0..<40 {
      let process = Process()
      process.executableURL = Tool.executable
      process.arguments = ["calibrate", "--ratio", attempt % 2 == 0 ? "3000" : "2000", "--write", file]
      try process.run()
      try await Task.sleep(for: .microseconds(500 * attempt))
      kill(process.processIdentifier, SIGKILL)
      while process.isRunning { try await Task.sleep(for: .milliseconds(1)) }
      let found = try folder.read("a.json")
      #expect(whole.contains(found), "attempt \(attempt)")
    }
  }

  @Test("exports go to standard output")
  func export() async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("a.json")
    _ = try await Tool.run(["calibrate", "--from", "nominal", "--write", file])
    let header = try await Tool.run(["calibrate", "export", file, "--format", "c"])
    #expect(header.status == 0 && header.text.contains("static const cm_calibration_data cm_calibration"))
    let source = try await Tool.run(["calibrate", "export", file, "--format", "swift"])
    #expect(source.status == 0 && source.text.contains("public static var sensor: Calibration"))
  }
}
