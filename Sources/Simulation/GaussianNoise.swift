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
/// SplitMix64 (Steele, Lea, Flood 2014) is a function of a counter, and the Box-Muller transform takes two
/// uniform numbers for two normal ones, so no frame depends on the ones before. Values end at 8.57 sigma.
struct GaussianNoise: Sendable {
  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
  private let origin: UInt64

  /// The noise of one seed.
  init(seed: UInt64) {
    origin = Self.mix(seed &+ Self.increment)
  }

  /// The values of one frame.
  func values(at frame: Int) -> SIMD4<Double> {
    let counter = UInt64(truncatingIfNeeded: frame) &* 4
    let (a, b) = pair(at: counter)
    let (c, d) = pair(at: counter &+ 2)
    return SIMD4(a, b, c, d)
  }

  private func pair(at counter: UInt64) -> (Double, Double) {
    let first = Self.mix(origin &+ Self.increment &* (counter &+ 1))
    let second = Self.mix(origin &+ Self.increment &* (counter &+ 2))
    let uniform = Double((first >> 11) &+ 1) * 0x1p-53  // (0, 1]
    let radius = (-2 * log(uniform)).squareRoot()
    let point = Phasor(magnitude: radius, degrees: 360 * Double(second >> 11) * 0x1p-53)
    return (point.real, point.imaginary)
  }

  private static func mix(_ state: UInt64) -> UInt64 {
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
