// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("The diagnosis of recordings")
struct DiagnoseTests {
  /// Three loads of which one comes and one goes.
  private static let loads = #"""
    "rate": 1000, "loads": [{"line": "L1", "current": 8, "phase": 5},
      {"line": "L2", "current": 5, "phase": 20, "course": [{"time": 0, "factor": 0.4}, {"time": 4, "factor": 1}]},
      {"line": "L3", "current": 3, "phase": -10, "course": [{"time": 7, "factor": 0.5}]}]
    """#

  /// What is wrong, the best hypothesis, and what to do.
  static let faults: [(fault: String, expected: [String], advice: String)] = [
    (
      #""supply": {"N": "L1", "L": "N"}"#,
      ["1 L1 normal", "2 L2 normal", "3 L3 normal", "reversed", "right"], "N and L are exchanged"
    ),
    (
      #""clamps": [{"input": 2, "reversed": true}]"#,
      ["1 L1 normal", "2 L2 reversed", "3 L3 normal", "normal", "right"],
      "Input 2 (terminals 7 and 8) is reversed"
    ),
    (
      #""clamps": [{"input": 1, "line": "L2"}, {"input": 2, "line": "L3"}, {"input": 3, "line": "L1"}]"#,
      ["1 L2 normal", "2 L3 normal", "3 L1 normal", "normal", "right"], "put its clamp around L1"
    ),
    (
      #""clamps": [{"input": 1}, {"input": 2, "line": "L3"}, {"input": 3, "line": "L2"}]"#,
      ["1 L1 normal", "2 L3 normal", "3 L2 normal", "normal", "right"], "put its clamp around L2"
    ),
  ]

  /// Scenarios and options, and what is said of them.
  static let impossible: [(scenario: String, arguments: [String], complaint: String, status: Int32)] = [
    (
      #"{"voltage": {"rms": 0}, "loads": [{"line": "L1", "current": 5}]}"#, [],
      "no mains power (PWR LED is off)", 65
    ),
    (#"{"loads": [{"line": "L1", "current": 60}]}"#, [], "found none in 10: seconds 1...10: clipped", 65),
    ("{}", ["--wiring", "./angles.json"], "angles.json: expected clamps on lines of their own", 65),
    ("{}", ["--load-on", "-1"], "--load-on", 64),
    ("{}", ["--write-wiring", "missing/house.json"], "missing/house.json", 74),
  ]

  private func diagnose(
    _ scenario: String, _ arguments: [String] = [], in folder: TemporaryFolder
  ) async throws -> Tool.Outcome {
    _ = try folder.write("scenario.json", scenario)
    return try await Tool.run(
      ["diagnose", "--scenario", "scenario.json", "--seconds", "10"] + arguments, in: folder)
  }

  /// The clamps of a hypothesis as `1 L1 normal` and so on, then its supply and rotation.
  private func words(_ hypothesis: [String: Any]) throws -> [String] {
    let inputs = try #require(hypothesis["inputs"] as? [[String: Any]])
    return try inputs.map {
      try "\(#require($0["input"])) \(#require($0["line"])) \(#require($0["polarity"]))"
    }
      + [try #require(hypothesis["supply"] as? String), try #require(hypothesis["rotation"] as? String)]
  }

  @Test(
    "a row of the troubleshooting table is found, named first, and tells what to do",
    arguments: Trials.chosen(faults, orEach: 3))
  func found(fault: String, expected: [String], advice: String) async throws {
    let folder = try TemporaryFolder()
    let outcome = try await diagnose("{\(Self.loads), \(fault)}", ["--output", "json"], in: folder)
    #expect(outcome.status == 1 && outcome.errors == "")
    let object = try Tool.object(outcome.text)
    let hypotheses = try #require(object["hypotheses"] as? [[String: Any]])
    #expect(try words(hypotheses[0]) == expected)
    let equivalent = try #require(hypotheses[0]["equivalent"] as? [[String: Any]])
    #expect(equivalent.count == 3)
    #expect(Set(try equivalent.map(words) + [expected]).count == 4)
    let probabilities = try hypotheses.map { try #require($0["probability"] as? Double) }
    #expect(probabilities == probabilities.sorted(by: >) && probabilities[0] > 0.5)
    #expect(probabilities.reduce(0, +) <= 1.001)
    let told = try #require(object["advice"] as? [String])
    #expect(told.contains { $0.contains(advice) }, "\(told)")
  }

  @Test(
    "what is connected as it should be is the best hypothesis",
    arguments: Trials.chosen(
      ["single", "star", "delta", "delta-alternative"], ["right", "left"], orEach: 3))
  func asGiven(wiring: String, rotation: String) async throws {
    let folder = try TemporaryFolder()
    let scenario = """
      {"rate": 1000, "wiring": "\(wiring)", "rotation": "\(rotation)",
       "loads": [{"line": "\(wiring == "single" ? "L1" : "all")", "current": 6, "phase": 10}]}
      """
    let outcome = try await diagnose(
      scenario, ["--wiring", wiring, "--rotation", rotation, "--output", "json"], in: folder)
    #expect(outcome.status == 0)
    let hypotheses = try #require(Tool.object(outcome.text)["hypotheses"] as? [[String: Any]])
    #expect(
      hypotheses[0]["rotation"] as? String == rotation && hypotheses[0]["supply"] as? String == "normal")
  }

  @Test(
    "a wiring that is written makes the readings right",
    arguments: Trials.chosen(["fixed", "fftw"], orEach: 2))
  func correction(estimator: String) async throws {
    let folder = try TemporaryFolder()
    let scenario = #"""
      {\#(Self.loads), "clamps": [{"input": 1, "line": "L2", "reversed": true}, {"input": 2, "line": "L1"}, {"input": 3}]}
      """#
    let outcome = try await diagnose(
      scenario, ["--write-wiring", "house.json", "--svg", "house.svg", "--estimator", estimator], in: folder)
    #expect(outcome.status == 1)
    let arguments = ["--scenario", "scenario.json", "--wiring", "./house.json", "--seconds", "10"]
    let last = try #require(try await Tool.readings(arguments, in: folder).last)
    let lines = try #require(last["lines"] as? [[String: Any]])
    let expected: [(Double, Double)] = [(8, 5), (5, 20), (1.5, -10)]
    for (line, (current, phase)) in zip(lines, expected) {
      #expect(abs(try #require(line["current"] as? Double) / current - 1) < 0.005)
      #expect(abs(try #require(line["phase"] as? Double) - phase) < 0.2)
      #expect(line["direction"] as? String == "import")
    }
    let again = try await diagnose(scenario, ["--wiring", "./house.json"], in: folder)
    #expect(again.status == 0 && again.text.contains("The wiring is"))
    let drawing = String(decoding: try folder.read("house.svg"), as: UTF8.self)
    #expect(drawing.contains("<svg xmlns=") && drawing.hasSuffix("</svg>\n") && drawing.contains(">I3<"))
  }

  @Test("a second in which the voltage jumps or dips is left out, and that is said")
  func leftOut() async throws {
    let voltage = #""voltage": {"rms": 230, "jumps": [{"time": 5.5, "degrees": 60}]}"#
    let outcome = try await diagnose("{\(Self.loads), \(voltage)}", in: TemporaryFolder())
    #expect(outcome.status == 0)
    #expect(outcome.complaints == ["p1clamp: warning: scenario.json: 1 of 10 s left out, second 6: jump"])
    #expect(outcome.text.contains("9 cycles"))
  }

  @Test("the text shows currents, a phasor diagram and the verdict in 80 columns")
  func text() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await diagnose(
      #"{\#(Self.loads), "rotation": "left", "clamps": [{"input": 1, "reversed": true}, {"input": 2}]}"#,
      in: folder)
    #expect(outcome.status == 1)
    #expect(outcome.lines.allSatisfy { $0.count <= 80 }, "\(outcome.lines.filter { $0.count > 80 })")
    for part in [
      "Wiring as given: 1: L1, 2: L2, 3: L3", "10 cycles", "I1", "Percent", "<- as given",
    ] {
      #expect(outcome.text.contains(part), "\(part)")
    }
  }

  @Test("no current is no verdict, and says what to check")
  func noCurrent() async throws {
    let outcome = try await diagnose(#"{"loads": []}"#, in: try TemporaryFolder())
    #expect(outcome.status == 0)
    #expect(outcome.text.contains("No input shows a current.") && outcome.text.contains("more than 1 A"))
  }

  @Test(
    "what cannot be diagnosed is one line",
    arguments: Trials.chosen(impossible, orEach: 2))
  func failures(scenario: String, arguments: [String], complaint: String, status: Int32) async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "angles.json",
      Array(
        #"{"inputs": [{"input": 1, "line": "L1", "referenceAngleDegrees": 0}, {"input": 2, "line": "L2", "referenceAngleDegrees": -77}]}"#
          .utf8))
    let outcome = try await diagnose(scenario, arguments, in: folder)
    #expect(outcome.status == status)
    #expect(outcome.errors.contains(complaint), "\(outcome.errors)")
    #expect(status == 64 || outcome.complaints.count == 1)
  }

  @Test("frames from a pipe are diagnosed, and a recording with fewer inputs")
  func pipe() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("scenario.json", "{\(Self.loads)}")
    let written = try await Tool.run(
      ["simulate", "--scenario", "scenario.json", "--seconds", "6", "--write", "all.raw"], in: folder)
    #expect(written.status == 0)
    let bytes = try folder.read("all.raw")
    let all = try await Tool.run(["diagnose", "--input", "-", "--rate", "1000"], input: bytes)
    #expect(all.status == 0 && all.text.contains("6 cycles"))
    // The first two columns alone: the voltage and input 1.
    let two = stride(from: 0, to: bytes.count, by: 8).flatMap { bytes[$0..<$0 + 4] }
    let single = try await Tool.run(
      ["diagnose", "--input", "-", "--rate", "1000", "--channels", "V,I1"], input: two)
    #expect(single.status == 0 && single.text.contains("Wiring as given: 1: L1\n"))
  }
}
