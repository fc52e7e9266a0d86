// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// The strongest sinusoid of a mains frequency in a signal.
struct MainsContent {
  /// Its frequency, Hz: within 4 Hz of 50 or 60.
  private(set) var frequency = 0.0
  /// Its RMS.
  private(set) var level = 0.0
  /// Whether it is more than noise shows by chance, and more than a hundredth of the signal's power.
  ///
  /// Noise of variance s^2 shows 2 s^2 / N at one frequency on average; 16 times as much at any of some hundred is a chance of one
  /// in 50,000.
  let isFlowing: Bool

  /// Looks for it; nil in a signal that is shorter than a second or constant.
  init?(_ values: ArraySlice<Double>, rate: Double) {
    let block = max(1, Int(rate / 10))
    let count = values.count / block
    guard count >= 10 else { return nil }
    let used = values.prefix(count * block)
    let mean = used.reduce(0, +) / Double(used.count)
    let variance = used.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(used.count)
    guard variance > 0 else { return nil }
    for centre in [50.0, 60] {
      let parts = (0..<count).map { part in
        Self.phasor(used.dropFirst(part * block).prefix(block), mean, centre / rate, first: part * block)
      }
      let step = 0.25 / (Double(used.count) / rate)
      for offset in stride(from: -4.0, through: 4, by: step) {
        var sum = Phasor.zero
        for (part, phasor) in parts.enumerated() {
          sum = sum + phasor.rotated(degrees: -360 * offset * (Double(part) + 0.5) * Double(block) / rate)
        }
        // What a block loses of what turns in it.
        let angle = Double.pi * offset * Double(block) / rate
        let kept = angle == 0 ? 1 : sin(angle) / angle
        let level = 2.0.squareRoot() * sum.magnitude / Double(used.count) / kept
        if level > self.level { (self.level, frequency) = (level, centre + offset) }
      }
    }
    isFlowing = level * level > max(0.01, 32 / Double(used.count)) * variance
  }

  private static func phasor(
    _ values: ArraySlice<Double>, _ mean: Double, _ frequency: Double, first: Int
  ) -> Phasor {
    var (real, imaginary) = (0.0, 0.0)
    for (index, value) in values.enumerated() {
      let angle = 2 * Double.pi * frequency * Double(first + index)
      real += (value - mean) * cos(angle)
      imaginary -= (value - mean) * sin(angle)
    }
    return Phasor(real: real, imaginary: imaginary)
  }
}
