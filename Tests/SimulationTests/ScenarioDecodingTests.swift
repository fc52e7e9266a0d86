// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Simulation
import Foundation
import Metering
import Testing

@Suite struct ScenarioDecodingTests {
  static func decode(_ json: String) throws -> Scenario {
    try Scenario(json: [UInt8](json.utf8), file: "house.json")
  }

  @Test("an empty scenario is a star net with every default")
  func defaults() throws {
    let scenario = try Self.decode("{}")
    #expect(scenario == Scenario())
    #expect(scenario.rate == 4000 && scenario.bits == 12 && scenario.seed == 1 && scenario.noise == 1)
    #expect(scenario.frequency.hertz == 50 && scenario.voltage.rms == 230)
    #expect(scenario.clamps == WiringMap.star.inputs)
  }

  @Test("every key is read")
  func everyKey() throws {
    let scenario = try Self.decode(
      """
      {
        "rate": 8000, "bits": 16, "seed": 18446744073709551615, "wiring": "delta", "rotation": "left",
        "frequency": {"hertz": 49.5, "course": [{"time": 1, "factor": 1.01, "ramp": 2}]},
        "voltage": {
          "rms": 231, "phase": 10, "harmonics": [{"order": 5, "percent": 3, "phase": 30}],
          "course": [{"time": 5, "factor": 0}, {"time": 6, "factor": 1}]
        },
        "noise": 0.5, "offset": [1, 2, 3, -4.5],
        "loads": [
          {"line": "L1-L2", "current": 10, "phase": -20, "harmonics": [{"order": 3, "percent": 30}]},
          {"line": "all", "current": 2, "switching": {"period": 10, "duty": 0.3, "start": 1}}
        ],
        "clamps": [{"input": 1, "line": null}, {"input": 2, "reversed": false}, {"input": 3, "line": "L2"}],
        "supply": {"N": "L1", "L": "L2"}
      }
      """)
    let expected = Scenario(
      rate: 8000, bits: 16, seed: .max, wiring: .delta, rotation: .counterclockwise,
      frequency: .init(49.5, course: [.init(time: 1, factor: 1.01, ramp: 2)]),
      voltage: .init(
        rms: 231, phase: 10, harmonics: [.init(order: 5, percent: 3, phase: 30)],
        course: [.init(time: 5, factor: 0), .init(time: 6, factor: 1)]),
      noise: 0.5, offset: .init(voltage: 1, inputs: .init(2, 3, -4.5)),
      loads: [
        .init(.l1l2, current: 10, phase: -20, harmonics: [.init(order: 3, percent: 30)]),
        .init(.all, current: 2, switching: .init(period: 10, duty: 0.3, start: 1)),
      ],
      clamps: .init(nil, .init(.l3, .normal), .init(.l2)), supply: .init(neutral: .l1, line: .l2))
    #expect(scenario == expected)
  }

