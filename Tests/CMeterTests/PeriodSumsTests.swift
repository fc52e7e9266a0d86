// SPDX-License-Identifier: Apache-2.0
import CMeter
import Foundation
import Testing
import _TestSupport

/// A cycle's fundamentals against floating point over the same periods: every 100 frames/s, codes of 16 bits at the rails.
@Suite struct PeriodSumsTests {
  /// What floating point makes of the same codes.
  struct Reference {
    var real = [0.0, 0, 0, 0]
    var imaginary = [0.0, 0, 0, 0]
    var square = [0.0, 0, 0, 0]

    init(_ samples: [Int16], _ periods: [cm_period]) {
      for period in periods {
        let (start, end) = period.span
        let length = Double(period.length) / 65536
        let first = Int(start.rounded(.up)) - 1
        var sums = [(Double, Double)](repeating: (0, 0), count: 4)
        for (index, weight) in edgeWeights(start, end).enumerated() {
          let angle = 2 * .pi / length * (Double(first + index) - start)
          let (cosine, sine) = (weight * cos(angle), weight * sin(angle))
          for channel in 0..<4 {
            let code = Double(samples[4 * (first + index) + channel])
            sums[channel].0 += code * cosine
            sums[channel].1 -= code * sine
          }
        }
        let magnitude = hypot(sums[0].0, sums[0].1)
        let (x, y) = (sums[0].0 / magnitude, sums[0].1 / magnitude)
        for channel in 0..<4 {
          let (a, b) = sums[channel]
          real[channel] += a * x + b * y
          imaginary[channel] += b * x - a * y
          square[channel] += (a * a + b * b) / length
        }
      }
    }
  }

  @Test(
    "fundamentals at the rails are exact to 1e-5 of them, at 42...70 Hz",
    arguments: Trials.chosen(stride(from: 1000, through: 16000, by: 100).map { $0 }, orEach: 8))
  func exact(rate: Int) throws {
    var random = SeededGenerator(seed: UInt64(rate))
    for band in 0..<4 {
      let frequency = Double.random(in: 42.05 + 7 * Double(band)...48.95 + 7 * Double(band), using: &random)
      let phase = Double.random(in: 0...6, using: &random)
      let isSquare = Bool.random(using: &random)
      let samples = (0..<rate / 2).flatMap { frame -> [Int16] in
        let angle = 2 * .pi * frequency * Double(frame) / Double(rate) + phase
        let voltage = isSquare ? (cos(angle) > 0 ? 32767 : -32768) : 32767 * cos(angle)
        return [
          Waves.code(voltage, bits: 16), cos(angle + 1) > 0 ? .max : .min,
          Waves.code(3000 * cos(angle - 2) + 4000, bits: 16), Int16.random(in: .min ... .max, using: &random),
        ]
      }
      var run = AccumulatorRun(rate: Double(rate), channels: 4, nominal: min(max(frequency, 45), 65))
      run.take(samples)
      run.close()
      let reference = Reference(samples, run.counted)
      let channels = try #require(run.cycles.last).channels
      try #require(channels.count == 4)
      for (channel, found) in channels.enumerated() where channel < 3 {
        let scale = hypot(reference.real[channel], reference.imaginary[channel])
        let label = "\(frequency) Hz, channel \(channel)"
        let real = Double(found.projected.real) / 64 - reference.real[channel]
        let imaginary = Double(found.projected.imaginary) / 64 - reference.imaginary[channel]
        #expect(hypot(real, imaginary) < 1e-5 * scale, "\(label)")
        guard channel > 0 else { continue }
        let square = Double(found.square) / 65536 / reference.square[channel]
        #expect(abs(square - 1) < 2e-5, "\(label)")
      }
    }
  }
}
