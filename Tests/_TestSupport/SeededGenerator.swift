// SPDX-License-Identifier: Apache-2.0
import Simulation

/// The simulation's seeded generator with its seed, for messages.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  /// The seed of the sequence.
  package let seed: UInt64
  private var generator: SplitMix64

  /// The sequence of one seed.
  package init(seed: UInt64) {
    self.seed = seed
    generator = SplitMix64(seed: seed)
  }

  package mutating func next() -> UInt64 { generator.next() }
}
