// SPDX-License-Identifier: Apache-2.0
package import Metering

extension Reading {
  /// A reading in which anything can be: lines not measured, extremes, what is no number.
  package static func random(using generator: inout SeededGenerator) -> Reading {
    let lines = PerLine(
      randomLine(using: &generator), randomLine(using: &generator), randomLine(using: &generator))
    let isLost = Int.random(in: 0..<10, using: &generator) == 0
    return Reading(
      cycle: 1, time: 1, duration: 1, frequency: isLost ? nil : 50, voltage: isLost ? nil : 230, lines: lines)
  }
}

private func randomLine(using generator: inout SeededGenerator) -> LineReading? {
  if Int.random(in: 0..<10, using: &generator) == 0 { return nil }
  let current = randomNumber(upTo: 50, using: &generator)
  return LineReading(
    current: current, fundamental: current, phase: 0,
    direction: Direction(rawValue: UInt8.random(in: 0...2, using: &generator))!,
    power: Bool.random(using: &generator) ? randomNumber(upTo: 12_000, using: &generator) : nil,
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
