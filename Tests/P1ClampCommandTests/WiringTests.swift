// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Wiring", .serialized)
struct WiringTests {
  private func lines(_ reading: [String: Any]) throws -> [[String: Any]] {
    try #require(reading["lines"] as? [[String: Any]])
  }

  /// The phase angles of a reading's lines; nil for none.
  private func phases(_ reading: [String: Any]) throws -> [Double?] {
    try lines(reading).map { $0["phase"] as? Double }
  }

  private let star = #"""
    {"loads": [{"line": "L1", "current": 6, "phase": 10}, {"line": "L2", "current": 8, "phase": 20},
      {"line": "L3", "current": 10, "phase": 30}]
    """#

  @Test("without a name all installations are printed, with one only that one")
  func tables() async throws {
    let all = try await Tool.run(["wiring"])
    #expect(all.status == 0 && all.errors == "")
    #expect(all.lines.allSatisfy { $0.count <= 80 })
    let headings = ["single: ", "star: ", "delta: ", "delta-alternative: ", "If readings are wrong"]
    #expect(
      all.lines.filter { !$0.hasPrefix(" ") }.map { line in headings.first { line.hasPrefix($0) } }
        == headings)
    let delta = try await Tool.run(["wiring", "delta", "--rotation", "left"])
    #expect(delta.lines.filter { $0.contains("terminal") && $0.contains("wire") }.count == 1)
    #expect(delta.text.contains("  7         white  clamp around L3, red and white exchanged\n"))
    #expect(
      delta.text.contains("Rotation left, L2 L1 L3") && delta.text.contains("L1 30, L2 150, L3 -90 degrees"))
  }

  @Test("the article shows what is printed, and its file is a wiring file")
  func article() async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = "Sources/P1ClampCommand/P1ClampCommand.docc/Wiring.md"
    let article = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    let blocks = article.components(separatedBy: "```")
    try #require(blocks.count == 5)
    let folder = try TemporaryFolder()
    let delta = try await Tool.run(["wiring", "delta"])
    #expect(delta.text.hasPrefix(blocks[1].dropFirst()))
    _ = try folder.write("house.json", String(blocks[3].drop { $0 != "{" }))
    let house = try await Tool.run(["wiring", "./house.json"], in: folder)
    #expect(house.status == 0 && house.text.contains("L1 120, L2 0, L3 -120 degrees."))
  }

  @Test("as JSON, an installation a line, whose map is a wiring file for run")
  func json() async throws {
    let outcome = try await Tool.run(["wiring", "--output", "json"])
    let objects = try outcome.lines.map(Tool.object)
    #expect(objects.map { $0["name"] as? String } == ["single", "star", "delta", "delta-alternative"])
    let folder = try TemporaryFolder()
    for object in Trials.chosen(objects, orEach: 3) {
      let map = try JSONSerialization.data(withJSONObject: try #require(object["map"]))
      _ = try folder.write("map.json", [UInt8](map))
      let name = try #require(object["name"] as? String)
      let scenario =
        name == "delta-alternative"
        ? #"{"wiring": "delta-alternative", "loads": [{"line": "all", "current": 5}]}"# : ""
      _ = try folder.write("a.json", scenario)
      let options = ["--scenario", scenario.isEmpty ? name : "a.json", "--seconds", "2", "--rate", "1250"]
      let named = try await Tool.readings(options + ["--wiring", name], in: folder)
      let filed = try await Tool.readings(options + ["--wiring", "map.json"], in: folder)
      #expect(named as NSArray == filed as NSArray)
    }
  }

  @Test(
    "power by the measured voltage is refused where that is between lines of a net with a neutral",
    arguments: [
      (#""neutral": true, "supply": {"N": "L2", "L": "L1"}"#, true),
      (#""supply": {"N": "N", "L": "L1"}"#, false), (#""supply": {"N": "L2", "L": "L1"}"#, false),
    ])
  func measuredPower(supply: String, isRefused: Bool) async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("house.json", "{\(supply), \"inputs\": [{\"input\": 1, \"line\": \"L1\"}]}")
    let options = ["run", "--scenario", "star", "--wiring", "./house.json", "--seconds", "1"]
    let outcome = try await Tool.run(options + ["--pace", "fast", "--power-model", "measured"], in: folder)
    #expect(outcome.status == (isRefused ? 65 : 0))
    #expect(outcome.errors.contains("house.json: expected") == isRefused)
    #expect(outcome.errors.contains("found two lines") == isRefused)
    // The nominal voltage is the line's own, whatever is measured.
    let nominal = try await Tool.run(options + ["--pace", "fast"], in: folder)
    #expect(nominal.status == 0)
  }

  @Test("a file is a name with a slash or .json, and says what is connected otherwise")
  func file() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "moved.json",
      star
        + #", "supply": {"N": "N", "L": "L2"}, "clamps": [{"input": 1, "line": "L3", "reversed": true}, {"input": 3, "line": "L1"}]}"#
    )
    _ = try folder.write(
      "wiring",
      """
      {"supply": {"N": "N", "L": "L2"},
       "inputs": [{"input": 1, "line": "L3", "polarity": "reversed"}, {"input": 2, "line": "L2"},
                  {"input": 3, "line": "L1"}]}
      """)
    let options = ["--scenario", "moved.json", "--seconds", "2", "--rate", "2000"]
    let reading = try await Tool.readings(options + ["--wiring", "./wiring"], in: folder)[1]
    for (line, (current, phase)) in zip(try lines(reading), [(6.0, 10.0), (8, 20), (10, 30)]) {
      #expect(abs(try #require(line["current"] as? Double) / current - 1) < 2e-3)
      #expect(abs(try #require(line["phase"] as? Double) - phase) < 0.1)
    }
    let printed = try await Tool.run(["wiring", "./wiring"], in: folder)
    #expect(printed.text.hasPrefix("./wiring\n") && printed.text.contains("  L                L2\n"))
    #expect(printed.text.contains("  5         white  clamp around L3, red and white exchanged\n"))
  }

  @Test("left rotation is told by --rotation, on the command line and in a file of options")
  func rotation() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("left.json", star + #", "rotation": "left"}"#)
    let options = ["--scenario", "left.json", "--seconds", "2", "--rate", "2000"]
    let told = try await Tool.readings(options + ["--rotation", "left"], in: folder)[1]
    for (phase, expected) in zip(try phases(told), [10.0, 20, 30]) {
      #expect(abs(try #require(phase) - expected) < 0.1)
    }
    let untold = try phases(try await Tool.readings(options, in: folder)[1])
    // Of L2 and L3 each is taken for the other: 120 degrees off, one way and the other.
    for (phase, expected) in zip(untold, [10.0, 140, -90]) {
      #expect(abs(try #require(phase) - expected) < 0.1)
    }
    _ = try folder.write("run.json", #"{"wiring": "star", "rotation": "left"}"#)
    let filed = try await Tool.readings(options + ["--config", "run.json"], in: folder)[1]
    #expect(filed as NSDictionary == told as NSDictionary)
    // A wiring on the command line takes the place of the file's with its rotation.
    _ = try folder.write("map.json", #"{"inputs": [{"input": 1, "line": "L1"}]}"#)
    let other = try await Tool.readings(
      options + ["--config", "run.json", "--wiring", "map.json"], in: folder)
    #expect(try lines(other[1]).map { $0["measured"] as? Bool } == [true, false, false])
  }

  @Test("three clamps without a neutral have a residual, others have none")
  func residual() async throws {
    let folder = try TemporaryFolder()
    let net =
      #"{"wiring": "delta", "loads": [{"line": "L1-L2", "current": 10}], "clamps": [{"input": 2, "line": "L2", "reversed": false}, {"input": 3, "line": "L3", "reversed": false}]"#
    _ = try folder.write("right.json", net + "}")
    _ = try folder.write(
      "wrong.json",
      net.replacingOccurrences(
        of: #""line": "L2", "reversed": false"#, with: #""line": "L2", "reversed": true"#) + "}")
    _ = try folder.write(
      "map.json",
      #"{"neutral": false, "inputs": [{"input": 1, "line": "L1"}, {"input": 2, "line": "L2"}, {"input": 3, "line": "L3"}]}"#
    )
    for (scenario, expected) in [("right.json", 0.0), ("wrong.json", 20)] {
      let options = ["--scenario", scenario, "--seconds", "2", "--rate", "2000"]
      let reading = try await Tool.readings(options + ["--wiring", "map.json"], in: folder)[1]
      #expect(abs(try #require(reading["residual"] as? Double) - expected) < 0.03)
      #expect(try await Tool.readings(options, in: folder)[1]["residual"] == nil)
    }
  }

  @Test(
    "what is wrong with a wiring file is told, with 65 or 66",
    arguments: [
      (["wiring", "nowhere.json"], 66, "nowhere.json: expected a readable wiring file"),
      (["run", "--wiring", "nowhere.json"], 66, "nowhere.json: expected a readable wiring file"),
      (
        ["wiring", "bad.json"], 65,
        "bad.json: line 1, inputs[0].line: expected one of L1, L2, L3, found \"L4\""
      ),
      (
        ["run", "--pace", "fast", "--wiring", "./bad.json"], 65,
        "./bad.json: line 1, inputs[0].line: expected one of"
      ),
    ] as [([String], Int32, String)])
  func errors(arguments: [String], status: Int32, problem: String) async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("bad.json", #"{"inputs": [{"input": 1, "line": "L4"}]}"#)
    let outcome = try await Tool.run(arguments, in: folder)
    #expect(outcome.status == status && outcome.output == [])
    #expect(outcome.complaints.count == 1 && outcome.errors.contains(problem), "\(outcome.errors)")
  }
}
