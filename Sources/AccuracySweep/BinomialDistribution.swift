// SPDX-License-Identifier: Apache-2.0
import Foundation

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
