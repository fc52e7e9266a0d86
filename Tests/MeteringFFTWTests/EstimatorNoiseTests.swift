// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

/// The estimator in noise, against what is possible at all.
@Suite struct EstimatorNoiseTests {
  /// The median of n bins between harmonics is known to 1 / (ln 2 sqrt n); there are a quarter of the rate. A Hann
  /// window makes neighbours dependent, which costs a factor of up to sqrt(35 / 18) = 1.4.
  static func deviation(rate: Double) -> Double { 1.4 / (0.693 * (rate / 4).squareRoot()) }

  @Test(
    "white noise is measured with its power",
    arguments: Trials.chosen([1000, 2000, 4000], [UInt64](1...2), orEach: 3))
  func noisePower(rate: Double, seed: UInt64) throws {
    let levels = [0, 0.7, 3, 40]
    let waves = levels.map { Wave(amplitude: 0, offset: 90, noise: $0) }
    let seconds = Int(120_000 / rate)
    let samples = Wave.frames(seconds * Int(rate), rate: rate, frequency: 50.3, waves, seed: seed)
    let cycles = try EstimatorBench.cycles(samples, rate: rate, channels: 4)
    // Rounding in transforms of 90 codes.
    #expect(cycles.allSatisfy { $0.noise(0) < 1e-15 })
    for channel in 1...3 {
      let power = levels[channel] * levels[channel] + 1.0 / 12
      let (mean, deviation) = Waves.statistics(cycles.map { $0.noise(channel) / power })
      let one = Self.deviation(rate: rate)
      // Four standard deviations of the mean, three of a standard deviation.
      #expect(abs(mean - 1) < 4 * one / Double(seconds).squareRoot(), "channel \(channel), seed \(seed)")
      #expect(
        deviation < one * (1 + 3 / (2 * Double(seconds)).squareRoot()), "channel \(channel), seed \(seed)")
    }
  }

  @Test(
    "at 4000 frames/s the noise power is known as well as the estimate says",
    arguments: Trials.chosen([UInt64](1...2), orEach: 2))
  func noiseDeviation(seed: UInt64) throws {
    let waves = [Wave(amplitude: 0, noise: 1), Wave(amplitude: 0, noise: 5), Wave(amplitude: 0, noise: 30)]
    let samples = Wave.frames(40 * 4000, rate: 4000, frequency: 50, waves, seed: seed)
    let cycles = try EstimatorBench.cycles(samples, rate: 4000, channels: 3)
    // Pooled over three channels; 120 values show a standard deviation to 6.5 %, three of which are 0.19.
    let square = (0...2).reduce(0.0) { sum, channel in
      let (mean, deviation) = Waves.statistics(cycles.map { $0.noise(channel) })
      return sum + deviation * deviation / (mean * mean) / 3
    }
    #expect(abs(square.squareRoot() / cycles[0].fundamental(1).noiseDeviation - 1) < 0.19, "seed \(seed)")
  }

  @Test(
    "harmonics and steady currents do not count as noise",
    arguments: Trials.chosen([47.5, 49.3, 50, 50.3, 60.2], orEach: 2))
  func noiseBesideCurrent(frequency: Double) throws {
    let waves = [
      Wave(amplitude: 1600, degrees: 10, harmonics: [(3, 0.04, 0), (5, 0.05, 0)], noise: 1),
      Wave(amplitude: 1500, harmonics: [(3, 0.5, 0), (7, 0.2, 0)], offset: 200, noise: 1),
    ]
    let samples = Wave.frames(20 * 4000, rate: 4000, frequency: frequency, waves, seed: 5)
    let cycles = try EstimatorBench.cycles(samples, rate: 4000, channels: 2)
    for channel in 0...1 {
      let mean = Waves.statistics(cycles.map { $0.noise(channel) }).mean / (1 + 1.0 / 12)
      let four = 4 * Self.deviation(rate: 4000) / 20.0.squareRoot()
      // k bins away the window leaves 1 / (2 pi k^3) of an amplitude: 1500 codes are below the noise in a bin, of
      // 1 code over 4000 frames, from k = 25 on. That many bins of 4000 / 2 beside each of five harmonics look
      // louder than they are: they raise the median by their part, 5 %.
      #expect(mean > 1 - four && mean < 1.05 + four, "channel \(channel)")
    }
  }

  /// Errors over their smallest possible standard deviation.
  struct Scores {
    var amplitude: [[Double]] = [[], [], []]
    var angle: [[Double]] = [[], [], []]
    var frequency: [Double] = []
  }

  /// Streams of a 12-bit meter at 1 LSB of noise: any frequency and angles, 6 % of distortion in the voltage, DC.
  static func scores(rate: Double, streams: Int, seconds: Int, seed: UInt64) throws -> Scores {
    var generator = SeededGenerator(seed: seed)
    // 40 mA, 1 A and 20 A RMS at 30.5 mA a code.
    let currents = [0.04, 1, 20].map { $0 * 2.0.squareRoot() / 30.5176e-3 }
    // The bound's sigma: noise and rounding.
    let variance = 1 + 1.0 / 12
    var scores = Scores()
    for stream in 0..<streams {
      let centre: Double = stream.isMultiple(of: 2) ? 50 : 60
      let frequency = centre + Double.random(in: -2.5...2.5, using: &generator)
      func angle() -> Double { .random(in: -180...180, using: &generator) }
      let voltage = Wave(
        amplitude: 1665, degrees: angle(), harmonics: [(3, 0.04, angle()), (5, 0.045, angle())], noise: 1)
      let waves =
        [voltage]
        + currents.map { current in
          Wave(
            amplitude: current, degrees: angle(), offset: .random(in: -20...20, using: &generator), noise: 1)
        }
      let samples = Wave.frames(
        Int(rate) * seconds, rate: rate, frequency: frequency, waves, seed: generator.next(), bits: 12)
      // In the first cycle the loop still settles.
      for cycle in try EstimatorBench.cycles(samples, rate: rate, channels: 4).dropFirst() {
        let frames = cycle.sums.length
        func eta(_ channel: Int) -> Double {
          waves[channel].amplitude * waves[channel].amplitude / (2 * variance)
        }
        for channel in 1...3 {
          let bound = (1 / (2 * eta(channel) * frames)).squareRoot()
          scores.amplitude[channel - 1].append(
            (cycle.phasor(channel).magnitude / waves[channel].phasor.magnitude - 1)
              / (2.0.squareRoot() * bound))
          let difference = cycle.phasor(channel).rotated(
            degrees: waves[0].degrees - waves[channel].degrees)
          let radians = difference.degrees * .pi / 180
          scores.angle[channel - 1].append(
            radians / (1 / (eta(channel) * frames) + 1 / (eta(0) * frames)).squareRoot())
        }
        let hertz = rate / (2 * .pi) * (12 / (eta(0) * frames * (frames * frames - 1))).squareRoot()
        scores.frequency.append((rate / (try #require(cycle.sums.period)) - frequency) / hertz)
      }
    }
    return scores
  }

  /// Whether scores are free of bias and scatter no more than `limit` times the bound, as far as so many can tell.
  static func check(_ scores: [Double], limit: Double, _ what: String, seed: UInt64) {
    let count = Double(scores.count)
    let (mean, deviation) = Waves.statistics(scores)
    // A standard deviation of n values is known to 1 / sqrt(2n) of itself, a mean to 1 / sqrt n: three of the
    // former and four of the latter. No estimator without bias is below 1.
    let tolerance = 3 / (2 * count).squareRoot()
    #expect(deviation < limit * (1 + tolerance), "\(what), seed \(seed)")
    #expect(deviation > 1 - tolerance, "\(what), seed \(seed)")
    #expect(abs(mean) < 4 * limit / count.squareRoot() + 0.1, "\(what), seed \(seed)")
  }

  @Test(
    "amplitudes and angles scatter at most 1.10 times the Cramer-Rao bound, the frequency 1.15 times",
    arguments: Trials.chosen(
      [(1000, 8, 30, 1), (4000, 6, 10, 2), (4000, 6, 10, 3)] as [(Double, Int, Int, UInt64)], orEach: 3))
  func bound(rate: Double, streams: Int, seconds: Int, seed: UInt64) throws {
    let scores = try Self.scores(rate: rate, streams: streams, seconds: seconds, seed: seed)
    for (index, current) in ["40 mA", "1 A", "20 A"].enumerated() {
      Self.check(scores.amplitude[index], limit: 1.10, "amplitude at \(current)", seed: seed)
      Self.check(scores.angle[index], limit: 1.10, "angle at \(current)", seed: seed)
    }
    Self.check(scores.frequency, limit: 1.15, "frequency", seed: seed)
  }
}
