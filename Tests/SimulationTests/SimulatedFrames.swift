// SPDX-License-Identifier: Apache-2.0
import Simulation
import Foundation
import Metering

/// Frames of a scenario, by channel, with the measurements of a reference meter in Double.
struct SimulatedFrames {
  var channels: [[Double]]
  var rate: Double

  /// The first `seconds` of a scenario, after `skipped` frames.
  init(_ scenario: Scenario, seconds: Double, skipped: Int = 0) throws {
    var source = try SimulatedSource(scenario)
    source.skip(skipped)
    let codes = try source.read(upTo: Int(seconds * scenario.rate))
    rate = source.rate
    channels = (0..<4).map { channel in
      stride(from: channel, to: codes.count, by: 4).map { Double(codes[$0]) }
    }
  }

  var count: Int { channels[0].count }

  /// RMS phasor at a frequency, codes: the discrete Fourier sum, exact over whole periods.
  func phasor(_ channel: Int, hertz: Double) -> Phasor {
    var (real, imaginary) = (0.0, 0.0)
    for (frame, code) in channels[channel].enumerated() {
      let turns = hertz * Double(frame) / rate
      let angle = 2 * Double.pi * (turns - turns.rounded(.down))
      real += code * cos(angle)
      imaginary -= code * sin(angle)
    }
    return Phasor(real: real, imaginary: imaginary) * (2.0.squareRoot() / Double(count))
  }

  func mean(_ channel: Int) -> Double {
    channels[channel].reduce(0, +) / Double(count)
  }

  /// Square of the RMS about the mean.
  func variance(_ channel: Int) -> Double {
    let mean = mean(channel)
    return channels[channel].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
  }
}

extension Phasor {
  /// How far apart two phasors are.
  func distance(to other: Phasor) -> Double { (self + -other).magnitude }
}

/// Variance that noise and rounding leave on a code: rounding is uniform over one code.
func codeVariance(noise: Double) -> Double { noise * noise + 1.0 / 12 }

/// How far a phasor of `count` codes may be off: each component's variance is the code's over the count, and
/// six standard deviations are exceeded once in 6e7 cases (Rayleigh).
func phasorTolerance(noise: Double, count: Int) -> Double {
  6 * (codeVariance(noise: noise) / Double(count)).squareRoot()
}
