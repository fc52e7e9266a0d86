// SPDX-License-Identifier: Apache-2.0
import Simulation
import Foundation
import Metering
import Testing
import _TestSupport

@Suite struct SimulatedSourceTests {
  /// Everything that could depend on where a read begins: noise, ramps, switching, steps.
  static let lively = Scenario(
    frequency: .init(50, course: [.init(time: 0.1, factor: 0.98, ramp: 0.2)]),
    voltage: .init(course: [.init(time: 0.35, factor: 0), .init(time: 0.4, factor: 1, ramp: 0.05)]),
    loads: [
      .init(.l1, current: 10, course: [.init(time: 0.05, factor: 0, ramp: 0.3)]),
      .init(.l2, current: 3, switching: .init(period: 0.037, duty: 0.3)),
    ])

  @Test("splitting reads changes nothing", arguments: [1, 2, 3] as [UInt64])
  func splitting(seed: UInt64) throws {
    var whole = try SimulatedSource(Self.lively)
    let expected = try whole.read(upTo: 2000)
    var random = SeededGenerator(seed: seed)
    var source = try SimulatedSource(Self.lively)
    var codes: [Int16] = []
    while codes.count < expected.count {
      codes += try source.read(upTo: min(Int.random(in: 1...150, using: &random), 2000 - codes.count / 4))
    }
    #expect(codes == expected, "seed \(seed)")
  }

  @Test("skipping gives the frames that reading gives", arguments: [1, 199, 850, 1399, 1999])
  func skipping(count: Int) throws {
    var whole = try SimulatedSource(Self.lively)
    let expected = try whole.read(upTo: 2000)
    var source = try SimulatedSource(Self.lively)
    source.skip(count)
    #expect(try source.read(upTo: 2000 - count) == Array(expected[(4 * count)...]))
  }

  @Test("the same seed gives the same codes, another seed others")
  func seeds() throws {
    func codes(seed: UInt64) throws -> [Int16] {
      var scenario = Self.lively
      scenario.seed = seed
      var source = try SimulatedSource(scenario)
      return try source.read(upTo: 500)
    }
    #expect(try codes(seed: 7) == codes(seed: 7))
    #expect(try codes(seed: 7) != codes(seed: 8))
  }

  @Test("a source ends after its seconds and then stays at its end", arguments: [0, 0.25, 1.00012])
  func end(seconds: Double) throws {
    var source = try SimulatedSource(Scenario(), seconds: seconds)
    var count = 0
    while case let codes = try source.read(upTo: 300), !codes.isEmpty { count += codes.count }
    #expect(count == 4 * Int((4000 * seconds).rounded()))
    #expect(try source.read(upTo: 300).isEmpty)
  }

  @Test("an endless source gives as many frames as are asked for, of four channels, at the scenario's rate")
  func shape() throws {
    var source = try SimulatedSource(Scenario(rate: 6400, bits: 14, wiring: .single))
    #expect(source.rate == 6400)
    #expect(source.channelCount == 4)
    #expect(source.calibration == .nominal(bits: 14))
    #expect(try source.read(upTo: 1234).count == 4 * 1234)
  }

  @Test("noise has the RMS and the mean that were asked for, in every channel", arguments: [0.5, 1, 7.3])
  func noise(level: Double) throws {
    let offset = PerChannel(voltage: 3.25, inputs: PerInput(-11.5, 0, 20))
    let scenario = Scenario(voltage: .init(rms: 0), noise: level, offset: offset)
    let frames = try SimulatedFrames(scenario, seconds: 10)
    let variance = codeVariance(noise: level)
    for (channel, mean) in [3.25, -11.5, 0, 20].enumerated() {
      // Five standard deviations of a mean and of a variance of 40,000 values.
      #expect(abs(frames.mean(channel) - mean) < 5 * (variance / 40_000).squareRoot())
      #expect(abs(frames.variance(channel) / variance - 1) < 5 * (2.0 / 40_000).squareRoot())
    }
  }

