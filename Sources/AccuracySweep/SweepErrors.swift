// SPDX-License-Identifier: Apache-2.0
import Metering

/// The numbers of a reading that has all of them.
struct CompleteReading {
  /// RMS of the fundamental currents, A.
  let fundamental: PerLine<Double>
  /// True RMS currents, A.
  let rms: PerLine<Double>
  /// Phase angles, degrees.
  let phase: PerLine<Double>
  /// Mains frequency, Hz.
  let frequency: Double

  /// The numbers of a reading; nil if one is missing or the reading has a flag other than a line's `overRange`, which 40 A may carry.
  init?(_ reading: Reading) {
    guard reading.flags.isEmpty, let frequency = reading.frequency else { return nil }
    guard let l1 = reading.lines[.l1], let l2 = reading.lines[.l2], let l3 = reading.lines[.l3] else {
      return nil
    }
    let lines = PerLine(l1, l2, l3)
    guard Line.allCases.allSatisfy({ lines[$0].flags.isSubset(of: .overRange) }),
      let phase1 = l1.phase, let phase2 = l2.phase, let phase3 = l3.phase
    else { return nil }
    fundamental = lines.map(\.fundamental)
    rms = lines.map(\.current)
    phase = PerLine(phase1, phase2, phase3)
    self.frequency = frequency
  }
}

/// The errors of a stream's readings.
struct SweepErrors {
  /// RMS of the fundamental currents, relative, three a cycle.
  private(set) var fundamental = [Double]()
  /// True RMS currents, relative, three a cycle.
  private(set) var rms = [Double]()
  /// Phase angles, degrees, three a cycle.
  private(set) var phase = [Double]()
  /// Mains frequency, Hz, one a cycle.
  private(set) var frequency = [Double]()
  /// Readings of lines that are not complete.
  var missing = 0

  /// Adds a cycle's errors against what was simulated.
  mutating func append(_ reading: CompleteReading, of condition: SweepCondition) {
    for line in Line.allCases {
      fundamental.append(reading.fundamental[line] / condition.current - 1)
      rms.append(reading.rms[line] / condition.trueCurrent - 1)
      phase.append((reading.phase[line] - condition.angle).wrappedDegrees)
    }
    frequency.append(reading.frequency - condition.frequency)
  }
}

extension Double {
  /// The same angle in -180...180 degrees.
  var wrappedDegrees: Double { remainder(dividingBy: 360) }
}
