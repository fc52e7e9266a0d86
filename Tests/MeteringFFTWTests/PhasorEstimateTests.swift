// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

/// Frequency and phasors of codes without noise: what is left is rounding.
@Suite struct PhasorEstimateTests {
  static let frequencies = [45, 47.5, 48.7, 49.9, 50, 50.3, 52.5, 57.5, 60.2, 62.5, 65]

  /// How far rounding may move an amplitude, codes, at one frequency given in tenths of a hertz.
  ///
  /// The pattern of codes repeats after some frames, and so do the errors, of 1/12 code squared each; the second
  /// half of each period repeats the first. An amplitude over n of them has the variance 2 / 12 / n. Six
  /// standard deviations.
  static func rounding(rate: Double, frequency: Double) -> Double {
    var (a, b) = (Int(rate) * 10, Int((frequency * 10).rounded()))
    while b > 0 { (a, b) = (b, a % b) }
    let different = min(rate * 10 / Double(a), 0.9 * rate)
    return 6 * (2.0 / 12 / (different / 2)).squareRoot()
  }

  /// How much of a harmonic (order 0: DC) shows in the fundamental, relative to what it is itself.
  ///
  /// The window's spectrum has double zeros at the harmonics and at zero, but the frames' rate folds it, and what
  /// folds onto these lies between the zeros: below 1 / (pi^2 nu^2 length edge), the length a second less two
  /// periods or more, the edge a period.
  static func folded(order: Int, rate: Double, frequency: Double) -> Double {
    [order - 1, order + 1, -order - 1, 1 - order].reduce(0) { sum, beat in
      let folded = rate - Double(beat) * frequency
      return sum + frequency / (.pi * .pi * folded * folded * 0.9)
    }
  }

  @Test(
    "frequency, amplitudes and angles are right off nominal, to the rounding of the codes",
    arguments: frequencies,
    [1000, 4000])
  func offNominal(frequency: Double, rate: Double) throws {
    let waves = [
      Wave(amplitude: 26_600, degrees: 17), Wave(amplitude: 20_000, degrees: -33),
      Wave(amplitude: 1000, degrees: 100),
    ]
    let samples = Wave.frames(Int(3 * rate), rate: rate, frequency: frequency, waves)
    let cycles = try EstimatorBench.cycles(samples, rate: rate, channels: 3)
    #expect(cycles.count == 3)
    let rounding = Self.rounding(rate: rate, frequency: frequency)
    let image = Self.folded(order: 1, rate: rate, frequency: frequency)
    // In the first cycle the loop still settles.
    for cycle in cycles.dropFirst() {
      // The slope of an angle over n frames is known sqrt 12 / n times as well as the angle; n is 0.9 rate or
      // more. What the Newton step leaves of the interpolated peak is below a microhertz.
      let angle = rounding / waves[0].amplitude + image
      let hertz = angle * 12.0.squareRoot() / (0.9 * rate) * rate / (2 * .pi)
      #expect(abs(rate / (try #require(cycle.sums.period)) - frequency) < hertz + 1e-6)
      for (channel, wave) in waves.enumerated() {
        let relative = cycle.phasor(channel).magnitude / wave.phasor.magnitude - 1
        #expect(abs(relative) < rounding / wave.amplitude + image, "channel \(channel)")
        let degrees = cycle.phasor(channel).degrees - (wave.degrees - waves[0].degrees)
        #expect(abs(degrees) < (rounding / wave.amplitude + image + angle) * 180 / .pi, "channel \(channel)")
      }
    }
  }

  @Test("at 16000 frames/s too", arguments: [48.7, 60.2])
  func fastest(frequency: Double) throws {
    try offNominal(frequency: frequency, rate: 16000)
  }

  @Test(
    "a rate that is no whole number, and a transform shorter than a second",
    arguments: [1234.5, 4001.25, 7919])
  func oddRates(rate: Double) throws {
    let samples = Wave.frames(
      Int(2 * rate) + 1, rate: rate, frequency: 50.3,
      [Wave(amplitude: 26_600), Wave(amplitude: 26_600, degrees: -60)])
    for cycle in try EstimatorBench.cycles(samples, rate: rate, channels: 2) {
      #expect(abs(rate / (try #require(cycle.sums.period)) - 50.3) < 4e-6)
      #expect(abs(cycle.phasor(1).degrees + 60) < 1e-3)
    }
  }

