// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The standard normal distribution.
package enum NormalDistribution {
  /// Q(x): the probability of more than `x` standard deviations above the mean.
  package static func tail(_ x: Double) -> Double {
    0.5 * erfc(x * 0.5.squareRoot())
  }

  /// The inverse of ``tail(_:)`` for a probability in 1e-300...0.5, to 1e-12.
  package static func quantile(ofTail probability: Double) -> Double {
    precondition((1e-300...0.5).contains(probability))
    var low = 0.0
    var high = 40.0
    while high - low > 1e-12 {
      let middle = 0.5 * (low + high)
      if tail(middle) > probability { low = middle } else { high = middle }
    }
    return low
  }
}
