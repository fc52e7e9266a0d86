// SPDX-License-Identifier: Apache-2.0

/// Noise of unit RMS whose power falls as 1/f over 14 octaves below half the frame rate, in four channels.
///
/// It is a sum of independent Gaussian noises, one an octave, the k-th held for 2^k frames (Voss and McCartney's form). So a
/// frame's value is a function of the seed and of the frame alone.
struct PinkNoise: Sendable {
  private static let octaves = 14
  private let sources: [GaussianNoise]
  private var held: [(index: Int, value: SIMD4<Double>)]

  /// The noise of one seed.
  init(seed: UInt64) {
    sources = (0..<Self.octaves).map { GaussianNoise(seed: SplitMix64(seed: seed, part: $0 + 1).first) }
    held = .init(repeating: (-1, .zero), count: Self.octaves)
  }

  /// The values of one frame; fastest when frames are taken in order.
  mutating func values(at frame: Int) -> SIMD4<Double> {
    var sum = SIMD4<Double>.zero
    for octave in 0..<Self.octaves {
      let index = frame >> octave
      if held[octave].index != index { held[octave] = (index, sources[octave].values(at: index)) }
      sum += held[octave].value
    }
    return sum / Double(Self.octaves).squareRoot()
  }
}
