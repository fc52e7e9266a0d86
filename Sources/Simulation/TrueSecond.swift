// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Metering

/// The values that a perfect meter reads in a second of a simulated installation, over whole mains periods.
///
/// They begin where those of the second before ended, and end with the last period in it.
public struct TrueSecond: Sendable {
  /// End of the second, s from the first frame; the last second ends with the simulation.
  public var time: Double
  /// Length of its periods, s.
  public var duration: Double
  /// Whether the simulation ended within it.
  public var isPartial: Bool
  /// Mean mains frequency, Hz.
  public var frequency: Double
  /// True RMS of the voltage reference, V.
  public var voltage: Double
  /// The current of each line; nil for one that the net does not have.
  ///
  /// `fundamental` is that part of the current's fundamental that keeps step with the voltage; `power` is the mean of the line's own
  /// voltage times the current in phase with it, whatever conductors the reference is between.
  public var lines: PerLine<LineTruth?>
}

extension TrueSignal {
  /// The seconds of a simulation; the last one may be shorter, and is left out where it has no period.
  ///
  /// - Parameter frames: The simulation's length, at least 1.
  /// - Complexity: O(frames).
  public mutating func seconds(_ frames: Int) -> [TrueSecond] {
    let count = Int((Double(frames) / rate).rounded(.up))
    var first = firstPeriodStart()
    return (1...count).compactMap { second in
      let whole = Double(second) * rate
      let end = min(Double(frames), whole)
      let last = periodStart(before: Int(end))
      guard last > first + 1 else { return nil }
      let sums = sums(over: first..<last)
      let duration = (last - first) / rate
      first = last
      var truth = PerLine<LineTruth?>(repeating: nil)
      for (line, mean) in zip(lines, sums.lines) {
        let phasor = Phasor(real: mean.active, imaginary: mean.reactive)
        truth[line] = LineTruth(
          fundamental: phasor.magnitude, current: mean.current, phase: phasor.degrees,
          power: mean.power)
      }
      return TrueSecond(
        time: end / rate, duration: duration, isPartial: end < whole, frequency: sums.frequency,
        voltage: sums.rms, lines: truth)
    }
  }
}
