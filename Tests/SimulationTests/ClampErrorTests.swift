// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Simulation
import Foundation
import Metering
import Testing

/// What clamps with errors and multiplexed converters do to simulated frames.
@Suite struct ClampErrorTests {
  static func scenario(_ amperes: Double, _ error: Scenario.ClampError?) -> Scenario {
    Scenario(
      bits: 16, wiring: .single, voltage: .init(phase: 25), noise: 0.5,
      loads: [.init(.l1, current: amperes, phase: 30)],
      clampErrors: .init(error, nil, nil))
  }

  @Test(
    "ratio and phase are off by the law at the clamp's current, burden included", arguments: [0.1, 1, 4, 30])
  func law(amperes: Double) throws {
    let error = Scenario.ClampError(lowRatio: -3, ratio: -0.5, lowLead: 3, lead: 0.5, middle: 4, burden: 2)
    let frames = try SimulatedFrames(Self.scenario(amperes, error), seconds: 1)
    let scale = Calibration.nominal(bits: 16).channels.inputs[.input1].scale
    let blend = 1 / (1 + (amperes / 4).squareRoot())
    let factor = (1 - 0.005 - 0.025 * blend) * 1.02
    let expected = Phasor(magnitude: amperes / scale * factor, degrees: 25 - 30 + 0.5 + 2.5 * blend)
    #expect(
      frames.phasor(1, hertz: 50).distance(to: expected) < phasorTolerance(noise: 0.5, count: frames.count))
    // The truth is the primary current.
    #expect(Self.scenario(amperes, error).truth()[.l1] == Self.scenario(amperes, nil).truth()[.l1])
  }

  @Test("the operating point is all that flows through the clamp, and a harmonic leads by less")
  func operatingPoint() throws {
    var scenario = Self.scenario(3, Scenario.ClampError(lowLead: 4, middle: 5))
    scenario.loads = [
      .init(.l1, current: 3, harmonics: [.init(order: 5, percent: 100)]),
      .init(.l1, current: 4, phase: 90, harmonics: [.init(order: 5, percent: 100)]),
    ]
    let frames = try SimulatedFrames(scenario, seconds: 1)
    let scale = Calibration.nominal(bits: 16).channels.inputs[.input1].scale
    // 5 A of fundamental and, as 5 x 90 is 90 again, 5 A of order 5: 7.07 A through the clamp.
    let lead = 4 / (1 + 2.0.squareRoot().squareRoot())
    let tolerance = phasorTolerance(noise: 0.5, count: frames.count)
    let angle = -atan2(4, 3) * 180 / Double.pi
    let fundamental = Phasor(magnitude: 5 / scale, degrees: 25 + angle + lead)
    let fifth = Phasor(magnitude: 5 / scale, degrees: 125 + angle + lead / 5)
    #expect(frames.phasor(1, hertz: 50).distance(to: fundamental) < tolerance)
    #expect(frames.phasor(1, hertz: 250).distance(to: fifth) < tolerance)
  }

  @Test("a core saturates softly above its knee and not below it")
  func saturation() throws {
    let error = Scenario.ClampError(saturation: 40)
    var scenario = Self.scenario(28, error)
    scenario.noise = 0
    var ideal = Self.scenario(28, nil)
    ideal.noise = 0
    #expect(
      try SimulatedFrames(scenario, seconds: 0.1).channels == SimulatedFrames(ideal, seconds: 0.1).channels)
    scenario.loads[0].current = 42
    ideal.loads[0].current = 42
    let codes = try SimulatedFrames(scenario, seconds: 0.1).channels[1]
    let straight = try SimulatedFrames(ideal, seconds: 0.1).channels[1]
    let knee = 40 / Calibration.nominal(bits: 16).channels.inputs[.input1].scale
    for (code, linear) in zip(codes, straight) {
      let excess = max(0, abs(linear) - knee)
      let expected = min(abs(linear), knee) + excess / (1 + excess / knee)
      // Both are rounded.
      #expect(abs(abs(code) - expected) <= 1 && code * linear >= 0)
    }
    #expect(codes.map(abs).max()! < straight.map(abs).max()! - 1000)
  }

  @Test("a delay turns each order by its own angle, also while the frequency changes")
  func delays() throws {
    var scenario = Self.scenario(10, nil)
    scenario.loads[0].harmonics = [.init(order: 7, percent: 50)]
    scenario.delays = .init(voltage: -20, inputs: .init(60, 0, 0))
    let frames = try SimulatedFrames(scenario, seconds: 1)
    let scale = Calibration.nominal(bits: 16).channels.inputs[.input1].scale
    let tolerance = phasorTolerance(noise: 0.5, count: frames.count)
    let first = Phasor(magnitude: 10 / scale, degrees: 25 - 30 + 360 * 50 * 60e-6)
    let seventh = Phasor(magnitude: 5 / scale, degrees: 7 * (25 - 30 + 360 * 50 * 60e-6))
    #expect(frames.phasor(1, hertz: 50).distance(to: first) < tolerance)
    #expect(frames.phasor(1, hertz: 350).distance(to: seventh) < tolerance)
    #expect(abs(frames.phasor(0, hertz: 50).degrees - 25 + 360 * 50 * 20e-6) < 0.01)

    // On a ramp the delayed channel is what an undelayed one at four times the rate shows three frames later.
    scenario.noise = 0
    scenario.delays = .init(voltage: 0, inputs: .init(187.5, 0, 0))
    scenario.frequency = .init(50, course: [.init(time: 0, factor: 1.1, ramp: 1)])
    var fine = scenario
    fine.delays = .init(repeating: 0)
    fine.rate = 16000
    let late = try SimulatedFrames(scenario, seconds: 1).channels[1]
    let early = try SimulatedFrames(fine, seconds: 1).channels[1]
    for frame in 0..<3990 {
      // The frequency is taken at the frame: half of 5 Hz/s over 188 us squared is nothing; both are rounded.
      #expect(abs(late[frame] - early[4 * frame + 3]) <= 1)
    }
  }

  @Test("a class is within its own limits at all their currents, and not within the next better one's")
  func classes() throws {
    for accuracy in AccuracyClass.allCases {
      let error = Scenario.ClampError(accuracy)
      func keeps(_ other: AccuracyClass) -> Bool {
        other.limits.allSatisfy { limit in
          let amperes = 80 * limit.load
          return abs(error.factor(at: amperes) - 1) * 100 <= limit.ratio
            && error.lead(at: amperes) * 60 <= limit.minutes ?? .infinity
        }
      }
      #expect(keeps(accuracy), "\(accuracy)")
      if let better = AccuracyClass.allCases.last(where: { $0 < accuracy }) {
        #expect(!keeps(better), "\(accuracy)")
      }
    }
    #expect(abs(Scenario.ClampError(.class1).lead(at: 0) - 3) < 1e-12)
  }

  @Test("errors and delays are read strictly and written back")
  func coding() throws {
    let scenario = try ScenarioDecodingTests.decode(
      """
      {"wiring": "single", "delays": [0, 60, 120, 180.5],
       "clamps": [{"input": 1, "reversed": true, "error": {"class": 0.5, "lowLead": 2, "saturation": 70, "burden": -1}}]}
      """)
    var error = Scenario.ClampError(.class05)
    error.lowLead = 2
    error.saturation = 70
    error.burden = -1
    #expect(scenario.clampErrors == .init(error, nil, nil))
    #expect(scenario.clamps[.input1] == .init(.l1, .reversed))
    #expect(scenario.delays == .init(voltage: 0, inputs: .init(60, 120, 180.5)))
    #expect(try Scenario(json: Array(scenario.json.utf8), file: "round trip") == scenario)
    #expect(try ScenarioDecodingTests.decode(#"{"delays": 5}"#).delays == .init(repeating: 5))
  }

  @Test(
    "what is wrong with an error or a delay is named",
    arguments: [
      (#"{"delays": 1001}"#, "delays"), (#"{"delays": [1, 2]}"#, "delays"),
      (#"{"clamps": [{"input": 2, "error": {"lag": 3}}]}"#, "clamps[0].error.lag"),
      (#"{"clamps": [{"input": 2, "error": {"class": 2}}]}"#, "clamps[0].error.class"),
      (#"{"clamps": [{"input": 2, "error": 3}]}"#, "clamps[0].error"),
      (#"{"clamps": [{"input": 2, "error": {"ratio": "1"}}]}"#, "clamps[0].error.ratio"),
      (#"{"clamps": [{"input": 2, "error": {"ratio": 51}}]}"#, "clamps: input 2: error.ratio"),
      (#"{"clamps": [{"input": 2, "error": {"lowRatio": -51}}]}"#, "clamps: input 2: error.lowRatio"),
      (#"{"clamps": [{"input": 2, "error": {"lead": 31}}]}"#, "clamps: input 2: error.lead"),
      (#"{"clamps": [{"input": 2, "error": {"lowLead": 31}}]}"#, "clamps: input 2: error.lowLead"),
      (#"{"clamps": [{"input": 2, "error": {"middle": 0}}]}"#, "clamps: input 2: error.middle"),
      (#"{"clamps": [{"input": 2, "error": {"burden": 60}}]}"#, "clamps: input 2: error.burden"),
      (#"{"clamps": [{"input": 2, "error": {"saturation": 0}}]}"#, "clamps: input 2: error.saturation"),
    ])
  func refused(json: String, path: String) throws {
    let error = try #require(throws: InputError.self) {
      _ = try SimulatedSource(try ScenarioDecodingTests.decode(json), file: "house.json")
    }
    #expect(error.place == path && error.kind == .data)
  }
}
