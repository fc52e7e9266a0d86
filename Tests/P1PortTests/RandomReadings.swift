// SPDX-License-Identifier: Apache-2.0
import Metering
import _TestSupport

extension Reading {
  /// A reading in which anything can be: lines not measured, extremes, what is no number.
  static func random(using generator: inout SeededGenerator) -> Reading {
    Reading(
      randomLine(using: &generator), randomLine(using: &generator), randomLine(using: &generator),
      frequency: Int.random(in: 0..<10, using: &generator) == 0 ? nil : 50)
  }
}

private func randomLine(using generator: inout SeededGenerator) -> LineReading? {
  if Int.random(in: 0..<10, using: &generator) == 0 { return nil }
  return LineReading(
    current: randomNumber(upTo: 50, using: &generator),
    power: Bool.random(using: &generator) ? randomNumber(upTo: 12_000, using: &generator) : nil,
    direction: Direction(rawValue: UInt8.random(in: 0...2, using: &generator)),
    apparentPower: abs(randomNumber(upTo: 12_000, using: &generator)))
}

/// Mostly ordinary, sometimes an extreme, sometimes any bit pattern.
private func randomNumber(upTo limit: Double, using generator: inout SeededGenerator) -> Double {
  switch Int.random(in: 0..<8, using: &generator) {
  case 0: Double(bitPattern: generator.next())
  case 1: extremes[Int.random(in: 0..<extremes.count, using: &generator)]
  default: Double.random(in: -limit...limit, using: &generator)
  }
}

private let extremes: [Double] = [
  .nan, .signalingNaN, .infinity, -.infinity, 0, -0.0, 1e9, -1e9, .greatestFiniteMagnitude,
  -.greatestFiniteMagnitude, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 999.994_999, 999.995, 99_999.5,
  -0.004,
]
