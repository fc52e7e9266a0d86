// SPDX-License-Identifier: Apache-2.0

/// Follows the power of a channel's noise over cycles.
///
/// The noise of a converter is stationary, while a load that switches inside a cycle only ever adds to what looks
/// like noise. So cycles are averaged, one that is far above the average is left out, and one that is far below
/// begins a new average. Noise above a limit is a signal: what is taken from a current for noise never exceeds it.
struct NoiseTracker {
  /// Power of the noise, codes squared, at least 0.
  private var power: Double
  private let limit: Double
  /// Whether the power was measured beforehand, so that no cycle can teach more.
  private let isKnown: Bool
  private var cycles = 0.0

  /// A tracker of noise up to `limit` codes squared; it stays at `known` codes squared where that is given.
  init(limit: Double, known: Double? = nil) {
    self.limit = limit
    isKnown = known != nil
    power = known ?? 0
  }

  /// Replaces a cycle's measurement by the average, or by what was known.
  ///
  /// - Parameters:
  ///   - measured: The noise power of this cycle, codes squared; then that of the average.
  ///   - deviation: Relative standard deviation of the measurement.
  /// - Returns: Relative standard deviation of the average; 0 where the noise was known.
  mutating func update(_ measured: inout Double, deviation: Double) -> Double {
    guard !isKnown else {
      measured = power
      return 0
    }
    measured = min(max(0, measured), limit)
    let margin = 5 * deviation * power
    if cycles == 0 || measured < power - margin {
      power = measured
      cycles = 1
    } else if measured <= power + margin {
      cycles = min(cycles + 1, Self.longest)
      power += (measured - power) / cycles
    }
    measured = power
    return deviation / Elementary.squareRoot(cycles)
  }

  /// Cycles in the running average.
  private static let longest = 1024.0
}