  @Test("phasors add as their codes do", arguments: [UInt64](1...5))
  func linearity(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let frequency = Double.random(in: 47.5...62.5, using: &generator)
    let waves = (0..<3).map { _ in
      Wave(
        amplitude: .random(in: 10...10_000, using: &generator),
        degrees: .random(in: -180...180, using: &generator),
        noise: 2)
    }
    var samples = Wave.frames(
      2000, rate: 1000, frequency: frequency, waves + [Wave(amplitude: 0)], seed: seed)
    // Channel 3 is the sum of channels 1 and 2, exactly: they are codes.
    for frame in 0..<2000 { samples[4 * frame + 3] = samples[4 * frame + 1] + samples[4 * frame + 2] }
    for cycle in try EstimatorBench.cycles(samples, rate: 1000, channels: 4) {
      let error = cycle.phasor(3) + -(cycle.phasor(1) + cycle.phasor(2))
      // Rounding in sums of single precision: 3e-8 of codes of up to 2e4, where rounding to codes leaves 0.013.
      #expect(error.magnitude < 6e-4, "seed \(seed)")
    }
  }

  @Test(
    "a channel's negative has the opposite phasor, and the same noise", arguments: [48.7, 50])
  func negative(frequency: Double) throws {
    let wave = Wave(amplitude: 9000, degrees: 70, harmonics: [(3, 0.2, 10)], offset: -40, noise: 3)
    var samples = Wave.frames(
      2000, rate: 1000, frequency: frequency, [Wave(amplitude: 20_000), wave, Wave(amplitude: 0)], seed: 8)
    for frame in 0..<2000 { samples[3 * frame + 2] = -samples[3 * frame + 1] }
    for cycle in try EstimatorBench.cycles(samples, rate: 1000, channels: 3) {
      // Every product and sum has the other sign: exactly the opposite.
      #expect(cycle.phasor(2) == -cycle.phasor(1))
      #expect(cycle.noise(2) == cycle.noise(1))
    }
  }

  @Test(
    "what comes d frames later lags by d / rate x 360 degrees x frequency", arguments: [1, 3, 11],
    [48.7, 50.3, 60.2])
  func shift(frames: Int, frequency: Double) throws {
    let wave = Wave(amplitude: 12_000, degrees: 20, harmonics: [(5, 0.3, 0)])
    let long = Wave.frames(
      3000 + frames, rate: 1000, frequency: frequency, [Wave(amplitude: 26_600), wave, wave])
    var samples = Array(long[(3 * frames)...])
    // Channel 2 is channel 1 as it was some frames ago: the same codes.
    for frame in 0..<3000 { samples[3 * frame + 2] = long[3 * frame + 1] }
    for cycle in try EstimatorBench.cycles(samples, rate: 1000, channels: 3).dropFirst() {
      let turned = cycle.phasor(1).rotated(degrees: -360 * frequency * Double(frames) / 1000)
      // The two roundings' 6 sigma, and as much for the straight lines at the periods' edges, which lie elsewhere.
      let tolerance = 6 * Self.rounding(rate: 1000, frequency: frequency) / 12_000
      #expect((cycle.phasor(2) + -turned).magnitude < tolerance * turned.magnitude)
    }
  }

  @Test(
    "DC and harmonics stay out of the fundamental, whatever the frequency",
    arguments: [47.5, 49.3, 50.3, 52.5, 60.2],
    [1000, 4000])
  func leakage(frequency: Double, rate: Double) throws {
    let harmonics: [(order: Int, ratio: Double, degrees: Double)] = [
      (2, 0.1, 40), (3, 0.4, 10), (5, 0.25, 60), (7, 0.1, -80),
    ]
    let waves = [
      Wave(amplitude: 20_000, degrees: 17, harmonics: [(3, 0.04, 100), (5, 0.045, 33)]),
      Wave(amplitude: 15_000, degrees: -33, harmonics: harmonics),
      Wave(amplitude: 1000, degrees: 100, offset: 2000),
    ]
    let samples = Wave.frames(Int(2 * rate), rate: rate, frequency: frequency, waves)
    let rounding = Self.rounding(rate: rate, frequency: frequency)
    func tolerance(_ wave: Wave) -> Double {
      func folded(_ order: Int) -> Double { Self.folded(order: order, rate: rate, frequency: frequency) }
      let leaking = wave.harmonics.reduce(folded(1)) { $0 + $1.ratio * folded($1.order) }
      return (rounding + abs(wave.offset) * folded(0)) / wave.amplitude + leaking
    }
    // In the first cycle the loop still settles.
    for cycle in try EstimatorBench.cycles(samples, rate: rate, channels: 3).dropFirst() {
      for (channel, wave) in waves.enumerated() {
        let relative = cycle.phasor(channel).magnitude / wave.phasor.magnitude - 1
        #expect(abs(relative) < tolerance(wave), "channel \(channel)")
        let degrees = cycle.phasor(channel).degrees - (wave.degrees - waves[0].degrees)
        #expect(abs(degrees) < (tolerance(wave) + tolerance(waves[0])) * 180 / .pi, "channel \(channel)")
      }
    }
  }

}
