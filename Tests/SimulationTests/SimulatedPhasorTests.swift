// SPDX-License-Identifier: Apache-2.0
import Simulation
import Metering
import Testing
import _TestSupport

@Suite struct SimulatedPhasorTests {
  /// Every wiring with loads of all kinds that it allows, with distortion.
  static func installation(_ wiring: Scenario.Wiring, hertz: Double = 50) -> Scenario {
    let harmonics = [
      Scenario.Harmonic(order: 5, percent: 30, phase: 40), .init(order: 7, percent: 12, phase: -100),
    ]
    let triple = [Scenario.Harmonic(order: 3, percent: 25, phase: 70)]
    let loads: [Scenario.Load] =
      switch wiring {
      case .single:
        [
          .init(.l1, current: 8, phase: 35, harmonics: harmonics), .init(.l1, current: 3, harmonics: triple),
        ]
      case .star:
        [
          .init(.l1, current: 12, phase: 170, harmonics: harmonics), .init(.l2, current: 4, phase: -20),
          .init(.l3, current: 9, phase: 60, harmonics: triple), .init(.l2l3, current: 2, phase: 10),
          .init(.all, current: 1, phase: 30, harmonics: harmonics),
        ]
      case .delta, .deltaAlternative:
        [
          .init(.l1l2, current: 6, phase: 5, harmonics: triple), .init(.l2l3, current: 3, phase: 150),
          .init(.l3l1, current: 7, phase: 40), .init(.all, current: 2, phase: 30, harmonics: harmonics),
        ]
      }
    return Scenario(
      wiring: wiring, frequency: .init(hertz),
      voltage: .init(rms: 227, phase: 25, harmonics: harmonics), noise: 0.5, loads: loads)
  }

  @Test(
    "each clamp's phasor is its line's true current against the map's reference angle",
    arguments: Trials.chosen(Scenario.Wiring.allCases, [48.7, 50, 60.2], orEach: 5))
  func truth(wiring: Scenario.Wiring, hertz: Double) throws {
    let scenario = Self.installation(wiring, hertz: hertz)
    // 10 s are a whole number of periods at all three frequencies.
    let frames = try SimulatedFrames(scenario, seconds: 10)
    let tolerance = phasorTolerance(noise: 0.5, count: frames.count)
    let voltage = frames.phasor(0, hertz: hertz)
    let voltageScale = scenario.calibration.channels.voltage.scale
    #expect(abs(voltage.magnitude * voltageScale - 227) < tolerance * voltageScale)
    let truth = scenario.truth()
    for input in Input.allCases {
      guard let assignment = wiring.map.inputs[input] else { continue }
      let line = try #require(truth[assignment.line])
      let scale = scenario.calibration.channels.inputs[input].scale
      let channel = input.index + 1
      let current = frames.phasor(channel, hertz: hertz) * assignment.polarity.sign
      let expected = Phasor(
        magnitude: line.fundamental / scale,
        degrees: voltage.degrees + wiring.map.referenceAngles[assignment.line] - line.phase)
      // The voltage's angle is measured too: its tolerance, as an arc at this current.
      let arc = tolerance * expected.magnitude / voltage.magnitude
      #expect(current.distance(to: expected) < tolerance + arc)
      // True RMS, with the variance of noise and rounding taken off.
      let rms = max(0, frames.variance(channel) - codeVariance(noise: 0.5)).squareRoot()
      #expect(abs(rms - line.current / scale) < tolerance)
      let power = scenario.voltage.rms * wiring.map.lineVoltageRatio * line.fundamental
      #expect(abs(line.power - Phasor(magnitude: power, degrees: line.phase).real) < 1e-9 * power)
    }
  }

  @Test("all power that the loads take is in the lines", arguments: Scenario.Wiring.allCases)
  func conservation(wiring: Scenario.Wiring) {
    let scenario = Self.installation(wiring)
    let loads = scenario.loads.reduce(0) { sum, load in
      let voltage: Double =
        switch load.line {
        case .l1, .l2, .l3: 227
        case .l1l2, .l2l3, .l3l1: wiring.isDelta ? 227 : 227 * 3.0.squareRoot()
        case .all: 3 * (wiring.isDelta ? 227 / 3.0.squareRoot() : 227)
        }
      return sum + Phasor(magnitude: voltage * load.current, degrees: load.phase).real
    }
    let lines = scenario.truth().reduce(0) { $0 + ($1?.power ?? 0) }
    #expect(abs(lines - loads) < 1e-9 * abs(loads))
  }

