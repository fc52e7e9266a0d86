// SPDX-License-Identifier: Apache-2.0
import CMeter
import Foundation
import Testing
import _TestSupport

@Suite("cm_oscillator")
struct OscillatorTests {
  @Test("cosine and sine of all phases: 3.1e-8, and of small ones the sine to 3e-8 of itself")
  func accuracy() {
    var worst = 0.0
    for phase in stride(from: UInt64(0), to: 1 << 32, by: 65521) {
      let oscillation = cm_oscillator_at(UInt32(phase))
      let angle = Double(phase) / 4_294_967_296 * 2 * .pi
      worst = max(worst, abs(Double(oscillation.cosine) / 1_073_741_824 - cos(angle)))
      worst = max(worst, abs(Double(oscillation.sine) / 1_073_741_824 - sin(angle)))
    }
    #expect(worst < 3.1e-8)
    // Half the steps of 16 to 400 frames a period.
    for frames in 16...400 {
      let phase = UInt32(2_147_483_648 / Double(frames))
      let sine = sin(Double(phase) / 2_147_483_648 * .pi)
      #expect(abs(Double(cm_oscillator_at(phase).sine) / 1_073_741_824 / sine - 1) < 2e-8 + 1e-9 / sine)
    }
  }

  @Test("a phase advances around the full turn")
  func wrap() {
    #expect(cm_oscillator_advance(.max, 1, 1) == 0)
    #expect(cm_oscillator_advance(7, 0xC000_0000, 3) == 0x4000_0007)
    #expect(cm_oscillator_advance(7, 0, 1000) == 7)
  }
}

@Suite("cm_correlator")
struct CorrelatorTests {
  /// Runs frames through an accumulator and a correlator; the correlation of each second.
  static func run(
    _ samples: [Int16], rate: Double, channels: Int, longest: Int = 5000, seed: UInt64 = 1
  ) -> [cm_correlation] {
    var generator = SeededGenerator(seed: seed)
    var accumulator = cm_accumulator()
    var correlator = cm_correlator()
    cm_correlator_tune(&correlator, cm_correlator_step(UInt32(rate / 50 * 65536)))
    var correlations: [cm_correlation] = []
    let total = samples.count / channels
    var taken = 0
    let configuration = AccumulatorTests.configuration(rate: rate, channels: channels)
    withUnsafePointer(to: configuration) { config in
      withUnsafePointer(to: configuration.format) { format in
        samples.withUnsafeBufferPointer { buffer in
          while taken < total {
            let second = (taken / Int(rate) + 1) * Int(rate)
            let block = min(second, total, taken + Int.random(in: 1...longest, using: &generator)) - taken
            let start = buffer.baseAddress! + taken * channels
            var edge = cm_edge()
            var found = false
            let count = cm_accumulator_update(&accumulator, config, start, block, &edge, &found)
            cm_correlator_update(&correlator, format, start, count)
            if found { cm_correlator_end_period(&correlator, format, &edge) }
            taken += count
            guard taken == second else { continue }
            var cycle = cm_cycle()
            cm_accumulator_close(&accumulator, &cycle)
            var correlation = cm_correlation()
            cm_correlator_close(&correlator, &correlation)
            correlations.append(correlation)
          }
        }
      }
    }
    return correlations
  }

  static func magnitude(_ value: cm_complex) -> Double { hypot(Double(value.real), Double(value.imaginary)) }

  @Test("how frames are split into blocks does not matter", arguments: [UInt64](1...5))
  func splits(seed: UInt64) {
    let samples = AccumulatorTests.sine(49.3, seconds: 2)
    let whole = Self.run(samples, rate: 4000, channels: 2, longest: 1)
    let split = Self.run(samples, rate: 4000, channels: 2, longest: 700, seed: seed)
    #expect(whole.count == 2 && split.count == 2)
    for (a, b) in zip(whole, split) {
      #expect(a.sum.1.real == b.sum.1.real && a.sum.1.imaginary == b.sum.1.imaginary)
      #expect(a.second.1.real == b.second.1.real && a.scatter.1 == b.scatter.1)
      #expect(a.step == b.step && a.periods == b.periods)
    }
  }

  @Test(
    "a sine of 10000 codes correlates to half its amplitude times the frames",
    // Of no frequency that repeats its codes and so their rounding in every period.
    arguments: [46.1, 49.9, 52.5, 60.2])
  func amplitude(frequency: Double) throws {
    let correlations = Self.run(AccumulatorTests.sine(frequency, seconds: 4), rate: 4000, channels: 2)
    try #require(correlations.count == 4)
    for correlation in correlations.dropFirst() {
      let frames = Double(correlation.periods) * 4000 / frequency
      let expected = 5000.0 * 32 * frames
      // 1 ppm of rounding to codes (0.29 / 5000 / sqrt(4000)), 1 ppm of the edges.
      #expect(abs(Self.magnitude(correlation.sum.1) / expected - 1) < 2e-6)
    }
  }

  @Test("a channel's correlation does not depend on the channels beside it", arguments: [UInt64](1...5))
  func channels(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    // Odd blocks of the largest codes among others; the voltage alone says where edges are.
    let voltage = AccumulatorTests.sine(49.1, seconds: 2)
    let frames = stride(from: 0, to: voltage.count, by: 2).map { index -> [Int16] in
      [voltage[index]]
        + (0..<3).map { _ in
          Bool.random(using: &generator) ? .min : .random(in: .min ... .max, using: &generator)
        }
    }
    let all = Self.run(frames.flatMap(\.self), rate: 4000, channels: 4, longest: 300, seed: seed)
    for channel in 1...3 {
      let two = Self.run(frames.flatMap { [$0[0], $0[channel]] }, rate: 4000, channels: 2)
      #expect(all.count == 2 && two.count == 2)
      for (a, b) in zip(all, two) {
        let sums = [a.sum.1, a.sum.2, a.sum.3]
        #expect(sums[channel - 1].real == b.sum.1.real && sums[channel - 1].imaginary == b.sum.1.imaginary)
        #expect(a.sum.0.real == b.sum.0.real && a.step == b.step)
      }
    }
  }

