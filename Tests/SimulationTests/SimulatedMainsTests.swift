// SPDX-License-Identifier: Apache-2.0
@testable import Simulation
import Foundation
import Metering
import Testing
import _TestSupport

@Suite struct SimulatedMainsTests {
  private static func single(_ change: (inout Scenario) -> Void) -> Scenario {
    var scenario = Scenario(bits: 16, wiring: .single, noise: 0, loads: [.init(.l1, current: 20, phase: 30)])
    change(&scenario)
    return scenario
  }

  @Test("an interharmonic has its frequency, its share and its phase, and leaves the fundamental")
  func interharmonics() throws {
    let scenario = Self.single {
      $0.voltage.phase = 20
      $0.voltage.interharmonics = [.init(hertz: 175, percent: 9, phase: 40)]
      $0.loads[0].interharmonics = [.init(hertz: 25, percent: 20, phase: -50)]
    }
    // Whole swings of all in a second.
    let frames = try SimulatedFrames(scenario, seconds: 1)
    // Without noise the rounding repeats with the signal: a period has 80 different errors.
    let tolerance = phasorTolerance(noise: 0, count: 80)
    for (channel, hertz, percent, phase) in [(0, 175.0, 9.0, 40.0), (1, 25, 20, -50)] {
      let expected = frames.phasor(channel, hertz: 50).rotated(degrees: phase) * (percent / 100)
      #expect(frames.phasor(channel, hertz: hertz).distance(to: expected) < tolerance)
    }
    let plain = try SimulatedFrames(Self.single { $0.voltage.phase = 20 }, seconds: 1)
    for channel in [0, 1] {
      #expect(
        frames.phasor(channel, hertz: 50).distance(to: plain.phasor(channel, hertz: 50)) < tolerance)
    }
    let truth = try #require(scenario.truth()[.l1])
    #expect(abs(truth.current / (20 * 1.04.squareRoot()) - 1) < 1e-12 && truth.fundamental == 20)
  }

  @Test("a jump turns voltage and current by as much, from its frame on", arguments: [-60.0, 10, 90])
  func jumps(degrees: Double) throws {
    let scenario = Self.single { $0.voltage.jumps = [.init(time: 0.5, degrees: degrees)] }
    let jumped = try SimulatedFrames(scenario, seconds: 1)
    let steady = try SimulatedFrames(Self.single { _ in }, seconds: 1)
    var turned = Self.single { $0.voltage.phase = degrees }
    turned.seed = 9
    let ahead = try SimulatedFrames(turned, seconds: 1)
    for channel in [0, 1] {
      #expect(jumped.channels[channel][..<2000] == steady.channels[channel][..<2000])
      // Turned by another sum of angles: a code may round the other way.
      let apart = zip(jumped.channels[channel][2000...], ahead.channels[channel][2000...]).map {
        abs($0 - $1)
      }
      #expect(apart.allSatisfy { $0 <= 1 })
    }
  }

  @Test("jumps add up, also where the frequency steps with one")
  func jumpsWithFrequency() throws {
    let scenario = Self.single {
      $0.frequency = .init(50, course: [.init(time: 0.5, factor: 1.04)])
      $0.voltage.jumps = [.init(time: 0.25, degrees: 20), .init(time: 0.5, degrees: 30)]
    }
    let after = try SimulatedFrames(scenario, seconds: 1, skipped: 2000)
    // 25 turns before, and 50 degrees.
    #expect(abs(after.phasor(0, hertz: 52).degrees - 50) < 0.001)
  }

  @Test("a restless load has one factor an interval, of the deviation that is given")
  func fluctuation() throws {
    let scenario = Self.single { $0.loads[0].fluctuation = .init(percent: 20) }
    let seconds = Double(Trials.count(60, or: 15))
    let restless = try SimulatedFrames(scenario, seconds: seconds)
    let steady = try SimulatedFrames(Self.single { _ in }, seconds: seconds)
    var factors: [Double] = []
    for start in stride(from: 0, to: restless.count, by: 80) {
      let frame = (start..<start + 80).max { abs(steady.channels[1][$0]) < abs(steady.channels[1][$1]) }!
      let factor = restless.channels[1][frame] / steady.channels[1][frame]
      factors.append(factor)
      let isOne = (start..<start + 80).allSatisfy {
        abs(restless.channels[1][$0] - factor * steady.channels[1][$0]) < 2.5
      }
      #expect(isOne, "frames from \(start)")
    }
    let mean = factors.reduce(0, +) / Double(factors.count)
    let deviation = (factors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(factors.count))
      .squareRoot()
    // Five standard errors: 0.2 / sqrt(n) and 0.2 / sqrt(2n).
    let count = Double(factors.count)
    try #require(count == 50 * seconds)
    #expect(abs(mean - 1) < 1 / count.squareRoot() && abs(deviation - 0.2) < 1 / (2 * count).squareRoot())
    let truth = try #require(scenario.truth(at: 1)[.l1])
    #expect(abs(truth.current / 20 - factors[50]) < 1e-3)
  }

  @Test("a midpoint settles and follows its course; the voltage's stays")
  func midpoint() throws {
    let scenario = Self.single {
      $0.loads = []
      $0.midpoint = .init(
        settling: 400, timeConstant: 0.5,
        course: [.init(time: 0.25, codes: 20), .init(time: 0.5, codes: -30, ramp: 0.25)])
    }
    let frames = try SimulatedFrames(scenario, seconds: 1)
    for frame in 0..<frames.count {
      let time = Double(frame) / 4000
      let course = time < 0.25 ? 0 : time < 0.5 ? 20 : 20 - 50 * min(1, (time - 0.5) / 0.25)
      let expected = 400 * exp(-time / 0.5) + course
      #expect(abs(frames.channels[1][frame] - expected) <= 0.5 + 1e-9)
    }
    #expect(abs(frames.mean(0)) < 0.05)
  }

  @Test("1/f noise has the power that is given, as much in each octave, and differs between channels")
  func pinkNoise() throws {
    var scenario = Self.single { $0.loads = [] }
    scenario.voltage.rms = 0
    scenario.pinkNoise = 50
    let frames = try SimulatedFrames(scenario, seconds: 64)
    // 14 octaves of which the slowest change every 4 s: of a minute's power as much is uncertain.
    #expect(abs(frames.variance(1).squareRoot() / 50 - 1) < 0.15)
    /// The power of what differs between the means of neighbours of so many frames.
    func power(_ length: Int) -> Double {
      let means = stride(from: 0, to: frames.count, by: length).map { start in
        frames.channels[1][start..<start + length].reduce(0, +) / Double(length)
      }
      return zip(means, means.dropFirst()).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        / Double(means.count)
    }
    // White noise would have a sixteenth at sixteen times the length.
    #expect((0.7...1.4).contains(power(128) / power(8)))
    let product = zip(frames.channels[1], frames.channels[2]).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(product / Double(frames.count)) < 0.25 * 2500)
  }

  @Test(
    "the true signal of a steady load is its truth, over any whole periods", arguments: [0.0, 12.5, 801.3])
  func steadyTruth(start: Double) throws {
    for wiring in Scenario.Wiring.allCases {
      let scenario = SimulatedPhasorTests.installation(wiring)
      var signal = try TrueSignal(scenario)
      let period = scenario.rate / scenario.frequency.hertz
      let means = signal.means(over: start..<start + 50 * period)
      for (line, mean) in zip(wiring.lines, means) {
        let truth = try #require(scenario.truth()[line])
        let phase = truth.phase * .pi / 180
        // The linear interpolant's edges: one of 4000 frames, smoothed.
        #expect(abs(mean.current - truth.current) < 1e-3 * truth.current)
        #expect(abs(mean.active - truth.fundamental * cos(phase)) < 1e-3 * truth.current)
        #expect(abs(mean.reactive - truth.fundamental * sin(phase)) < 1e-3 * truth.current)
      }
    }
  }

  @Test("the true signal of a load that is on for a part of the range")
  func burstTruth() throws {
    let scenario = Self.single { $0.loads[0].switching = .init(period: 1, duty: 0.25) }
    var signal = try TrueSignal(scenario)
    let mean = signal.means(over: 0..<4000)[0]
    // A quarter of the time, whole periods but for a sixteenth of one.
    #expect(abs(mean.current - 10) < 0.02)
    #expect(abs(mean.active - 5 * cos(.pi / 6)) < 0.02)
  }
}
