// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Commissioning
import Foundation
import Metering
import Testing
import _TestSupport

@Suite struct WiringFileTests {
  static func map(_ json: String) throws -> WiringMap {
    try WiringFile(json: Array(json.utf8), file: "house.json").map
  }

  @Test(
    "the manual's maps come back, in both rotations", arguments: WiringMap.Kind.allCases, Rotation.allCases)
  func kinds(kind: WiringMap.Kind, rotation: Rotation) throws {
    let map = WiringMap(kind, rotation: rotation)
    #expect(try Self.map(WiringFile(map: map).json) == map)
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.json"
    try Data("an old one".utf8).write(to: URL(fileURLWithPath: path))
    try WiringFile(map: map).write(to: path)
    #expect(try WiringFile.load(path) == WiringFile(map: map))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.json"])
  }

  @Test("any clamps in any symmetrical net come back", arguments: 1...20)
  func random(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<20 {
      let neutral = Conductor.allCases.randomElement(using: &generator)!
      let line = Conductor.allCases.filter { $0 != neutral }.randomElement(using: &generator)!
      let lines = Line.allCases.shuffled(using: &generator)
      var inputs = PerInput<WiringMap.Assignment?>(repeating: nil)
      for input in Input.allCases where Bool.random(using: &generator) {
        inputs[input] = .init(lines[input.index], Bool.random(using: &generator) ? .normal : .reversed)
      }
      if Input.allCases.allSatisfy({ inputs[$0] == nil }) { inputs[.input2] = .init(lines[1]) }
      let map = WiringMap(
        inputs: inputs, supply: Supply(neutral: neutral, line: line),
        rotation: Bool.random(using: &generator) ? .clockwise : .counterclockwise)
      #expect(map.supply == Supply(neutral: neutral, line: line), "seed \(seed)")
      #expect(try Self.map(WiringFile(map: map).json) == map, "seed \(seed)")
    }
  }

  @Test("angles of no symmetrical net come back for the lines that are measured")
  func oddAngles() throws {
    var map = WiringMap.star
    map.referenceAngles = .init(0.25, -117.5, 1.0 / 3)
    #expect(map.rotation == nil && map.supply == nil)
    #expect(try Self.map(WiringFile(map: map).json) == map)
  }

  @Test("the smallest file is a single phase; without a neutral the supply is that of the delta")
  func defaults() throws {
    #expect(try Self.map(#"{"inputs": [{"input": 1, "line": "L1"}]}"#) == .single)
    let delta = try Self.map(
      """
      {"neutral": false,
       "inputs": [{"input": 2, "line": "L3", "polarity": "reversed"}, {"input": 1, "line": "L1"}]}
      """)
    #expect(delta == .delta)
    let left = try Self.map(
      #"{"rotation": "left", "supply": {"N": "L2", "L": "L3"}, "inputs": [{"input": 1, "line": "L3"}]}"#)
    #expect(
      !left.hasNeutral
        && left.referenceAngles == WiringMap(.deltaAlternative, rotation: .counterclockwise).referenceAngles)
  }

