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

  /// What is wrong, the best hypothesis, and what to do; nothing where another one shows the same.
  static let faults: [(fault: String, expected: [String], advice: String?)] = [
    (
      #""supply": {"N": "L1", "L": "N"}"#,
      ["1 L1 normal", "2 L2 normal", "3 L3 normal", "L1-N", "right"], "N and L are exchanged"
    ),
    (
      #""clamps": [{"input": 2, "reversed": true}]"#,
      ["1 L1 normal", "2 L2 reversed", "3 L3 normal", "N-L1", "right"],
      "Terminals 7 and 8 (input 2): the clamp is reversed."
    ),
    (
      #""clamps": [{"input": 1, "line": "L2"}, {"input": 2, "line": "L1"}, {"input": 3}]"#,
      ["1 L2 normal", "2 L1 normal", "3 L3 normal", "N-L1", "right"], "Put it around L1."
    ),
    (
      #""supply": {"N": "N", "L": "L3"}"#,
      ["1 L1 normal", "2 L2 normal", "3 L3 normal", "N-L3", "right"], nil
    ),
  ]

  /// Scenarios and options, and what is said of them.
  static let impossible: [(scenario: String, arguments: [String], complaint: String, status: Int32)] = [
    (
      #"{"voltage": {"rms": 0}, "loads": [{"line": "L1", "current": 5}]}"#, [],
      "no mains power (PWR LED is off)", 65
    ),
    (
      #"{"loads": [{"line": "L1", "current": 60}]}"#, [], "found none in 10: seconds 1...10: input 1 clipped",
      65
    ),
    // Two lines at the terminals: 400 V.
    (
      #"{"loads": [{"line": "L1", "current": 5}], "supply": {"N": "L2", "L": "L1"}}"#, [],
      "voltage clipped. Look at terminals N and L: between two lines", 65
    ),
    ("{}", ["--wiring", "./angles.json"], "angles.json: expected clamps on lines of their own", 65),
    ("{}", ["--load-on", "-1"], "--load-on", 64),
    ("{}", ["--generation", "L4"], "--generation", 64),
    ("{}", ["--choice", "2"], "--choice goes with --write-wiring", 64),
    ("{}", ["--write-wiring", "x.json", "--choice", "99"], "found 99", 65),
    ("{\(loads)}", ["--write-wiring", "missing/house.json"], "missing/house.json", 74),
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
    let supply = try #require(hypothesis["supply"] as? [String: String])
    return try inputs.map {
      try "\(#require($0["input"])) \(#require($0["line"])) \(#require($0["polarity"]))"
    }
      + [
        "\(try #require(supply["N"]))-\(try #require(supply["L"]))",
        try #require(hypothesis["rotation"] as? String),
      ]
  }

  @Test(
    "a row of the troubleshooting table is found, named first, and tells what to do",
    arguments: Trials.chosen(faults, orEach: 3))
  func found(fault: String, expected: [String], advice: String?) async throws {
    let folder = try TemporaryFolder()
    let outcome = try await diagnose(
      "{\(Self.loads), \(fault)}", ["--generation", "none", "--output", "json"], in: folder)
    #expect(outcome.status == (advice == nil ? 2 : 1) && outcome.errors == "")
    let object = try Tool.object(outcome.text)
    #expect(object["verdict"] as? String == (advice == nil ? "undecided" : "not as given"))
    let hypotheses = try #require(object["hypotheses"] as? [[String: Any]])
    #expect(try words(hypotheses[0]) == expected)
    #expect(try hypotheses.indices.map { $0 + 1 } == hypotheses.map { try #require($0["choice"] as? Int) })
    let probabilities = try hypotheses.dropLast().map { try #require($0["probability"] as? Double) }
    #expect(probabilities == probabilities.sorted(by: >) && probabilities.reduce(0, +) <= 1.001)
    let actions = try #require(object["actions"] as? [[String: Any]])
    let texts = try actions.map { try #require($0["text"] as? String) }
    if let advice {
      #expect(texts.contains { $0.contains(advice) }, "\(texts)")
    } else {
      #expect(actions.count == 1 && actions[0]["code"] as? String == "lookAtSupply", "\(texts)")
    }
    let inputs = try #require(object["inputs"] as? [[String: Any]])
    #expect(inputs.count == 3)
    for input in inputs {
      let uncertainty = try #require(input["uncertainty"] as? [String: Double])
      #expect((0.00001..<0.01).contains(try #require(uncertainty["current"])))
      #expect(input["seen"] as? Bool == true && input["proof"] as? String == "no generation")
    }
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
      scenario, ["--wiring", wiring, "--rotation", rotation, "--generation", "none", "--output", "json"],
      in: folder)
    #expect(outcome.status == 0)
    let object = try Tool.object(outcome.text)
    #expect(object["verdict"] as? String == "as given")
    let hypotheses = try #require(object["hypotheses"] as? [[String: Any]])
    #expect(hypotheses[0]["rotation"] as? String == rotation && hypotheses[0]["asGiven"] as? Bool == true)
    #expect((object["actions"] as? [Any])?.isEmpty == true)
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
      scenario,
      [
        "--generation", "none", "--write-wiring", "house.json", "--choice", "1", "--svg", "house.svg",
        "--estimator", estimator,
      ], in: folder)
    // Two mistakes: most probable by far, and not certain.
    #expect(outcome.status == 2)
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
    #expect(again.status == 0 && again.lines[0].hasPrefix("As given"))
    let drawing = String(decoding: try folder.read("house.svg"), as: UTF8.self)
    #expect(drawing.contains("<svg xmlns=") && drawing.hasSuffix("</svg>\n") && drawing.contains(">I3<"))
    #expect(drawing.contains(">Undecided: not as given") && drawing.contains("scenario.json, 20"))
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
      #"{\#(Self.loads), "rotation": "left", "clamps": [{"input": 1, "reversed": true}, {"input": 2}, {"input": 3}]}"#,
      ["--rotation", "left", "--wiring", "star", "--generation", "none"], in: folder)
    #expect(outcome.status == 1)
    #expect(outcome.lines.allSatisfy { $0.count <= 80 }, "\(outcome.lines.filter { $0.count > 80 })")
    #expect(outcome.lines[0].hasPrefix("Not as given ("))
    let parts = [
      " 1. Switch the mains off", " 2. ", "Given: 1: L1, 2: L2, 3: L3", "10 cycles", "right, proven", "I1",
      "Choice  Percent  Wires",
      "(given)",
    ]
    // In this order.
    var rest = outcome.text[...]
    for part in parts {
      let range = try #require(rest.firstRange(of: part), "\(part)")
      rest = rest[range.upperBound...]
    }
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
    #expect(single.status == 0 && single.text.contains("Given: 1: L1; supply N-L1\n"))
  }

  @Test(
    "a voltage far from 230 V is told first and is never as given",
    arguments: [20, 115])
  func oddVoltage(volts: Int) async throws {
    let folder = try TemporaryFolder()
    let outcome = try await diagnose(
      "{\(Self.loads), \"voltage\": {\"rms\": \(volts)}}", ["--generation", "none"], in: folder)
    #expect(outcome.status == 2, "\(outcome.text) \(outcome.errors)")
    #expect(outcome.lines[0] == "Undecided: the voltage is \(volts) V, not 230 V.", "\(outcome.lines[0])")
    #expect(outcome.lines[1].hasPrefix(" 1. Measure the voltage between terminals N and L."))
    #expect(outcome.lines.prefix(4).joined().contains("--bits and --calibration"))
  }

  @Test("advice stands without a table, and says once and first to switch off before anything is moved")
  func safety() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await diagnose(
      #"{\#(Self.loads), "supply": {"N": "L1", "L": "N"}}"#, ["--generation", "none"], in: folder)
    #expect(outcome.status == 1)
    let advice = outcome.text.components(separatedBy: "Given:")[0]
    #expect(advice.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(advice.components(separatedBy: "Switch the mains off").count == 2)
    #expect(!advice.contains("table"))
    let words = advice.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("Connect N to terminal N and L1 to terminal L."), "\(words)")
  }

  @Test(
    "a current that hardly any load draws is not as given, however improbable the faults are that explain it")
  func oddCurrent() async throws {
    let scenario = #"""
      {"rate": 1000, "clamps": [{"input": 1, "line": "L2"}, {"input": 2, "line": "L1", "reversed": true}],
        "loads": [{"line": "L1", "current": 2.727, "phase": -31.8}, {"line": "L2", "current": 1.553, "phase": -44.1},
          {"line": "L3", "current": 0.648, "phase": -2.7},
          {"line": "L3", "current": 5.799, "phase": 2.2, "course": [{"time": 0, "factor": 0}, {"time": 5, "factor": 1}]}]}
      """#
    let outcome = try await diagnose(scenario, ["--generation", "none"], in: TemporaryFolder())
    #expect(outcome.status == 2)
    #expect(
      outcome.lines[0] == "Undecided: input 1 shows the phase angle of no ordinary load.",
      "\(outcome.lines[0])")
  }
}
