// SPDX-License-Identifier: Apache-2.0

/// A reproducible source of randomness: SplitMix64 (Steele, Lea, Flood 2014).
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  /// The sequence of one seed.
  package init(seed: UInt64) {
    state = seed
  }

  /// The sequence of one of the parts that a seed is for; the parts' sequences have nothing in common.
  package init(seed: UInt64, part: Int) {
    var parts = SplitMix64(seed: UInt64(bitPattern: Int64(part)))
    state = seed ^ parts.next()
    state = next()
  }

  /// The first number of the sequence.
  var first: UInt64 {
    var generator = self
    return generator.next()
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
