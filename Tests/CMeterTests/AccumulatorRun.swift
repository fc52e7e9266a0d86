// SPDX-License-Identifier: Apache-2.0
import CMeter
import Foundation
import _TestSupport

/// Frames through an accumulator: its periods, and the cycle of each second.
struct AccumulatorRun {
  var periods: [cm_period] = []
  var cycles: [cm_cycle] = []
  let rate: Double
  let channels: Int
  private var state = cm_accumulator()
  private var config: cm_accumulator_config
  private var frames = 0

  init(rate: Double = 4000, channels: Int = 2, bits: Int = 16, nominal: Double = 50) {
    self.rate = rate
    self.channels = channels
    config = cm_accumulator_config(
      format: SumsTests.format(channels, bits: bits),
      loop: cm_loop_config(
        nominal_period: UInt32(rate / nominal * 65536), shortest_period: UInt32(rate / 70 * 65536),
        longest_period: UInt32(rate / 42 * 65536), patience: UInt32(rate / 2 * 65536), least_magnitude: 2172),
      correlated: UInt32(channels), apparent: true)
  }

  /// Takes frames in blocks of `block()` frames, closing a cycle each second.
  mutating func take(_ samples: [Int16], block: () -> Int = { .max }) {
    var taken = 0
    let total = samples.count / channels
    while taken < total {
      let second = (frames / Int(rate) + 1) * Int(rate) - frames
      let count = min(second, total - taken, block())
      var period = cm_period()
      var hasEnded = false
      let consumed = samples.withUnsafeBufferPointer {
        cm_accumulator_update(&state, &config, $0.baseAddress! + taken * channels, count, &period, &hasEnded)
      }
      taken += consumed
      frames += consumed
      if hasEnded { periods.append(period) }
      if frames % Int(rate) == 0 { close() }
    }
  }

  /// Loses frames, within a second.
  mutating func skip(_ count: Int) {
    cm_accumulator_skip(&state, UInt64(count))
    frames += count
  }

  mutating func close() {
    _ = cm_accumulator_close(&state)
    cycles.append(state.cycle)
    cm_accumulator_begin(&state)
  }

  /// The periods that belong to cycles.
  var counted: [cm_period] { periods.filter(\.counts) }

  /// Two sinusoids of 16 bits.
  static func sine(_ frequency: Double, rate: Double = 4000, seconds: Double, offset: Double = 0) -> [Int16] {
    Waves.frames(
      Int(rate * seconds),
      [
        { offset + 16650 * sin(2 * .pi * frequency * Double($0) / rate - 0.3) },
        { 10000 * sin(2 * .pi * frequency * Double($0) / rate - 1) },
      ], bits: 16)
  }
}

extension cm_period {
  /// Where it begins and ends, frames.
  var span: (start: Double, end: Double) {
    (Double(end - UInt64(length)) / 65536, Double(end) / 65536)
  }
}

extension cm_cycle {
  var channels: [cm_fundamental] { [fundamentals.0, fundamentals.1, fundamentals.2, fundamentals.3] }

  /// Frames a period, by its crossings.
  var period: Double {
    let n = Double(timed)
    let moment = n * Double(crossings.sum) - Double(crossings.first)
    return (12 * moment - 6 * (n - 1) * Double(crossings.sum)) / (n * (n * n - 1)) / 65536
  }
}

/// Weights of frames whose straight connections are integrated from one place to another: for frames from the first place's
/// whole part on.
func edgeWeights(_ start: Double, _ end: Double) -> [Double] {
  let first = Int(start.rounded(.up)) - 1
  let last = Int(end.rounded(.up))
  var weights = [Double](repeating: 1, count: last - first + 1)
  let (f, g) = (start - Double(first), end - Double(last - 1))
  weights[0] = (1 - f) * (1 - f) / 2
  weights[1] = 1 - f * f / 2
  weights[weights.count - 2] -= (1 - g) * (1 - g) / 2
  weights[weights.count - 1] = g * g / 2
  return weights
}