  @Test("negating the codes negates every sum, but for rounding, 1 ppm")
  func symmetry() {
    let samples = AccumulatorTests.sine(50.2, seconds: 2)
    // The voltage keeps its sign, so that the edges stay where they are.
    let negated = samples.enumerated().map { $0 % 2 == 1 ? -$1 : $1 }
    for (a, b) in zip(
      Self.run(samples, rate: 4000, channels: 2), Self.run(negated, rate: 4000, channels: 2))
    {
      let sum = Self.magnitude(a.sum.1), first = Self.magnitude(a.first.1)
      #expect(abs(a.sum.1.real + b.sum.1.real) < Int64(1e-6 * sum))
      #expect(abs(a.sum.1.imaginary + b.sum.1.imaginary) < Int64(1e-6 * sum))
      #expect(abs(a.first.1.imaginary + b.first.1.imaginary) < Int64(1e-6 * first))
    }
  }

  @Test(
    "the scaling table holds at its extremes: all inputs at the rails, any rate and frequency",
    arguments: [1000, 1900, 4000, 16000] as [Double], [42.5, 50, 57.7, 65])
  func extremes(rate: Double, frequency: Double) throws {
    // The voltage is a sine: edges of a square wave lie on frames, and periods that differ by one are beyond the longest.
    let samples = (0..<Int(3 * rate)).flatMap { frame -> [Int16] in
      let turns = Double(frame) * frequency / rate
      let code = turns - turns.rounded(.down) < 0.5 ? Int16.max : .min
      return [Waves.code(32767 * sin(2 * .pi * turns), bits: 16), code, code, code]
    }
    let correlations = Self.run(samples, rate: rate, channels: 4)
    let last = try #require(correlations.last)
    // A square wave's fundamental is 4 / pi of its level, as large as a code's can be; by x^2 / 6 larger where a period is
    // pi / x frames, a whole number. Frames at its steps are random otherwise.
    let length = rate / frequency, frames = Double(last.periods) * length
    let sum = Self.magnitude(last.sum.3), sampling = pow(.pi / length, 2) / 6
    #expect(abs(sum / (2 / .pi * 32767.5 * 32 * frames) - 1) < 1.1 * sampling + 2 / rate)
    #expect(sum < exp2(35.3))
    #expect(Self.magnitude(last.first.3) < exp2(41.6) && Self.magnitude(last.second.3) < exp2(48))
    #expect(last.periods <= CM_CORRELATOR_MAX_PERIODS)
  }

  @Test(
    "a period that lasts for two, all of its codes at the rails, wraps nothing",
    // Those of most pull and least gain for their scale, with 1250 and 10000 frames/s at 50 Hz among them.
    arguments: [14.3, 17.2, 17.6, 23.7, 25, 25.1, 35.5, 50.2, 71, 99.9, 142.1, 200, 201, 284, 380.9])
  func long(period: Double) {
    let frames = Int(2 * period) + 2
    for shift in stride(from: 0, to: 1, by: 0.125) {
      var correlator = cm_correlator()
      cm_correlator_tune(&correlator, cm_correlator_step(UInt32(period * 65536)))
      var format = cm_format(channels: 1, low_rail: .min, high_rail: .max)
      let codes = (1...frames).map { n -> Int16 in
        cos(2 * .pi * (Double(n) / period + shift)) < 0 ? .min : .max
      }
      cm_correlator_update(&correlator, &format, codes, frames)
      var edge = cm_edge()
      edge.fraction = 65536
      edge.periods = 2
      cm_correlator_end_period(&correlator, &format, &edge)
      var real = 0.0, imaginary = 0.0
      for (index, code) in codes.enumerated() {
        // Half of the last frame belongs behind the edge.
        let weighted = (index == frames - 1 ? 0.5 : 1) * Double(code) * 32
        let angle = 2 * .pi * Double(index + 1) / period
        real += weighted * cos(angle)
        imaginary -= weighted * sin(angle)
      }
      let sum = correlator.previous.0
      let error = hypot(Double(sum.real) - real, Double(sum.imaginary) - imaginary)
      // What the resonators' being out of tune leaves, 1e-4, of 2 / pi of all codes.
      #expect(error < 1e-4 * 32768 * 32 * 2 / .pi * Double(frames), "shifted by \(shift)")
    }
  }

  @Test("changes of a period's sum are limited, so that the sum of their squares fits")
  func scatter() throws {
    // The current jumps from rail to rail against the voltage in every other period.
    let rate = 16000.0
    let samples = (0..<Int(2 * rate)).flatMap { frame -> [Int16] in
      let turns = Double(frame) * 50 / rate
      let sine = sin(2 * .pi * turns)
      let sign: Double = Int(turns) % 2 == 0 ? 1 : -1
      return [Waves.code(30000 * sine, bits: 16), Waves.code(sign * (sine < 0 ? -32768 : 32767), bits: 16)]
    }
    let last = try #require(Self.run(samples, rate: rate, channels: 2).last)
    let most = UInt64(last.periods) << 31
    #expect(last.scatter.1 > most / 4 && last.scatter.1 <= most)
  }
}
