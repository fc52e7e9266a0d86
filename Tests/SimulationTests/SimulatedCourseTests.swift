// SPDX-License-Identifier: Apache-2.0
import Simulation
import Metering
import Testing

@Suite struct SimulatedCourseTests {
  /// A noiseless installation, so that codes are equal wherever the factors are.
  static func scenario(
    load: [Scenario.Change] = [], voltage: [Scenario.Change] = [], switching: Scenario.Switching? = nil
  ) -> Scenario {
    Scenario(
      bits: 16, wiring: .single, voltage: .init(course: voltage), noise: 0,
      loads: [.init(.l1, current: 30, phase: 20, course: load, switching: switching)])
  }

  /// Expects the codes of one channel to be those without courses times a factor of the frame.
  static func expect(
    _ scenario: Scenario, channel: Int, factor: (Int) -> Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let steady = try SimulatedFrames(Self.scenario(), seconds: 1)
    let frames = try SimulatedFrames(scenario, seconds: 1)
    // Both codes are rounded by a half at most, the steady one times the factor.
    let wrong = (0..<frames.count).first { frame in
      let expected = steady.channels[channel][frame] * factor(frame)
      return abs(frames.channels[channel][frame] - expected) > 0.5 * (1 + abs(factor(frame))) + 1e-9
    }
    #expect(wrong == nil, "the first wrong frame", sourceLocation: sourceLocation)
    #expect(frames.channels[1 - channel] == steady.channels[1 - channel], sourceLocation: sourceLocation)
  }

  @Test(
    "a step changes the first frame at or after its time",
    arguments: [(0, 0), (0.25, 1000), (0.3, 1200), (0.50001, 2001), (0.49999, 2000)])
  func step(time: Double, frame: Int) throws {
    let scenario = Self.scenario(load: [.init(time: time, factor: -0.5)])
    try Self.expect(scenario, channel: 1) { $0 < frame ? 1 : -0.5 }
  }

  @Test("a load is switched on for a while")
  func pulse() throws {
    let course = [
      Scenario.Change(time: 0, factor: 0), .init(time: 0.2, factor: 1), .init(time: 0.5, factor: 0),
    ]
    try Self.expect(Self.scenario(load: course), channel: 1) { (800..<2000).contains($0) ? 1 : 0 }
  }

  @Test("a ramp is linear from its time to its end, and the next change follows on")
  func ramp() throws {
    let course = [
      Scenario.Change(time: 0.1, factor: 0, ramp: 0.4), .init(time: 0.5, factor: 1.4, ramp: 0.25),
    ]
    try Self.expect(Self.scenario(load: course), channel: 1) { frame in
      let time = Double(frame) / 4000
      if time < 0.1 { return 1 }
      if time < 0.5 { return 1 - (time - 0.1) / 0.4 }
      return 1.4 * min(1, (time - 0.5) / 0.25)
    }
  }

  @Test("voltage that is lost comes back in phase, and the currents do not change")
  func loss() throws {
    let course = [Scenario.Change(time: 0.3, factor: 0), .init(time: 0.6, factor: 1)]
    try Self.expect(Self.scenario(voltage: course), channel: 0) { (1200..<2400).contains($0) ? 0 : 1 }
  }

  @Test("a voltage dip ramps")
  func dip() throws {
    let course = [Scenario.Change(time: 0.2, factor: 0.7, ramp: 0.1)]
    try Self.expect(Self.scenario(voltage: course), channel: 0) { frame in
      max(0.7, min(1, 1 - 0.3 * (Double(frame) / 4000 - 0.2) / 0.1))
    }
  }

  @Test(
    "switching is on for its part of each period",
    arguments: [(0.1, 0.5, 0), (0.1, 0.25, 0.03), (0.3, 0.999, 0.7), (0.1, 0, 0), (0.1, 1, 0)])
  func switching(period: Double, duty: Double, start: Double) throws {
    let scenario = Self.scenario(switching: .init(period: period, duty: duty, start: start))
    let (length, first) = (Int(period * 4000), Int(start * 4000))
    // On frames of a period: those before its on part ends, rounded up to a frame.
    let on = Int((duty * period * 4000 - 1e-6).rounded(.up))
    try Self.expect(scenario, channel: 1) { frame in
      (frame - first + 100 * length) % length < on ? 1 : 0
    }
  }

  @Test("switching keeps its period over an hour, also where it is no whole number of frames")
  func longSwitching() throws {
    let scenario = Self.scenario(switching: .init(period: 0.0701, duty: 0.5))
    // The 51,355th period begins at 3599.9855 s, frame 14,399,942; it is on for 140.2 frames.
    let frames = try SimulatedFrames(scenario, seconds: 0.05, skipped: 14_399_941)
    let isOn = frames.channels[1].map { $0 != 0 }
    #expect(!isOn[0] && isOn[1...141].allSatisfy { $0 } && !isOn[142...].contains(true))
  }

  @Test("the frequency follows its course", arguments: [(0.5, 49.0), (1, 50.0), (5, 51.5)])
  func frequency(ramp: Double, end: Double) throws {
    let course = [Scenario.Change(time: 1, factor: end / 50, ramp: ramp)]
    let scenario = Scenario(bits: 16, frequency: .init(50, course: course), noise: 0)
    for (hertz, skipped) in [(50, 0), (end, Int((1 + ramp) * 4000))] {
      let frames = try SimulatedFrames(scenario, seconds: 2 / hertz, skipped: skipped)
      // Two periods, cut to a whole frame: at most 1/160 of them is missing.
      let phasor = frames.phasor(0, hertz: hertz)
      #expect(abs(phasor.magnitude * scenario.calibration.channels.voltage.scale / 230 - 1) < 1.0 / 80)
    }
    // Phases before and after the ramp, over one second each: the ramp lasts (50 + end) / 2 x ramp periods.
    let after = try SimulatedFrames(scenario, seconds: 2, skipped: Int((1 + ramp) * 4000))
    let turns = 50 + (50 + end) / 2 * ramp
    let expected = 360 * (turns - turns.rounded(.down))
    let difference = after.phasor(0, hertz: end).rotated(degrees: -expected)
    // Rounding of 16-bit codes is far below a millidegree of a phasor of 18,841 codes.
    #expect(abs(difference.degrees) < 0.001)
  }

  @Test("the truth follows the courses", arguments: [(0, 1), (0.25, 0), (0.55, 1), (0.75, 2)])
  func truth(time: Double, factor: Double) throws {
    let course = [Scenario.Change(time: 0.7, factor: 2)]
    let scenario = Self.scenario(
      load: course, voltage: course, switching: .init(period: 0.25, duty: 0.9, start: 0.5))
    var expected = try #require(Self.scenario().truth()[.l1])
    // At 0.25 s the pattern's on part begins: switching is on there, off for the last 25 ms of each period.
    let isOn = time != 0.25
    let truth = try #require(scenario.truth(at: isOn ? time : 0.23)[.l1])
    expected.fundamental *= factor
    #expect(abs(truth.fundamental - expected.fundamental) < 1e-9)
    // Voltage and current both have the factor.
    #expect(abs(truth.power - expected.power * factor * factor) < 1e-9 * expected.power)
  }
}
