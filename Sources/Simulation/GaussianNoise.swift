// SPDX-License-Identifier: Apache-2.0
import Metering

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// White Gaussian noise of unit RMS in four channels, as a function of the seed and the frame alone.
///
/// ``SplitMix64`` is a function of a counter, and the Box-Muller transform makes two normal numbers of two uniform ones,
/// so no frame depends on the ones before. Values end at 8.57 sigma.
struct GaussianNoise: Sendable {
  private let origin: UInt64

  /// The noise of one seed.
  init(seed: UInt64) {
    origin = SplitMix64.value(at: 0, ofSeed: seed)
  }

  /// The values of one frame.
  func values(at frame: Int) -> SIMD4<Double> {
    let counter = UInt64(truncatingIfNeeded: frame) &* 4
    let (a, b) = pair(at: counter)
    let (c, d) = pair(at: counter &+ 2)
    return SIMD4(a, b, c, d)
  }

  private func pair(at counter: UInt64) -> (Double, Double) {
    let first = SplitMix64.value(at: counter, ofSeed: origin)
    let second = SplitMix64.value(at: counter &+ 1, ofSeed: origin)
    let uniform = Double((first >> 11) &+ 1) * 0x1p-53  // (0, 1]
    let radius = (-2 * log(uniform)).squareRoot()
    let point = Phasor(magnitude: radius, degrees: 360 * Double(second >> 11) * 0x1p-53)
    return (point.real, point.imaginary)
  }
}