  @Test("noise has the tails of a Gaussian and is white across frames and channels")
  func whiteness() throws {
    let frames = try SimulatedFrames(Scenario(bits: 16, voltage: .init(rms: 0), noise: 100), seconds: 10)
    for channel in 0..<4 {
      let values = frames.channels[channel]
      let beyond = values.count { abs($0) > 200 }
      // 4.55 % lie beyond 2 sigma; five standard deviations of that count.
      #expect(abs(Double(beyond) - 0.0455 * 40_000) < 5 * (0.0455 * 0.9545 * 40_000).squareRoot())
      for (other, shift) in [(0, 1), (1, 1), (2, 1), (3, 1), ((channel + 1) % 4, 0), ((channel + 2) % 4, 0)] {
        let pairs = zip(values, frames.channels[other].dropFirst(shift))
        let correlation = pairs.reduce(0) { $0 + $1.0 * $1.1 } / 40_000 / 1e4
        let ofSquares = pairs.reduce(0) { $0 + ($1.0 * $1.0 / 1e4 - 1) * ($1.1 * $1.1 / 1e4 - 1) } / 40_000
        // Five standard deviations for independent values; the variance of a square is 2.
        #expect(abs(correlation) < 5.0 / 200)
        #expect(abs(ofSquares) < 5.0 * 2 / 200)
      }
    }
  }

  @Test("without noise and signal the codes are the offset rounded half to even")
  func rounding() throws {
    let offset = PerChannel(voltage: 0.5, inputs: PerInput(1.5, -2.5, -3.51))
    var source = try SimulatedSource(Scenario(voltage: .init(rms: 0), noise: 0, offset: offset))
    #expect(try source.read(upTo: 2) == [0, 2, -2, -4, 0, 2, -2, -4])
  }

  @Test("what exceeds the converter stays at its rails", arguments: 12...16)
  func clipping(bits: Int) throws {
    let loads = [Scenario.Load(.l1, current: 60)]
    let frames = try SimulatedFrames(Scenario(bits: bits, loads: loads), seconds: 0.1)
    #expect(frames.channels[1].max() == Double((1 << (bits - 1)) - 1))
    #expect(frames.channels[1].min() == -Double(1 << (bits - 1)))
    // 62.5 A of 84.85 A peak: a sine is beyond that for 2 acos(62.5 / 84.85) / pi of the time.
    let clipped = frames.channels[1].count { abs($0) >= Double((1 << (bits - 1)) - 1) }
    #expect(abs(Double(clipped) / 400 - 2 * acos(62.5 / 60 / 2.0.squareRoot()) / .pi) < 0.02)
  }

  @Test("an hour later the phase is exact to a microradian", arguments: [49.3, 50, 60.2])
  func hour(hertz: Double) throws {
    // An hour is a whole number of periods at these frequencies, so the codes repeat.
    let scenario = Scenario(
      bits: 16, frequency: .init(hertz), noise: 0, loads: [.init(.l1, current: 30, phase: 17)])
    let first = try SimulatedFrames(scenario, seconds: 10)
    let later = try SimulatedFrames(scenario, seconds: 10, skipped: 3600 * 4000)
    for channel in 0...1 {
      let phasor = first.phasor(channel, hertz: hertz)
      #expect(later.phasor(channel, hertz: hertz).distance(to: phasor) < 1e-6 * phasor.magnitude)
    }
  }

  @Test("a frequency ramp leaves the phase that its integral says")
  func frequencyRamp() throws {
    // 10 s at 50 Hz, 100 s to 49 Hz, then 49 Hz: 500 + 4950 + 49 x 3490 periods in an hour, a whole number.
    var scenario = Scenario(
      bits: 16, frequency: .init(50, course: [.init(time: 10, factor: 0.98, ramp: 100)]), noise: 0)
    let later = try SimulatedFrames(scenario, seconds: 1, skipped: 3600 * 4000)
    scenario.frequency = .init(49)
    let steady = try SimulatedFrames(scenario, seconds: 1)
    let phasor = steady.phasor(0, hertz: 49)
    #expect(later.phasor(0, hertz: 49).distance(to: phasor) < 1e-6 * phasor.magnitude)
  }

  @Test("within a frequency ramp every code is the cosine of the frequency's integral")
  func withinFrequencyRamp() throws {
    let course = [Scenario.Change(time: 0, factor: 1.2, ramp: 20)]
    let scenario = Scenario(bits: 16, frequency: .init(50, course: course), noise: 0)
    let frames = try SimulatedFrames(scenario, seconds: 0.5, skipped: 18 * 4000)
    let peak = 230 * 2.0.squareRoot() / scenario.calibration.channels.voltage.scale
    let wrong = (0..<frames.count).first { frame in
      let time = 18 + Double(frame) / 4000
      // From 50 to 60 Hz in 20 s: half a hertz a second. Rounding is half a code.
      let expected = peak * cos(2 * .pi * (50 * time + 0.25 * time * time))
      return abs(frames.channels[0][frame] - expected) > 0.5 + 1e-6
    }
    #expect(wrong == nil, "the first wrong frame")
  }
}
