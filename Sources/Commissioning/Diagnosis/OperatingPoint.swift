// SPDX-License-Identifier: Apache-2.0
import Metering

/// The currents of the inputs while nothing is switched: phasors in amperes against the voltage reference.
struct OperatingPoint {
  /// RMS phasors, A, their angles against the voltage reference.
  var phasors: PerClamp<Phasor>
  /// Standard deviation of each phasor's parts, A.
  var deviations: PerClamp<Double>
  /// Cycles it was seen in.
  var cycles: Int

  /// Smallest current that is distinguished from none, A: half of the least that the clamps are rated to measure.
  static let floor = 0.02

  /// Whether an input shows a current.
  func shows(_ clamp: ClampIndex) -> Bool {
    phasors[clamp].magnitude > max(Self.floor, 4 * deviations[clamp])
  }

  /// Whether another point is this one but for noise, drift and 50 mA.
  func isLike(_ other: OperatingPoint) -> Bool {
    phasors.indices.allSatisfy { isLike(other, at: $0) }
  }

  /// Whether one input shows the same as in another point but for noise, drift and 50 mA.
  func isLike(_ other: OperatingPoint, at clamp: ClampIndex) -> Bool {
    let (own, other, phasor) = (deviations[clamp], other.deviations[clamp], other.phasors[clamp])
    let deviation = (own * own + other * other).squareRoot()
    return (phasors[clamp] + -phasor).magnitude
      <= max(0.05, 0.03 * phasors[clamp].magnitude, 5 * deviation)
  }

  /// Averages in another point of the same state, each weighted by its cycles.
  mutating func merge(_ other: OperatingPoint) {
    let total = cycles + other.cycles
    let weight = Double(other.cycles) / Double(total)
    for clamp in phasors.indices {
      phasors[clamp] = phasors[clamp] * (1 - weight) + other.phasors[clamp] * weight
      let variances = deviations[clamp] * deviations[clamp] * (1 - weight) * (1 - weight)
      deviations[clamp] =
        (variances
        + other.deviations[clamp] * other.deviations[clamp] * weight * weight).squareRoot()
    }
    cycles = total
  }

  /// The change of the currents from another point to this one.
  func step(from other: OperatingPoint) -> OperatingPoint {
    OperatingPoint(
      phasors: PerClamp(zip(phasors, other.phasors).map { $0 + -$1 }),
      deviations: PerClamp(zip(deviations, other.deviations).map { ($0 * $0 + $1 * $1).squareRoot() }),
      cycles: 1)
  }

  /// The point with all phasors turned.
  func rotated(degrees: Double) -> OperatingPoint {
    var point = self
    point.phasors = phasors.mapValues { $0.rotated(degrees: degrees) }
    return point
  }
}
