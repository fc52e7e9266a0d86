// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import Foundation

/// How often the direction of the power was wrong, against theory.
///
/// With a distance of d standard deviations between the phase angle and a right angle, the sign of one cycle's
/// fundamental active power is wrong with a probability of Q(d). A reading's direction has hysteresis: it turns
/// wrong with Q(3 + d) a cycle and correct again with Q(3 - d), so it is wrong more seldom, but for longer.
public struct DirectionAccuracy: Sendable, Equatable {
  /// Readings, 3 a cycle.
  public var readings: Int
  /// Readings whose power has the wrong sign.
  public var wrongSigns: Int
  /// Readings whose direction is the opposite one.
  public var wrong: Int
  /// Readings whose direction is indeterminate.
  public var indeterminate: Int
  /// Cycles before the first of the readings.
  public var warmUp: Int
  /// The phase angle's distance from a right angle in standard deviations by the bound, at least 0.
  public var distance: Double

  /// A count of these figures.
  public init(
    readings: Int, wrongSigns: Int, wrong: Int, indeterminate: Int, warmUp: Int, distance: Double
  ) {
    self.readings = readings
    self.wrongSigns = wrongSigns
    self.wrong = wrong
    self.indeterminate = indeterminate
    self.warmUp = warmUp
    self.distance = distance
  }

  /// Rate of wrong signs: what a direction without hysteresis would misdetect.
  public var wrongSignRate: Double { rate(wrongSigns) }
  /// Rate of opposite directions.
  public var wrongRate: Double { rate(wrong) }
  /// Rate of indeterminate directions.
  public var indeterminateRate: Double { rate(indeterminate) }

  /// Theory's rate of wrong signs, Q(d).
  public var theory: Double { NormalDistribution.tail(distance) }

  /// Theory's rate of indeterminate directions: the mean over the cycles of the probability that none so far
  /// was beyond three standard deviations.
  public var indeterminateTheory: Double {
    let undecided = 1 - turning
    let cycles = Double(max(1, readings / Self.lines))
    return pow(undecided, Double(warmUp + 1)) * (1 - pow(undecided, cycles)) / (turning * cycles)
  }

  /// How many independent readings the directions are worth: a wrong one stays wrong for 1/Q(3 - d) cycles.
  public var independentReadings: Double {
    Double(readings) * turning / (2 - turning)
  }

  /// Probability that a cycle can turn a direction one way or the other.
  private var turning: Double {
    NormalDistribution.tail(3 - distance) + NormalDistribution.tail(3 + distance)
  }

  private func rate(_ count: Int) -> Double {
    readings > 0 ? Double(count) / Double(readings) : 0
  }

  /// Readings a cycle.
  static let lines = 3
}
