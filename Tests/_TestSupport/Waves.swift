// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Reference signals and statistics in Double.
package enum Waves {
  /// Normally distributed numbers of standard deviation 1 by Box and Muller's transformation.
  package static func gaussian(_ generator: inout SeededGenerator) -> Double {
    let radius = Double.random(in: Double.leastNormalMagnitude..<1, using: &generator)
    let angle = Double.random(in: 0..<2 * .pi, using: &generator)
    return (-2 * log(radius)).squareRoot() * cos(angle)
  }

  /// The nearest code to a value, ties to even, within the rails of `bits` bits.
  package static func code(_ value: Double, bits: Int = 12) -> Int16 {
    let rail = Double(1 << (bits - 1))
    return Int16(max(-rail, min(rail - 1, value.rounded(.toNearestOrEven))))
  }

  /// Interleaved codes of one channel after the other, each a function of the frame's number.
  package static func frames(_ count: Int, _ channels: [(Int) -> Double], bits: Int = 12) -> [Int16] {
    (0..<count).flatMap { frame in channels.map { code($0(frame), bits: bits) } }
  }

  /// Mean and standard deviation.
  package static func statistics(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (square / Double(max(1, values.count - 1))).squareRoot())
  }
}