  @Test("the currents of a delta net sum to zero", arguments: [Scenario.Wiring.delta, .deltaAlternative])
  func kirchhoff(wiring: Scenario.Wiring) throws {
    var scenario = Self.installation(wiring)
    scenario.noise = 0
    scenario.clamps = .init(.init(.l1), .init(.l2), .init(.l3))
    let frames = try SimulatedFrames(scenario, seconds: 0.1)
    for frame in 0..<frames.count {
      // Three codes that are each rounded by at most a half.
      #expect(abs((1...3).reduce(0) { $0 + frames.channels[$1][frame] }) <= 1.5)
    }
  }

  @Test("a resistor between two lines of a delta net leads in one and lags in the other by 30 degrees")
  func resistor() throws {
    let scenario = Scenario(wiring: .delta, loads: [.init(.l1l2, current: 10)])
    let truth = scenario.truth()
    let first = try #require(truth[.l1])
    let second = try #require(truth[.l2])
    // V1 - V2 is 30 degrees ahead of V1; half of the 2300 W in each line. Double rounding, a few ulp of 2300.
    #expect(abs(first.phase + 30) < 1e-9 && abs(second.phase - 30) < 1e-9)
    #expect(abs(first.power - 1150) < 1e-9 && abs(second.power - 1150) < 1e-9)
    let third = try #require(truth[.l3])
    #expect(third.fundamental == 0 && third.current == 0 && third.phase == 0 && third.power == 0)
  }

  @Test(
    "a star firmware sees a balanced delta load as an Aron connection",
    arguments: [Scenario.Wiring.delta, .deltaAlternative], [-40, 0, 25, 130] as [Double])
  func aron(wiring: Scenario.Wiring, phase: Double) throws {
    let scenario = Scenario(wiring: wiring, noise: 0.5, loads: [.init(.all, current: 10, phase: phase)])
    let frames = try SimulatedFrames(scenario, seconds: 1)
    let reference = frames.phasor(0, hertz: 50)
    // Inputs 1, 2, 3 against the reference, 120 degrees behind it and ahead of it: phi + 30 and phi - 30.
    let second = wiring == .delta ? (channel: 2, angle: -120.0) : (channel: 3, angle: 120.0)
    let (one, two) = wiring == .delta ? (phase + 30, phase - 30) : (phase - 30, phase + 30)
    for (channel, angle, expected) in [(1, 0, one), (second.channel, second.angle, two)] {
      let difference = reference.rotated(degrees: angle).timesConjugate(of: frames.phasor(channel, hertz: 50))
      // 0.01 codes of 328 are 0.002 degrees; twice that for two phasors.
      #expect(abs(difference.rotated(degrees: -expected).degrees) < 0.01)
    }
  }

  @Test("a harmonic keeps its phase to the fundamental, in voltages and currents", arguments: [2, 3, 7, 33])
  func harmonics(order: Int) throws {
    let harmonics = [Scenario.Harmonic(order: order, percent: 40, phase: -65)]
    let scenario = Scenario(
      wiring: .single, voltage: .init(rms: 180, phase: 25, harmonics: harmonics), noise: 0.5,
      loads: [.init(.l1, current: 12, phase: 31, harmonics: harmonics)])
    let frames = try SimulatedFrames(scenario, seconds: 1)
    let scales = [
      scenario.calibration.channels.voltage.scale, scenario.calibration.channels.inputs[.input1].scale,
    ]
    for (channel, (rms, angle)) in [(180.0, 25.0), (12, -6)].enumerated() {
      let fundamental = Phasor(magnitude: rms / scales[channel], degrees: angle)
      let harmonic = Phasor(
        magnitude: 0.4 * rms / scales[channel], degrees: Double(order) * angle - 65)
      let tolerance = phasorTolerance(noise: 0.5, count: frames.count)
      #expect(frames.phasor(channel, hertz: 50).distance(to: fundamental) < tolerance)
      #expect(frames.phasor(channel, hertz: 50 * Double(order)).distance(to: harmonic) < tolerance)
    }
  }

  @Test("loads on one line add as phasors, their harmonics too")
  func superposition() throws {
    let scenario = Scenario(
      wiring: .single,
      loads: [
        .init(.l1, current: 3, harmonics: [.init(order: 3, percent: 100)]),
        .init(.l1, current: 4, phase: 90, harmonics: [.init(order: 3, percent: 50, phase: 90)]),
      ])
    let line = try #require(scenario.truth()[.l1])
    // 3 and 4 A at right angles; the third harmonics 3 A at 0 and 2 A at 3 x -90 + 90 = 180 degrees: 1 A.
    #expect(abs(line.fundamental - 5) < 1e-12)
    #expect(abs(line.current - 26.0.squareRoot()) < 1e-12)
    #expect(abs(line.power - 690) < 1e-9)
    #expect(scenario.truth()[.l2] == nil && scenario.truth()[.l3] == nil)
  }
}
