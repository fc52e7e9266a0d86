// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Frames to put before a short recording, so that a meter has found the voltage where the recording begins.
///
/// A meter follows the voltage for eight periods before it measures, and a snapshot of an oscilloscope has no eight to spare. The
/// prelude is the recording itself, played to and fro between two extremes of the voltage's fundamental: at an extreme the
/// fundamental is as it was when time runs back, so the phase goes on. Nothing of the prelude is measured.
package struct Prelude {
  /// Recordings up to this length have one, s.
  package static let longest = 0.5
  /// Periods before the recording's first extreme: fewer than a meter takes to settle, so that none of them is measured.
  private static let periods = 7.75
  /// Frequencies that are tried, Hz.
  private static let frequencies = Array(stride(from: 42.0, through: 70.0, by: 0.25))

  /// The prelude, interleaved.
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
    frames = ((first - Int(Self.periods * 2 * half))..<first).flatMap { place -> [Int16] in
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
    let mean = values.reduce(0, +) / Double(values.count)
    let values = values.map { $0 - mean }
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

  /// The least-squares fit of a sine of a frequency: the part of the squares' sum that it explains, and its phase at the first value,
  /// radians.
  private static func fit(_ frequency: Double, to values: [Double], rate: Double) -> (
    power: Double, phase: Double
  ) {
    let step = 2 * Double.pi * frequency / rate
    var (cosine, sine, squares, mixed) = (0.0, 0.0, 0.0, 0.0)
    for (n, value) in values.enumerated() {
      let (c, s) = (cos(step * Double(n)), sin(step * Double(n)))
      cosine += value * c
      sine += value * s
      squares += c * c
      mixed += c * s
    }
    let rest = Double(values.count) - squares
    let determinant = squares * rest - mixed * mixed
    guard determinant > 0 else { return (0, 0) }
    let a = (cosine * rest - sine * mixed) / determinant
    let b = (sine * squares - cosine * mixed) / determinant
    return (a * cosine + b * sine, atan2(-b, a))
  }
}
