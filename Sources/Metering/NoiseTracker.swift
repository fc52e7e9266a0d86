// SPDX-License-Identifier: Apache-2.0

/// A channel's noise in one cycle, as far as it is known.
struct Noise: Equatable {
  /// Power of the stationary noise, codes squared, to be subtracted from a mean square.
  var power: Double
  /// Relative standard deviation of ``power``.
  var relativeDeviation: Double
  /// The same without the limit, codes squared, for the uncertainty of a phasor.
  var unlimitedPower: Double
}

/// Follows the power of a channel's noise over cycles.
///
/// The noise of a converter is stationary, while a load that switches inside a cycle only ever adds to what looks
/// like noise. So cycles are averaged, one that is far above the average is left out, and one that is far below
/// begins a new average, as does a level that stays far above. The power subtracted from a current never exceeds the limit of the
/// converter's noise.
struct NoiseTracker {
  private let limit: Double
  private var power = 0.0
  private var least = 0.0
  private var relativeDeviation = 0.0
  private var cycles: Int32 = 0
  private var above: Int32 = 0

  /// A tracker of noise up to `limit` codes squared.
  init(limit: Double) {
    self.limit = limit
  }

  /// Takes a cycle's measurement.
  ///
  /// - Parameters:
  ///   - measured: The noise power of this cycle, codes squared; nil where nothing shows it.
  ///   - deviation: Relative standard deviation of the measurement.
  ///   - known: Power that was measured beforehand, codes squared, which no cycle changes; given in all cycles or in none.
  mutating func update(_ measured: Double?, deviation: Double, known: Double? = nil) -> Noise {
    if let known { return Noise(power: known, relativeDeviation: 0, unlimitedPower: known) }
    if let measured { follow(max(0, measured), deviation: deviation) }
    guard cycles > 0 else { return Noise(power: limit, relativeDeviation: 1, unlimitedPower: limit) }
    let weight = Elementary.reciprocal(Elementary.double(Int64(cycles)))
    return Noise(
      power: min(power, limit), relativeDeviation: relativeDeviation * Elementary.squareRoot(weight),
      unlimitedPower: power)
  }

  /// Takes a level into the average.
  private mutating func follow(_ measured: Double, deviation: Double) {
    var level = measured
    let margin = 5 * deviation * power
    let excess = level - power
    relativeDeviation = deviation
    least = above == 0 ? level : min(least, level)
    above = excess > margin ? above &+ 1 : 0
    // The average is wrong where levels stay above it: it begins anew, at the least of them.
    let isWrong = above == Self.patience
    if isWrong { level = least }
    if isWrong || power == 0 || -excess > margin {
      power = 0
      cycles = 0
      above = 0
    }
    guard above == 0 else { return }
    cycles = min(cycles &+ 1, Self.longest)
    power += (level - power) * Elementary.reciprocal(Elementary.double(Int64(cycles)))
  }

  /// Cycles in the running average.
  private static let longest: Int32 = 1024
  /// Cycles in a row above the average after which it is taken to be wrong.
  private static let patience: Int32 = 16
}
