// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Recordings
import StrictJSON

extension CalibrationFit {
  /// The error of a measurement that the fit of all others leaves; nil where there is no other.
  static func unseen(_ left: Int, of measurements: [CalibrationMeasurement]) -> Residual? {
    var others = measurements
    let measurement = others.remove(at: left)
    guard !others.isEmpty else { return nil }
    let groups = groups(others.map { log2($0.point.amperes) })
    guard let full = Course(others, groups), let course = Course(atMostEightOf: full) else { return nil }
    let (gain, lead) = course.value(at: log2(measurement.point.amperes))
    return Residual(
      ratio: (gain / measurement.gain.value - 1) * 100, lead: measurement.lead.value - lead)
  }

  /// The most that a gain may differ from what its neighbours show, relative.
  private static let mostDifference = 0.05
  /// Several times the most that a clamp with its burden leads, degrees.
  private static let usualLead = 10.0

  /// Warnings about gains that do not fit their neighbours', and about phases that no clamp has.
  static func implausible(
    _ measurements: [CalibrationMeasurement], _ coefficients: [Coefficient]
  ) -> [String] {
    var warnings: [String] = []
    for (index, coefficient) in coefficients.enumerated() where coefficients.count > 1 {
      var others = coefficients
      others.remove(at: index)
      let row = Course.weights(others.map { log2($0.current) }, at: log2(coefficient.current))
      let expected = zip(row, others).reduce(0) { $0 + $1.0 * $1.1.gain.value }
      let difference = coefficient.gain.value / expected - 1
      guard abs(difference) > mostDifference else { continue }
      warnings.append(
        "the gain at \(NumberText.number(coefficient.current)) A is \(NumberText.number(100 * difference, digits: 2)) % "
          + "off its neighbours': check that current")
    }
    for measurement in measurements where abs(measurement.lead.value) > usualLead {
      warnings.append(
        "in \(measurement.point.file) the channel leads by \(NumberText.number(measurement.lead.value, digits: 3)) degrees, "
          + "more than clamps do: check its degrees")
    }
    return warnings
  }

  /// Warnings about where the points lie.
  static func coverage(
    _ measurements: [CalibrationMeasurement], _ groups: [[Int]], _ range: ClampRange
  ) -> [String] {
    let channel = "input \(measurements[0].point.input.rawValue)"
    let currents = measurements.map(\.point.amperes)
    func text(_ amperes: Double) -> String { NumberText.number(amperes) }
    var warnings: [String] = []
    if groups.count < 4 {
      warnings.append(
        "\(channel): \(groups.count == 1 ? "one current is" : "\(groups.count) currents are") too few to show how the "
          + "error varies; 4 are enough")
    }
    for group in groups where group.count > 1 && currents[group[0]] < currents[group[group.count - 1]] {
      let (low, high) = (currents[group[0]], currents[group[group.count - 1]])
      warnings.append(
        "\(channel): \(text(low)) A and \(text(high)) A are too close and share a point of the table")
    }
    let (low, high) = (currents[0], currents[currents.count - 1])
    if groups.count > 1, high < 10 * low {
      warnings.append(
        "\(channel): \(text(low)) A to \(text(high)) A is less than a decade; outside the error is unknown")
    }
    if high > range.effective * 1.001 {
      warnings.append("\(channel): \(text(high)) A is above the range in use, \(text(range.effective)) A")
    }
    for measurement in measurements where measurement.leftOut.count > 0 {
      let leftOut = measurement.leftOut
      warnings.append(
        "\(channel): \(leftOut.count) of \(leftOut.count + measurement.cycles) s of "
          + "\(measurement.point.file) left out, \(leftOut.text)")
    }
    return warnings
  }
}
