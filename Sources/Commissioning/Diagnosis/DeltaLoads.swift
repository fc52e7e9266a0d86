// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// How probable the line currents of a net without neutral are, by the loads that can draw them.
///
/// Loads are connected between two lines, or to all three alike, and have ordinary phase angles. The angles of small currents tell
/// little, and such currents decide nothing (``WiringDiagnosis/verdict``). The currents are those of L1, L2 and L3 in right
/// rotation, L1's own voltage at 0 degrees; they sum to zero.
struct DeltaLoads {
  /// The phase angles that a load may have, degrees.
  var angles = LoadPrior.angles
  /// Standard deviation of the currents' parts, A.
  var deviation = 0.0

  /// Shares of the states with one load between two lines, two, three, one on all lines alike, and that one with one between two.
  private static let shares = (one: 0.15, two: 0.2, three: 0.25, balanced: 0.2, balancedAndOne: 0.2)

  /// Density of the state of a net, per ampere to the fourth power.
  func density(_ currents: PerLine<Phasor>) -> Double {
    let shares = Self.shares
    return shares.one * one(currents) + shares.two * two(currents) + shares.three * three(currents)
      + shares.balanced * balanced(currents) + shares.balancedAndOne * balancedAndOne(currents)
  }

  /// Density of a change by loads that are switched on at once: mostly a single load.
  func switchedDensity(_ currents: PerLine<Phasor>) -> Double {
    0.7 * one(currents) + 0.2 * balanced(currents) + 0.1 * two(currents)
  }

  /// Density of a load's current between two lines, per square ampere.
  private func load(_ current: Phasor, between pair: LinePair) -> Double {
    load(current, at: pair.voltageAngle)
  }

  private func load(_ current: Phasor, at voltage: Double) -> Double {
    let uncertainty = deviation / max(current.magnitude, 1e-9) * 180 / .pi
    let angular = LoadPrior.density(voltage - current.degrees, in: angles, deviation: min(uncertainty, 60))
    return angular > 1e-12 ? LoadPrior.planar(current, angular: angular) : 0
  }

  /// A load between two lines, and nothing in the third.
  private func one(_ currents: PerLine<Phasor>) -> Double {
    LinePair.allCases.reduce(0) { sum, pair in
      let current = (currents[pair.from] + -currents[pair.to]) * 0.5
      return sum + load(current, between: pair) / 3
        * LoadPrior.coincidence(currents[pair.other], of: current.magnitude, deviation: deviation)
    }
  }

  /// Loads between two pairs of lines: the line that both share carries their difference.
  private func two(_ currents: PerLine<Phasor>) -> Double {
    LinePair.allCases.reduce(0) { sum, pair in
      // Pairs (a, b) and (b, c): a carries the first, c minus the second.
      sum + load(currents[pair.from], between: pair) * load(-currents[pair.other], between: pair.next) / 3
    }
  }

  /// Loads between all pairs: the current that circulates is not seen, so it is integrated over.
  private func three(_ currents: PerLine<Phasor>) -> Double {
    let scale = currents.reduce(0) { max($0, $1.magnitude) }
    guard scale > 0 else { return 0 }
    let (rings, spokes) = (20, 8)
    let ratio = log(300.0) / Double(rings)
    let step = (angles.upperBound - angles.lowerBound) / Double(spokes)
    let angular = 1 / (angles.upperBound - angles.lowerBound)
    var sum = 0.0
    for spoke in 0..<spokes {
      let phase = angles.lowerBound + step * (Double(spoke) + 0.5)
      let direction = Phasor(magnitude: 1, degrees: LinePair.l3L1.voltageAngle - phase)
      for ring in 0..<rings {
        let magnitude = 3 * scale * exp(-ratio * (Double(ring) + 0.5))
        // The load between L3 and L1.
        let third = direction * magnitude
        let first = load(currents[.l1] + third, between: .l1L2)
        guard first > 0 else { continue }
        sum +=
          first * load(third + -currents[.l3], between: .l2L3) * LoadPrior.planar(third, angular: angular)
          * magnitude * magnitude
      }
    }
    return sum * ratio * step * .pi / 180
  }

  /// Alike in all lines.
  private func balanced(_ currents: PerLine<Phasor>) -> Double {
    let (positive, negative) = sequences(currents)
    // The two sequences make up two line currents; the volume of that change is 3.
    return load(positive, at: 0) / 3
      * LoadPrior.coincidence(negative, of: positive.magnitude, deviation: deviation)
  }

  /// Alike in all lines, and a load between two.
  private func balancedAndOne(_ currents: PerLine<Phasor>) -> Double {
    LinePair.allCases.reduce(0) { sum, pair in
      let common = currents[pair.other].rotated(degrees: -Rotation.clockwise.angle(of: pair.other))
      let own = common.rotated(degrees: Rotation.clockwise.angle(of: pair.from))
      return sum + load(common, at: 0) * load(currents[pair.from] + -own, between: pair) / 3
    }
  }

  /// The positive and the negative sequence of three currents that sum to zero.
  private func sequences(_ currents: PerLine<Phasor>) -> (positive: Phasor, negative: Phasor) {
    func sum(_ turn: Double) -> Phasor {
      (currents[.l1] + currents[.l2].rotated(degrees: turn) + currents[.l3].rotated(degrees: -turn))
        * (1 / 3.0)
    }
    return (sum(120), sum(-120))
  }
}
