// SPDX-License-Identifier: Apache-2.0
import Metering

/// The currents of the inputs while nothing is switched: phasors in amperes against the voltage reference.
struct OperatingPoint {
  /// One for each input, its angle that against the voltage reference.
  var phasors: [Phasor]
  /// Standard deviation of each phasor's parts, A.
  var deviations: [Double]
  /// Cycles it was seen in.
  var cycles: Int

  /// Smallest current that is told from none, A: half of what the clamps are rated to measure.
  static let floor = 0.02

  /// Whether an input shows a current.
  func shows(_ input: Int) -> Bool {
    phasors[input].magnitude > max(Self.floor, 4 * deviations[input])
  }

  /// Whether another point is this one but for noise, drift and 50 mA.
  func isLike(_ other: OperatingPoint) -> Bool {
    zip(phasors, other.phasors).enumerated().allSatisfy { input, pair in
      let deviation =
        (deviations[input] * deviations[input]
        + other.deviations[input] * other.deviations[input]).squareRoot()
      return (pair.0 + -pair.1).magnitude <= max(0.05, 0.03 * pair.0.magnitude, 5 * deviation)
    }
  }

  /// Takes in what another point shows of the same state.
  mutating func merge(_ other: OperatingPoint) {
    let total = cycles + other.cycles
    let weight = Double(other.cycles) / Double(total)
    for input in phasors.indices {
      phasors[input] = phasors[input] * (1 - weight) + other.phasors[input] * weight
      let variances = deviations[input] * deviations[input] * (1 - weight) * (1 - weight)
      deviations[input] =
        (variances
        + other.deviations[input] * other.deviations[input] * weight * weight).squareRoot()
    }
    cycles = total
  }

  /// What was switched between another point and this one.
  func step(from other: OperatingPoint) -> OperatingPoint {
    OperatingPoint(
      phasors: zip(phasors, other.phasors).map { $0 + -$1 },
      deviations: zip(deviations, other.deviations).map { ($0 * $0 + $1 * $1).squareRoot() }, cycles: 1)
  }

  /// The point with all phasors turned.
  func rotated(degrees: Double) -> OperatingPoint {
    var point = self
    point.phasors = phasors.map { $0.rotated(degrees: degrees) }
    return point
  }
}
