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

/// The number of successes among independent trials.
package enum BinomialDistribution {
  /// The probability of at least `count` successes.
  ///
  /// - Parameters:
  ///   - count: Successes, at least 0.
  ///   - trials: Trials, at least 0; need not be whole, as the number that correlated trials are worth.
  ///   - probability: Of a success, above 0 and below 1.
  /// - Complexity: O(trials).
  package static func tail(atLeast count: Double, of trials: Double, probability: Double) -> Double {
    guard count > 0 else { return 1 }
    var sum = 0.0
    var successes = count
    while successes <= trials {
      let failures = trials - successes
      let choices = lgamma(trials + 1) - lgamma(successes + 1) - lgamma(failures + 1)
      sum += exp(choices + successes * log(probability) + failures * log1p(-probability))
      successes += 1
    }
    return min(1, sum)
  }
}
