// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Frames to put before a short recording, so that a meter has found the voltage where the recording begins.
///
/// A meter follows the voltage for eight periods before it measures, and takes some more until its loop is at rest; a snapshot of an
/// oscilloscope has none to spare. The prelude is the recording itself, played to and fro between two extremes of the voltage's
/// fundamental: at an extreme the fundamental is as it was when time runs back, so the phase goes on. It ends somewhat more than a period
/// before a whole second: the cycle that a meter closes there ends after the prelude, and the next one has nothing of it.
package struct Prelude {
  /// Recordings up to this length have one, s.
  package static let longest = 0.5
  /// By how much the period of a few noisy ones may be wrong, as a share of it.
  private static let periodError = 0.02
  /// Frequencies that are tried, Hz.
  private static let frequencies = Array(stride(from: 42.0, through: 70.0, by: 0.25))

  /// The prelude, interleaved: a second of frames but for those of a little more than a period.
  package let frames: [Int16]
  /// The first frame of the recording that follows it.
  package let first: Int

  /// The prelude of a recording.
  ///
  /// - Parameters:
  ///   - recording: All its frames, interleaved; the voltage is the first channel.
  ///   - channelCount: Channels of each frame.
  ///   - rate: Frames a second.
  /// - Returns: Nil where the voltage has no sine, or the recording no whole period after its first extreme.
  /// - Complexity: O(frames), a hundred times.
  package init?(_ recording: [Int16], channelCount: Int, rate: Double) {
    let voltage = stride(from: 0, to: recording.count, by: channelCount).map { Double(recording[$0]) }
    guard let (frequency, phase) = Self.fundamental(of: voltage, rate: rate) else { return nil }
    // The fundamental is cos(w n + phase): its extremes lie half a period apart.
    let half = rate / (2 * frequency)
    let begin = ((phase / .pi).rounded(.up) - phase / .pi) * half
    let span = ((Double(voltage.count - 1) - begin) / half).rounded(.down) * half
    guard span > 1.5 * half else { return nil }
    first = Int(begin.rounded(.up))
    let last = voltage.count - 2
    // A period ends between two frames, and a meter closes it with the second of them: the latest one that is closed at a second may
    // have ended up to a period and a frame before.
    let tail = 2 * half * (1 + Self.periodError) + 1
    let count = Int(rate.rounded(.up)) - Int(tail.rounded(.up))
    frames = (first - count..<first).flatMap { place -> [Int16] in
      let distance = (begin - Double(place)).truncatingRemainder(dividingBy: 2 * span)
      let mirrored = begin + min(distance, 2 * span - distance)
      let frame = max(0, min(last, Int(mirrored)))
      let weight = mirrored - Double(frame)
      return (0..<channelCount).map { channel in
        let codes = (
          recording[frame * channelCount + channel], recording[(frame + 1) * channelCount + channel]
        )
        return Int16(((1 - weight) * Double(codes.0) + weight * Double(codes.1)).rounded())
      }
    }
  }

  /// The frequency, Hz, and the phase at the first frame, radians, of the sine that fits best.
  private static func fundamental(of values: [Double], rate: Double) -> (frequency: Double, phase: Double)? {
    guard values.count >= 8 else { return nil }
    let fits = frequencies.map { fit($0, to: values, rate: rate) }
    let best = fits.indices.max { fits[$0].power < fits[$1].power }!
    guard fits[best].power > 0 else { return nil }
    guard best > 0, best < fits.count - 1 else { return (frequencies[best], fits[best].phase) }
    // The vertex of the parabola through the best one and its neighbours.
    let (before, middle, after) = (fits[best - 1].power, fits[best].power, fits[best + 1].power)
    let offset = 0.5 * (before - after) / (before - 2 * middle + after)
    let frequency = frequencies[best] + offset * (frequencies[best + 1] - frequencies[best])
    return (frequency, fit(frequency, to: values, rate: rate).phase)
  }

  /// The least-squares fit of a sine of a frequency beside a constant, each value weighted by a Hann window, which keeps harmonics out:
  /// the part of the sum of squares about the mean that the sine explains, and its phase at the first value, radians.
  private static func fit(_ frequency: Double, to values: [Double], rate: Double) -> (
    power: Double, phase: Double
  ) {
    let step = 2 * Double.pi * frequency / rate
    let turn = 2 * Double.pi / Double(values.count)
    var (weights, value, cosine, sine) = (0.0, 0.0, 0.0, 0.0)
    var (valueCosine, valueSine, cosines, mixed) = (0.0, 0.0, 0.0, 0.0)
    for (n, x) in values.enumerated() {
      let (c, s) = (cos(step * Double(n)), sin(step * Double(n)))
      let w = 1 - cos(turn * (Double(n) + 0.5))
      weights += w
      value += w * x
      cosine += w * c
      sine += w * s
      valueCosine += w * x * c
      valueSine += w * x * s
      cosines += w * c * c
      mixed += w * c * s
    }
    // About the means, which is what a constant beside them leaves.
    let sines = weights - cosines - sine * sine / weights
    cosines -= cosine * cosine / weights
    mixed -= cosine * sine / weights
    valueCosine -= value * cosine / weights
    valueSine -= value * sine / weights
    let determinant = cosines * sines - mixed * mixed
    guard determinant > 0 else { return (0, 0) }
    let a = (valueCosine * sines - valueSine * mixed) / determinant
    let b = (valueSine * cosines - valueCosine * mixed) / determinant
    return (a * valueCosine + b * valueSine, atan2(-b, a))
  }
}