  @Test("a frequency and an offset may be plain numbers")
  func numbers() throws {
    let scenario = try Self.decode(#"{"frequency": 60, "offset": -3}"#)
    #expect(scenario == Scenario(frequency: .init(60), offset: .init(repeating: -3)))
  }

  @Test("a clamp keeps what the wiring says about it unless told otherwise")
  func clamps() throws {
    let moved = try Self.decode(#"{"wiring": "delta", "clamps": [{"input": 2, "line": "L1"}]}"#)
    #expect(moved.clamps == PerInput(.init(.l1), .init(.l1, .reversed), nil))
    let reversed = try Self.decode(#"{"clamps": [{"input": 3, "reversed": true}]}"#)
    #expect(reversed.clamps == PerInput(.init(.l1), .init(.l2), .init(.l3, .reversed)))
  }

  @Test("encoding and decoding gives the same scenario", arguments: Scenario.Wiring.allCases)
  func roundTrip(wiring: Scenario.Wiring) throws {
    var scenario = SimulatedPhasorTests.installation(wiring)
    scenario.offset.inputs[.input2] = 3.5
    scenario.clamps = .init(.init(.l1, .reversed), nil, .init(.l1))
    scenario.supply = scenario.supply.reversed
    scenario.loads[0].switching = .init(period: 3)
    scenario.loads[0].course = [.init(time: 1, factor: 0.5, ramp: 1)]
    for scenario in [scenario, SimulatedSourceTests.lively, Scenario(wiring: wiring)] {
      #expect(try Scenario(json: Array(scenario.json.utf8), file: "round trip") == scenario)
    }
  }

  @Test(
    "an unknown key is named with its path and the keys that are allowed",
    arguments: [
      (#"{"Rate": 4000}"#, "Rate", "rate, bits, seed"),
      (
        #"{"voltage": {"volts": 230}}"#, "voltage.volts",
        "rms, phase, harmonics, interharmonics, jumps, course"
      ),
      (#"{"frequency": {"hz": 50}}"#, "frequency.hz", "hertz, course"),
      (#"{"loads": [{"line": "L1", "current": 1, "phi": 3}]}"#, "loads[0].phi", "line, current, phase"),
      (
        #"{"loads": [{"line": "L1", "current": 1, "harmonics": [{"n": 3}]}]}"#, "loads[0].harmonics[0].n",
        "order, percent, phase"
      ),
      (
        #"{"voltage": {"course": [{"time": 1, "factor": 1}, {"at": 2}]}}"#, "voltage.course[1].at",
        "time, factor, ramp"
      ),
      (
        #"{"loads": [{"line": "L1", "current": 1, "switching": {"on": 3}}]}"#, "loads[0].switching.on",
        "period, duty, start"
      ),
      (#"{"clamps": [{"input": 1, "polarity": -1}]}"#, "clamps[0].polarity", "input, line, reversed"),
      (#"{"supply": {"n": "N"}}"#, "supply.n", "N, L"),
    ])
  func unknownKeys(json: String, path: String, allowed: String) throws {
    let error = try #require(throws: InputError.self) { try Self.decode(json) }
    #expect(error.kind == .data && error.file == "house.json" && error.place == path)
    #expect(error.problem.contains("unknown key") && error.problem.contains(allowed))
  }

  @Test(
    "a wrong type is named with its path, what was expected and what was found",
    arguments: [
      (#"{"rate": "fast"}"#, "rate", "expected a number, found \"fast\""),
      (#"{"rate": null}"#, "rate", "expected a number, found null"),
      (#"{"bits": 12.5}"#, "bits", "expected a whole number, found 12.5"),
      (#"{"seed": -1}"#, "seed", "expected a whole number, 0 or above, found -1"),
      (#"{"wiring": 3}"#, "wiring", "expected one of single, star, delta, delta-alternative, found 3"),
      (#"{"wiring": "wye"}"#, "wiring", "found \"wye\""),
      (#"{"frequency": true}"#, "frequency", "expected a number or an object, found true"),
      (#"{"voltage": 230}"#, "voltage", "expected an object, found 230"),
      (#"{"voltage": {"rms": []}}"#, "voltage.rms", "expected a number, found an array"),
      (#"{"offset": [1, 2]}"#, "offset", "expected a number or an array of 4 numbers, found an array of 2"),
      (#"{"offset": {}}"#, "offset", "found an object"),
      (#"{"loads": {}}"#, "loads", "expected an array, found an object"),
      (#"{"loads": [3]}"#, "loads[0]", "expected an object, found 3"),
      (#"{"loads": [{"current": 3}]}"#, "loads[0].line", "found no such key"),
      (#"{"loads": [{"line": "L1"}]}"#, "loads[0].current", "expected a number, found no such key"),
      (#"{"loads": [{"line": "L4", "current": 3}]}"#, "loads[0].line", "L3-L1, all, found \"L4\""),
      (
        #"{"loads": [{"line": "L1", "current": 3, "harmonics": [{"order": "3"}]}]}"#,
        "loads[0].harmonics[0].order", "expected a whole number, found \"3\""
      ),
      (#"{"clamps": [{"line": "L1"}]}"#, "clamps[0].input", "found no such key"),
      (#"{"clamps": [{"input": 4}]}"#, "clamps[0].input", "expected one of 1, 2, 3, found 4"),
      (#"{"clamps": [{"input": 1, "line": "N"}]}"#, "clamps[0].line", "one of L1, L2, L3, found \"N\""),
      (
        #"{"clamps": [{"input": 1, "reversed": 1}]}"#, "clamps[0].reversed", "expected true or false, found 1"
      ),
      (#"{"clamps": [{"input": 1}, {"input": 1}]}"#, "clamps[1].input", "input 1 is given twice"),
      (#"{"wiring": "single", "clamps": [{"input": 2}]}"#, "clamps[0]", "expected a line"),
      (#"{"supply": {"N": "N"}}"#, "supply.L", "expected one of N, L1, L2, L3, found no such key"),
    ])
  func wrongTypes(json: String, path: String, problem: String) throws {
    let error = try #require(throws: InputError.self) { try Self.decode(json) }
    #expect(error.kind == .data && error.place == path && error.line != nil)
    #expect(error.problem.contains(problem), "\(error)")
  }

  @Test(
    "a value that is out of its range or contradicts another one is named with its path",
    arguments: [
      (#"{"rate": 499}"#, "rate", "expected 500...200000, found 499"),
      (#"{"bits": 17}"#, "bits", "expected 12...16, found 17"),
      (#"{"noise": -1}"#, "noise", "expected 0...1000"),
      (#"{"offset": [0, 0, 40000, 0]}"#, "offset", "found 40000"),
      (#"{"frequency": 39}"#, "frequency", "expected 40...70, found 39"),
      (#"{"frequency": {"course": [{"time": 0, "factor": 2}]}}"#, "frequency.course[0].factor", "0.8...1.4"),
      (#"{"pinkNoise": -1}"#, "pinkNoise", "expected 0...1000, found -1"),
      (#"{"midpoint": {"timeConstant": 0}}"#, "midpoint.timeConstant", "found 0"),
      (
        #"{"midpoint": {"course": [{"time": 1, "codes": 1, "ramp": 2}, {"time": 2, "codes": 1}]}}"#,
        "midpoint.course[1].time", "expected 3 or above, where the change before ends, found 2"
      ),
      (
        #"{"voltage": {"interharmonics": [{"hertz": 2000, "percent": 3}]}}"#,
        "voltage.interharmonics[0].hertz", "expected less than half the rate, 2000 Hz, found 2000 Hz"
      ),
      (
        #"{"voltage": {"jumps": [{"time": 2, "degrees": 3}, {"time": 1, "degrees": 3}]}}"#,
        "voltage.jumps[1].time", "expected 2 or above, where the jump before is, found 1"
      ),
      (
        #"{"loads": [{"line": "L1", "current": 1, "fluctuation": {"percent": 101}}]}"#,
        "loads[0].fluctuation.percent", "expected 0...100, found 101"
      ),
      (#"{"voltage": {"rms": -230}}"#, "voltage.rms", "expected 0...1000, found -230"),
      (#"{"voltage": {"course": [{"time": -1, "factor": 0}]}}"#, "voltage.course[0].time", "found -1"),
      (
        #"{"voltage": {"course": [{"time": 1, "factor": 0, "ramp": 2}, {"time": 2, "factor": 1}]}}"#,
        "voltage.course[1].time", "expected 3 or above, where the change before ends, found 2"
      ),
      (
        #"{"voltage": {"harmonics": [{"order": 1, "percent": 3}]}}"#, "voltage.harmonics[0].order",
        "expected 2...50, found 1"
      ),
      (
        #"{"voltage": {"harmonics": [{"order": 5, "percent": 3}, {"order": 5, "percent": 3}]}}"#,
        "voltage.harmonics[1].order", "order 5 is given twice"
      ),
      (
        #"{"rate": 1000, "voltage": {"harmonics": [{"order": 10, "percent": 3}]}}"#,
        "voltage.harmonics[0].order", "less than half the rate, 500 Hz"
      ),
      (
        #"{"wiring": "delta", "voltage": {"harmonics": [{"order": 3, "percent": 3}]}}"#,
        "voltage.harmonics[0].order", "no multiple of 3"
      ),
      (
        """
        {"wiring": "delta",
         "loads": [{"line": "all", "current": 1, "harmonics": [{"order": 9, "percent": 3}]}]}
        """,
        "loads[0].harmonics[0].order", "no multiple of 3"
      ),
      (
        #"{"wiring": "delta", "loads": [{"line": "L1", "current": 1}]}"#, "loads[0].line",
        "expected one of L1-L2, L2-L3, L3-L1, all in a delta net, found L1"
      ),
      (
        #"{"wiring": "single", "loads": [{"line": "L2", "current": 1}]}"#, "loads[0].line",
        "expected one of L1 in a single net, found L2"
      ),
      (#"{"loads": [{"line": "L1", "current": -1}]}"#, "loads[0].current", "expected 0...1000"),
      (#"{"loads": [{"line": "L1", "current": 1, "phase": 400}]}"#, "loads[0].phase", "found 400"),
      (
        #"{"loads": [{"line": "L1", "current": 1, "switching": {"period": 0}}]}"#,
        "loads[0].switching.period", "found 0"
      ),
      (
        #"{"loads": [{"line": "L1", "current": 1, "switching": {"period": 1, "duty": 1.5}}]}"#,
        "loads[0].switching.duty", "expected 0...1, found 1.5"
      ),
      (#"{"wiring": "single", "clamps": [{"input": 1, "line": "L2"}]}"#, "clamps", "no line L2"),
      (#"{"wiring": "delta", "supply": {"N": "N", "L": "L1"}}"#, "supply.N", "found N"),
      (#"{"supply": {"N": "L1", "L": "L1"}}"#, "supply", "found L1 at both"),
    ])
  func ranges(json: String, path: String, problem: String) throws {
    let error = try #require(throws: InputError.self) { try Self.decode(json) }
    #expect(error.kind == .data && error.place == path && error.line != nil)
    #expect(error.problem.contains(problem), "\(error)")
  }

  @Test(
    "what is no JSON is bad data, and the message says what is wrong with it",
    arguments: [
      ("", nil, "expected a value, found the end of the file"),
      ("{", nil, "expected a key, found the end of the file"),
      ("{\"rate\": }", "rate", "expected a value, found \"}\""),
      ("{\"rate\": NaN}", "rate", "expected a value, found NaN"),
      ("{\"rate\": 1e999}", "rate", "expected a number below 1.8e308, found 1e999"),
      ("{\"rate\": 4000, \"rate\": 8000}", "rate", "expected each key once, found it twice"),
      ("[]", nil, "expected an object, found an array"), ("3", nil, "expected an object, found 3"),
    ] as [(String, String?, String)])
  func notJSON(text: String, place: String?, problem: String) throws {
    let error = try #require(throws: InputError.self) { try Self.decode(text) }
    #expect(error.kind == .data && error.file == "house.json" && error.place == place && error.line == 1)
    #expect(error.problem.contains(problem), "\(error)")
  }

  @Test(
    "a source refuses a scenario that was made with numbers that are none",
    arguments: [Double.nan, .infinity])
  func notNumbers(value: Double) throws {
    let scenarios = [
      ("noise", Scenario(noise: value)),
      ("loads[0].phase", Scenario(loads: [.init(.l1, current: 1, phase: value)])),
      ("voltage.course[0].ramp", Scenario(voltage: .init(course: [.init(time: 0, factor: 1, ramp: value)]))),
      ("frequency", Scenario(frequency: .init(value))),
    ]
    for (path, scenario) in scenarios {
      let error = try #require(throws: InputError.self) { try SimulatedSource(scenario, file: "mine") }
      #expect(error.kind == .data && error.file == "mine" && error.place == path)
    }
  }
}
