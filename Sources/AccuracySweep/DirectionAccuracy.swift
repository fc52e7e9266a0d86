// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import Foundation

/// How often the direction of the power was wrong, against theory.
///
/// With a distance of d standard deviations between the phase angle and a right angle, the sign of one cycle's
/// fundamental active power is wrong with a probability of Q(d). A reading's direction is decided beyond three deviations
/// only, and stays while the power has its sign: it becomes wrong with Q(3 + d) a cycle.
public struct DirectionAccuracy: Sendable, Equatable {
  /// Readings, 3 a cycle.
  public var readings: Int
  /// Readings whose power has the wrong sign.
  public var wrongSigns: Int
  /// Readings whose direction is the opposite one.
  public var wrong: Int
  /// Readings whose direction is indeterminate.
  public var indeterminate: Int
  /// The phase angle's distance from a right angle in standard deviations by the bound, at least 0.
  public var distance: Double

  /// A count of these figures.
  public init(
    readings: Int, wrongSigns: Int, wrong: Int, indeterminate: Int, distance: Double
  ) {
    self.readings = readings
    self.wrongSigns = wrongSigns
    self.wrong = wrong
    self.indeterminate = indeterminate
    self.distance = distance
  }

  /// Rate of wrong signs, 0...1: what a direction without hysteresis would misdetect.
  public var wrongSignRate: Double { rate(wrongSigns) }
  /// Rate of opposite directions, 0...1.
  public var wrongRate: Double { rate(wrong) }
  /// Rate of indeterminate directions, 0...1.
  public var indeterminateRate: Double { rate(indeterminate) }

  /// Theory's rate of wrong signs, Q(d).
  public var theory: Double { NormalDistribution.tail(distance) }

  /// Theory's rate of indeterminate directions, once the first have been decided.
  ///
  /// A direction is decided beyond three standard deviations, and stays while the power has its sign. So it is right in a
  /// share p / (p + q) of the cycles and wrong in w / (1 - q + w). Here p = Q(3 - d) and w = Q(3 + d) are the chances that a
  /// cycle decides it, rightly or wrongly, and q = Q(d) is that of a wrong sign.
  public var indeterminateTheory: Double {
    let correct = NormalDistribution.tail(3 - distance)
    let wrong = NormalDistribution.tail(3 + distance)
    return 1 - correct / (correct + theory) - wrong / (1 - theory + wrong)
  }

  /// The number of independent readings that the directions are worth, at the least: as if a direction stayed until the next
  /// decision.
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
