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

extension Reading {
  /// A reading of a meter: lines of a net, with powers of one model, as large as a current may be and as small.
  package static func randomMeasured(using generator: inout SeededGenerator) -> Reading {
    let model = PowerModel.allCases[Int.random(in: 0..<PowerModel.allCases.count, using: &generator)]
    let ratio = Bool.random(using: &generator) ? 1 : 1 / 3.0.squareRoot()
    let nominal = [120, 127, 230, 240, 277][Int.random(in: 0..<5, using: &generator)] * ratio
    let isLost = Int.random(in: 0..<10, using: &generator) == 0
    let measured = Double.random(in: 20...300, using: &generator) * ratio
    func line() -> LineReading? {
      if Int.random(in: 0..<10, using: &generator) == 0 { return nil }
      let current = randomCurrent(using: &generator)
      // What is fundamental of it, and what of that is active.
      let active = current * Double.random(in: -1...1, using: &generator)
      let isTold = !isLost && current.isFinite
      return LineReading(
        current: current, fundamental: current.isFinite ? abs(active) : 0, phase: nil,
        direction: .indeterminate,
        power: isTold
          ? model.power(
            voltage: nominal, current: current, active: active,
            measured: measured * active * Double.random(in: 0.9...1, using: &generator)) : nil,
        apparentPower: nominal * current)
    }
    return Reading(
      cycle: 1, time: 1, duration: 1, frequency: isLost ? nil : 50, voltage: measured,
      powerVoltage: model == .measured && !isLost ? measured : nominal, lines: PerLine(line(), line(), line())
    )
  }
}

/// Nothing, ordinary, beyond the range, more than a telegram can state, or more than can be told.
private func randomCurrent(using generator: inout SeededGenerator) -> Double {
  switch Int.random(in: 0..<12, using: &generator) {
  case 0: 0
  case 1: Double.random(in: 0.04...1, using: &generator)
  case 2: Double.random(in: 50...500, using: &generator)
  case 3: Double.random(in: 900...1100, using: &generator)
  case 4: .infinity
  default: Double.random(in: 0.04...50, using: &generator)
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
