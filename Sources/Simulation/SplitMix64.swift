// SPDX-License-Identifier: Apache-2.0

/// A seeded generator of random numbers: SplitMix64 (Steele, Lea, Flood 2014).
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
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

  /// The number that comes next.
  package var first: UInt64 { Self.value(at: 0, ofSeed: state) }

  package mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mix(state)
  }

  /// A number of the sequence of one seed, without those before it.
  ///
  /// - Parameter index: Its place in the sequence, 0 for the first.
  package static func value(at index: UInt64, ofSeed seed: UInt64) -> UInt64 {
    mix(seed &+ increment &* (index &+ 1))
  }

  private static func mix(_ state: UInt64) -> UInt64 {
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
