// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import Foundation
import Metering

/// The prior probabilities of loads, as densities.
///
/// Loads mostly import at phase angles of -20...40 degrees. The six directions of a symmetrical net are 60 degrees
/// apart, so such loads tell them apart; all else here is how far that can be trusted.
///
/// That depends on the current. Limits on harmonics make loads above 75 W draw their current almost in phase (IEC 61000-3-2,
/// class D). Lamps above 25 W must have a displacement factor of 0.9, those up to 5 W need none (Regulation (EU) 2019/2020,
/// annex II). Supplies on standby take 0.5 W at most (Regulation (EU) 2023/826), while the capacitors of their filters,
/// 0.1...1 uF each (IEC 60384-14), carry 7...72 mA at 90 degrees of lead. The sum over a line's appliances is a few tenths of an
/// ampere. Motors without a load lag by 70...80 degrees at a quarter to a half of their rated current
/// (textbooks on induction machines): up to an ampere in appliances, some amperes in workshops.
package enum LoadPrior {
  /// Phase angles of ordinary loads, degrees.
  package static let angles = -20.0...40.0
  /// Phase angles of a resistive load, degrees.
  static let resistive = -8.0...8.0
  /// Phase angles of heaters, chargers and supplies with power factor correction, degrees.
  static let nearUnity = -12.0...12.0
  /// Current from which these are most of what flows, A.
  package static let largeLoads = 2.0
  /// Current up to which filters are most of what leads, A.
  static let filters = 0.35
  /// Current up to which idle motors are most of what lags, A.
  static let idleMotors = 0.8
  /// Current from which more than half of the phase angles are ordinary, A: below it an angle tells little.
  static let telling = 0.4
  /// Current from which an input counts as seen, A: a few standby supplies.
  static let seen = 0.1
  /// How far clamps without calibration turn a phase angle, degrees.
  static let clampAngle = 0.5
  /// How far clamps of one kind differ without calibration, relative.
  static let clampError = 0.02
  /// Currents up to this, A, are equally probable per square ampere; above it magnitudes are log-uniform.
  static let small = 0.5
  /// Logarithm of the ratio of the largest to the smallest current.
  static let span = log(1500.0)
  /// The share of states and of switched loads with any angle that a load can have.
  static let outliers = 0.03
  /// The share of those with an angle that no load can have: drives that brake, lifts, clamps beside other conductors.
  static let impossible = 0.000_5
  /// The share of lines on which all angles are turned alike, as by capacitors for power factor correction.
  static let turned = 0.02
  /// The share of installations in which they are turned alike on all lines.
  static let turnedTogether = 0.01
  /// The share of states in which most of the current is a load that is alike in all lines.
  static let balanced = 0.15
  /// The share of lines that carry nothing while they are watched.
  static let idle = 0.15
  /// Shares of installations that generate on any one line, on any two, on all.
  static let generation = (one: 0.1, two: 0.01, all: 0.05)
  /// Of the installations that are known to generate, the share that does so while it is watched.
  static let daylight = 0.7
  /// Of those that generate: the share that exports all the time it is watched; the others do so now and then.
  static let exporting = 0.5
  /// The weight of a state's evidence in a net without neutral: the shares of its kinds of loads are guesses.
  static let trustInShares = 0.7
  /// The effective number of states, and of switched loads, in one recording: more of them are not independent.
  static let independent = 2.0

  /// The weight of the evidence of each of so many states, or of so many switched loads.
  static func weight(of count: Int) -> Double { min(1, independent / Double(max(count, 1))) }

  /// Density of a phase angle, per degree: uniform within a range, its edges as soft as the angle is uncertain.
  static func density(_ phase: Double, in range: ClosedRange<Double> = angles, deviation: Double) -> Double {
    let middle = 0.5 * (range.lowerBound + range.upperBound)
    let width = range.upperBound - range.lowerBound
    let offset = abs(remainder(phase - middle, 360))
    let softness = (deviation * deviation + clampAngle * clampAngle).squareRoot()
    let excess = (offset - 0.5 * width) / softness
    return excess > 8 ? 0 : NormalDistribution.tail(excess) / width
  }

  /// Density of the phase angle of the current that a line's loads draw together, per degree.
  ///
  /// - Parameters:
  ///   - phase: Lag, degrees.
  ///   - current: Their current, A.
  ///   - deviation: Standard deviation of the angle, degrees.
  static func loadDensity(_ phase: Double, current: Double, deviation: Double) -> Double {
    let (leading, lagging) = reactiveShares(current)
    let resistive = 0.25 * (1 - share(of: current, below: largeLoads))
    let ordinary =
      resistive * density(phase, in: nearUnity, deviation: deviation)
      + (1 - resistive) * density(phase, deviation: deviation)
    let loads =
      (1 - leading - lagging) * ordinary
      + leading * density(phase, in: -90...angles.lowerBound, deviation: deviation)
      + lagging * density(phase, in: angles.upperBound...90, deviation: deviation)
    return (1 - outliers) * loads + (outliers - impossible)
      * density(phase, in: -90...90, deviation: deviation)
      + impossible / 360
  }

  /// The shares of a line's currents, A, that lead and that lag by more than ordinary loads do.
  static func reactiveShares(_ current: Double) -> (leading: Double, lagging: Double) {
    (0.005 + 0.6 * share(of: current, below: filters), 0.01 + 0.2 * share(of: current, below: idleMotors))
  }

  /// The share that small loads have of a current, A: a half at the limit, falling with its square.
  private static func share(of current: Double, below limit: Double) -> Double {
    1 / (1 + (current / limit) * (current / limit))
  }

  /// Density of the phase angle of a load that is resistive, per degree.
  static func resistiveDensity(_ phase: Double, deviation: Double) -> Double {
    (1 - outliers) * density(phase, in: resistive, deviation: deviation) + (outliers - impossible) / 180
      * (abs(remainder(phase, 360)) < 90 ? 1 : 0) + impossible / 360
  }

  /// Density of the phase angle of a line that exports, per degree.
  ///
  /// A generator feeds at unity; the loads of the line turn the rest.
  static func exportDensity(_ phase: Double, deviation: Double) -> Double {
    0.7 * density(phase, in: 140...220, deviation: deviation)
      + 0.3 * density(phase, in: 90...270, deviation: deviation)
  }

  /// Density of a current, per square ampere, whose phase angle has a density per degree.
  ///
  /// Magnitudes are log-uniform, but for the small ones: a current that happens to be small must prove nothing.
  ///
  /// - Parameter deviation: Standard deviation of its parts, A.
  static func planar(_ current: Phasor, angular: Double, deviation: Double = 0) -> Double {
    angular * 180 / .pi / ((current.square + small * small + 2 * deviation * deviation) * span)
  }

  /// Density of a difference that is zero but for noise and the errors of clamps, per square ampere.
  static func coincidence(_ difference: Phasor, of current: Double, deviation: Double) -> Double {
    let variance = clampError * clampError * current * current + deviation * deviation + 1e-6
    return exp(-0.5 * difference.square / variance) / (2 * .pi * variance)
  }
}

/// The log likelihood of a mixture: the logarithm of a sum of weighted likelihoods.
///
/// - Parameter terms: Weights, 0 or more, and log likelihoods.
/// - Returns: -infinity where no term has a weight and a likelihood above 0.
func logSumExp(_ terms: [(weight: Double, logLikelihood: Double)]) -> Double {
  let largest = terms.filter { $0.weight > 0 }.map(\.logLikelihood).max() ?? -.infinity
  guard largest.isFinite else { return -.infinity }
  return largest + log(terms.reduce(0) { $0 + $1.weight * exp($1.logLikelihood - largest) })
}