  @Test("a supply on another line moves all angles")
  func supply() throws {
    let map = try Self.map(
      """
      {"supply": {"N": "N", "L": "L2"},
       "inputs": [{"input": 1, "line": "L2"}, {"input": 2, "line": "L1", "polarity": "reversed"}]}
      """)
    #expect(map.referenceAngles == .init(120, 0, -120) && map.hasNeutral && map.derived == nil)
    #expect(map.inputs[.input2] == .init(.l1, .reversed) && map.inputs[.input3] == nil)
    let reversed = try Self.map(
      #"{"supply": {"N": "L1", "L": "N"}, "inputs": [{"input": 1, "line": "L1"}]}"#)
    #expect(reversed.referenceAngles == .init(180, 60, -60))
  }

  @Test("angles alone say the rest: other lines by the rotation, a derived one by the virtual neutral")
  func angles() throws {
    let star = try Self.map(
      #"{"inputs": [{"input": 1, "line": "L2", "referenceAngleDegrees": 360}]}"#)
    #expect(star.referenceAngles == .init(120, 0, -120))
    for (rotation, sign) in [(Rotation.clockwise, 1.0), (.counterclockwise, -1.0)] {
      let delta = try Self.map(
        """
        {"neutral": false, "inputs": [
          {"input": 1, "line": "L1", "referenceAngleDegrees": \(-30 * sign)},
          {"input": 3, "line": "L3", "referenceAngleDegrees": \(90 * sign)}]}
        """)
      #expect(delta.derived == .l2 && delta.referenceAngles == .init(-30 * sign, -150 * sign, 90 * sign))
      #expect(delta.rotation == rotation)
    }
  }

  /// A text that is refused, the place that is named, and what is said of it.
  struct Refusal: Sendable, CustomTestStringConvertible {
    var json: String
    var place: String?
    var problem: String
    var testDescription: String { json }

    init(_ json: String, _ place: String?, _ problem: String) {
      self.json = json
      self.place = place
      self.problem = problem
    }

    /// A file with one input, L1, beside other keys.
    static func beside(_ keys: String, _ place: String?, _ problem: String) -> Refusal {
      Refusal(#"{"inputs": [{"input": 1, "line": "L1"}], \#(keys)}"#, place, problem)
    }

    /// A file of inputs.
    static func inputs(_ inputs: String, _ place: String, _ problem: String) -> Refusal {
      Refusal(#"{"inputs": [\#(inputs)]}"#, place, problem)
    }

    static let all = [
      Refusal("", nil, "expected a value"),
      Refusal("[]", nil, "expected an object, found an array"),
      Refusal("{}", "inputs", "expected at least one input, found none"),
      Refusal(#"{"inputs": []}"#, "inputs", "expected at least one input, found none"),
      Refusal(#"{"inputs": {}}"#, "inputs", "expected an array, found an object"),
      Refusal(#"{"inputs": [1]}"#, "inputs[0]", "expected an object, found 1"),
      beside(#""version": 2"#, "version", "expected 1, found 2"),
      beside(#""version": null"#, "version", "expected a whole number, found null"),
      beside(#""neutral": 1"#, "neutral", "expected true or false, found 1"),
      beside(#""neutral": true, "neutral": false"#, "neutral", "expected each key once, found it twice"),
      beside(#""rotation": "Left""#, "rotation", #"expected one of right, left, found "Left""#),
      beside(#""rotation": null"#, "rotation", "expected one of right, left, found null"),
      beside(#""supply": "L1""#, "supply", #"expected an object, found "L1""#),
      beside(#""supply": null"#, "supply", "expected an object, found null"),
      beside(#""supply": {"N": "N"}"#, "supply.L", "found no such key"),
      beside(#""supply": {"N": "N", "L": "L4"}"#, "supply.L", #"expected one of N, L1, L2, L3, found "L4""#),
      beside(
        #""supply": {"N": "L1", "L": "L1"}"#, "supply",
        "expected different conductors at N and L, found L1 at both"),
      beside(
        #""neutral": false, "supply": {"N": "N", "L": "L1"}"#, "supply",
        "expected two lines, as the net has no neutral"),
      beside(
        #""lines": 3"#, "lines", "unknown key, expected one of version, neutral, rotation, supply, inputs"),
      inputs(#"{"line": "L1"}"#, "inputs[0].input", "found no such key"),
      inputs(#"{"input": 4, "line": "L1"}"#, "inputs[0].input", "expected one of 1, 2, 3, found 4"),
      inputs(#"{"input": 1}"#, "inputs[0].line", "expected one of L1, L2, L3, found no such key"),
      inputs(#"{"input": 1, "line": "N"}"#, "inputs[0].line", #"expected one of L1, L2, L3, found "N""#),
      inputs(
        #"{"input": 1, "line": "L1", "polarity": true}"#, "inputs[0].polarity",
        "expected one of normal, reversed, found true"),
      inputs(
        #"{"input": 1, "line": "L1", "angle": 0}"#, "inputs[0].angle",
        "unknown key, expected one of input, line, polarity, referenceAngleDegrees"),
      inputs(
        #"{"input": 1, "line": "L1", "referenceAngleDegrees": "0"}"#, "inputs[0].referenceAngleDegrees",
        #"expected a number, found "0""#),
      inputs(
        #"{"input": 1, "line": "L1", "referenceAngleDegrees": 361}"#, "inputs[0].referenceAngleDegrees",
        "expected -360...360, found 361"),
      inputs(
        #"{"input": 1, "line": "L1"}, {"input": 1, "line": "L2"}"#, "inputs[1].input",
        "input 1 is given twice"),
      inputs(
        #"{"input": 1, "line": "L1"}, {"input": 2, "line": "L1"}"#, "inputs[1].line", "L1 is given twice"),
      Refusal(
        #"{"supply": {"N": "N", "L": "L1"}, "inputs": [{"input": 1, "line": "L2", "referenceAngleDegrees": 0}]}"#,
        "inputs[0].referenceAngleDegrees",
        "expected -120, as supply and rotation of the file have it, found 0"),
      Refusal(
        #"""
        {"rotation": "left", "inputs": [{"input": 1, "line": "L1", "referenceAngleDegrees": 10},
          {"input": 2, "line": "L2", "referenceAngleDegrees": -110}]}
        """#,
        "inputs[1].referenceAngleDegrees", "expected 130, as the rotation of the file has it, found -110"),
      Refusal(#"{"inputs": [{"input": 1, "line": "L1"}"#, "inputs[0]", "expected a comma"),
    ]
  }

  @Test("what is wrong is refused with its place", arguments: Refusal.all)
  func refusals(refusal: Refusal) {
    do throws(InputError) {
      _ = try WiringFile(json: Array(refusal.json.utf8), file: "house.json")
      Issue.record("it was read")
    } catch {
      #expect(error.kind == .data && error.file == "house.json")
      #expect(error.place == refusal.place && error.line != nil)
      #expect(error.problem.contains(refusal.problem), "\(error.problem)")
    }
  }

  @Test("damaged bytes are read or refused, never worse", arguments: 1...10)
  func damage(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let good = Array(WiringFile(map: .delta).json.utf8)
    for _ in 0..<200 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      do throws(InputError) {
        let map = try WiringFile(json: bytes, file: "x").map
        #expect(map.isConsistent && Line.allCases.allSatisfy { map.referenceAngles[$0].isFinite })
      } catch {
        #expect(error.kind == .data, "seed \(seed)")
      }
    }
  }

  @Test("a file that is not there is no input; a map that cannot be read back is not written")
  func files() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.json"
    #expect(
      throws: InputError(.noInput, file: path, "expected a readable wiring file: No such file or directory")
    ) {
      _ = try WiringFile.load(path)
    }
    var empty = WiringMap.star
    empty.inputs = .init(repeating: nil)
    var twice = WiringMap.star
    twice.inputs[.input3] = .init(.l1)
    var endless = WiringMap.star
    endless.referenceAngles[.l2] = .nan
    for map in [empty, twice, endless] {
      #expect(throws: InputError.self) { try WiringFile(map: map).write(to: path) }
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
