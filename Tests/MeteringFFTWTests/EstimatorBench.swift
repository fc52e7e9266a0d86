// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

/// One cycle as the accumulator and the estimator see it.
struct Cycle {
  var sums: CycleSums
  var estimate: PhasorEstimate

  /// A channel's phasor against the voltage; channel 0 is the voltage.
  func phasor(_ channel: Int) -> Phasor { fundamental(channel).phasor }

  /// A channel's fundamental.
  func fundamental(_ channel: Int) -> Fundamental {
    channel == 0 ? estimate.channels.voltage : estimate.channels.inputs[Input.allCases[channel - 1]]
  }

  /// A channel's noise power, codes squared; less than 0 where it is not known.
  func noise(_ channel: Int) -> Double { fundamental(channel).noise ?? -1 }
}

/// An estimator with an accumulator, fed and asked as a meter does.
enum EstimatorBench {
  /// The cycles of all whole seconds of some frames, one for each second, taken in blocks of `block()` frames.
  static func cycles(
    _ samples: [Int16], rate: Double, channels: Int, block: () -> Int = { .max }
  ) throws -> [Cycle] {
    var accumulator = Accumulator(
      rate: rate, channelCount: channels, nominalFrequency: 50, lowestCode: .min, highestCode: .max,
      measuresFundamentals: false)
    var estimator = try FFTWEstimator(rate: rate, channelCount: channels)
    var cycles: [Cycle] = []
    let total = samples.count / channels
    var taken = 0
    while taken < total {
      let boundary = Int((Double(cycles.count + 1) * rate).rounded(.up))
      let most = min(total, boundary, taken + min(block(), total)) - taken
      let frames = samples[taken * channels..<(taken + most) * channels]
      taken += accumulator.update(frames.span, with: &estimator)
      if taken == boundary, let sums = accumulator.closeCycle() {
        cycles.append(Cycle(sums: sums, estimate: estimator.estimate(sums)))
      }
    }
    try #require(cycles.count == Int(Double(total) / rate))
    return cycles
  }
}

/// A sinusoid with harmonics, an offset and white noise, in codes.
struct Wave {
  /// Amplitude of the fundamental, codes.
  var amplitude: Double
  /// Angle of the fundamental at the first frame, degrees.
  var degrees = 0.0
  /// Order, amplitude relative to the fundamental, angle in degrees.
  var harmonics: [(order: Int, ratio: Double, degrees: Double)] = []
  var offset = 0.0
  /// RMS of the white noise, codes.
  var noise = 0.0

  /// RMS phasor of the fundamental at the first frame, codes.
  var phasor: Phasor { Phasor(magnitude: amplitude / 2.0.squareRoot(), degrees: degrees) }

  /// Interleaved codes of channels of one frequency, rounded.
  static func frames(
    _ count: Int, rate: Double, frequency: Double, _ waves: [Wave], seed: UInt64 = 0, bits: Int = 16
  ) -> [Int16] {
    var generator = SeededGenerator(seed: seed)
    let parts = waves.map { wave in
      [(order: 1, ratio: 1, degrees: wave.degrees)] + wave.harmonics
    }
    var codes = [Int16](repeating: 0, count: count * waves.count)
    let perFrame = 2 * Double.pi * frequency / rate
    for channel in waves.indices {
      let wave = waves[channel]
      for frame in 0..<count {
        var value = 0.0
        for part in parts[channel] {
          value += part.ratio * cos(Double(part.order) * perFrame * Double(frame) + part.degrees * .pi / 180)
        }
        value = wave.offset + wave.amplitude * value
        if wave.noise > 0 { value += wave.noise * Waves.gaussian(&generator) }
        codes[frame * waves.count + channel] = Waves.code(value, bits: bits)
      }
    }
    return codes
  }
}
