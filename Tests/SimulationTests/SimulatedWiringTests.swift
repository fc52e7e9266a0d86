// SPDX-License-Identifier: Apache-2.0
import Simulation
import Metering
import Testing

@Suite struct SimulatedWiringTests {
  static func frames(_ change: (inout Scenario) -> Void) throws -> SimulatedFrames {
    var scenario = Scenario(
      noise: 0,
      loads: [
        .init(.l1, current: 5), .init(.l2, current: 7, phase: 10), .init(.l3, current: 9, phase: 20),
      ])
    change(&scenario)
    return try SimulatedFrames(scenario, seconds: 0.2)
  }

  @Test("a reversed clamp has the opposite codes", arguments: Input.allCases)
  func reversed(input: Input) throws {
    let right = try Self.frames { _ in }
    let wrong = try Self.frames { $0.clamps[input]?.polarity = .reversed }
    for channel in 0..<4 {
      let sign: Double = channel == input.index + 1 ? -1 : 1
      #expect(wrong.channels[channel] == right.channels[channel].map { sign * $0 })
    }
  }

  @Test("a clamp on another line has that line's codes")
  func moved() throws {
    let right = try Self.frames { _ in }
    let wrong = try Self.frames { $0.clamps = .init(.init(.l3), .init(.l1), .init(.l2)) }
    #expect(wrong.channels[1] == right.channels[3])
    #expect(wrong.channels[2] == right.channels[1])
    #expect(wrong.channels[3] == right.channels[2])
  }

  @Test("an input without a clamp has only its offset", arguments: Input.allCases)
  func missing(input: Input) throws {
    let frames = try Self.frames {
      $0.clamps[input] = nil
      $0.offset.inputs[input] = 12
    }
    for other in Input.allCases {
      #expect(frames.channels[other.index + 1].allSatisfy { $0 == 12 } == (other == input))
    }
  }

  @Test("every wiring's unused inputs are silent", arguments: Scenario.Wiring.allCases)
  func unused(wiring: Scenario.Wiring) throws {
    var scenario = SimulatedPhasorTests.installation(wiring)
    scenario.noise = 0
    let frames = try SimulatedFrames(scenario, seconds: 0.1)
    for input in Input.allCases {
      let isSilent = frames.channels[input.index + 1].allSatisfy { $0 == 0 }
      #expect(isSilent == (wiring.map.inputs[input] == nil))
    }
  }

  @Test("a reversed supply has the opposite voltage codes", arguments: Scenario.Wiring.allCases)
  func supply(wiring: Scenario.Wiring) throws {
    var scenario = SimulatedPhasorTests.installation(wiring)
    scenario.noise = 0
    let right = try SimulatedFrames(scenario, seconds: 0.1)
    scenario.supply = scenario.supply.reversed
    let wrong = try SimulatedFrames(scenario, seconds: 0.1)
    #expect(wrong.channels[0] == right.channels[0].map { -$0 })
    #expect(wrong.channels[1] == right.channels[1])
  }

  @Test(
    "the reference is V(L) - V(N), whatever they are connected to",
    arguments: [
      (Scenario.Wiring.star, "N", "L2", 230, -120), (.star, "N", "L3", 230, 120),
      (.star, "L2", "L1", 398.37, 30),
      (.delta, "L2", "L1", 230, 30), (.delta, "L3", "L2", 230, -90), (.delta, "L1", "L3", 230, 150),
      (.deltaAlternative, "L2", "L3", 230, 90), (.deltaAlternative, "L3", "L1", 230, -30),
    ] as [(Scenario.Wiring, String, String, Double, Double)])
  func reference(
    wiring: Scenario.Wiring, neutral: String, line: String, rms: Double, degrees: Double
  ) throws {
    let supply = Scenario.Supply(
      neutral: try #require(.init(rawValue: neutral)), line: try #require(.init(rawValue: line)))
    // A third of the voltage, so that 398 V stays within the converter's 400 V.
    let scenario = Scenario(wiring: wiring, voltage: .init(rms: 230.0 / 3), noise: 0.5, supply: supply)
    let frames = try SimulatedFrames(scenario, seconds: 1)
    let scale = scenario.calibration.channels.voltage.scale
    let expected = Phasor(magnitude: rms / 3 / scale, degrees: degrees)
    // 398.37 is sqrt(3) x 230 rounded to 10 mV: 0.007 codes.
    let tolerance = phasorTolerance(noise: 0.5, count: frames.count) + 0.01
    #expect(frames.phasor(0, hertz: 50).distance(to: expected) < tolerance)
  }

  @Test("left rotation exchanges the angles of L2 and L3", arguments: [Scenario.Wiring.star, .delta])
  func rotation(wiring: Scenario.Wiring) throws {
    let scenario = Scenario(
      wiring: wiring, rotation: .counterclockwise, noise: 0.5, loads: [.init(.all, current: 10, phase: 20)],
      clamps: .init(.init(.l1), .init(.l2), .init(.l3)))
    let frames = try SimulatedFrames(scenario, seconds: 1)
    let tolerance = phasorTolerance(noise: 0.5, count: frames.count)
    // V1 - V2 is 30 degrees behind V1 there.
    let voltage = Phasor(
      magnitude: 230 / scenario.calibration.channels.voltage.scale, degrees: wiring == .delta ? -30 : 0)
    #expect(frames.phasor(0, hertz: 50).distance(to: voltage) < tolerance)
    let scale = scenario.calibration.channels.inputs[.input1].scale
    for (channel, degrees) in [(1, -20.0), (2, 100), (3, -140)] {
      let expected = Phasor(magnitude: 10 / scale, degrees: degrees)
      #expect(frames.phasor(channel, hertz: 50).distance(to: expected) < tolerance)
    }
    for line in Line.allCases {
      #expect(abs(try #require(scenario.truth()[line]).phase - 20) < 1e-9)
    }
  }
}
