// SPDX-License-Identifier: Apache-2.0
import Recordings
import StrictJSON
import Foundation
public import Metering

/// The correction of one channel, fitted to measurements at known loads.
///
/// It is fitted by weighted least squares over functions that are linear in the logarithm of the current between the table's
/// points. Currents closer than 10 % share a point. Of more currents than a table holds, those are its points that leave the least
/// errors at all.
public struct CalibrationFit: Sendable {
  /// A point of the table with its uncertainty.
  public struct Coefficient: Sendable {
    /// Current of the point, A.
    public var current: Double
    /// True current over shown current.
    public var gain: Estimate
    /// Phase lead, degrees.
    public var lead: Estimate
  }

  /// The error of a measurement that is left after the correction.
  public struct Residual: Sendable {
    /// Ratio error, percent.
    public var ratio: Double
    /// Phase lead, degrees.
    public var lead: Double
  }

  /// The channel.
  public let input: Input
  /// The measurements in the order of their currents.
  public let measurements: [CalibrationMeasurement]
  /// The table's points.
  public let coefficients: [Coefficient]
  /// The residuals, one a measurement.
  public let residuals: [Residual]
  /// The error that the correction by all other measurements leaves of each; nil where there is no other.
  public let unseen: [Residual?]
  /// The channel's scale over the nominal one, which the measurements' gains are relative to; negative where it is inverted.
  public let scale: Double
  /// Reasons not to trust the table.
  public let warnings: [String]
  /// How many currents the measurements show; more than ``coefficients`` has where a table holds no more.
  public let currentCount: Int

  /// The base-2 logarithm of the ratio below which two currents share a point.
  private static let leastGap = log2(1.1)

  /// Fits one channel's measurements, at least one.
  ///
  /// - Parameters:
  ///   - input: The channel.
  ///   - all: Measurements; those of other inputs are left out.
  ///   - range: The currents that the clamp is used for.
  ///   - scale: The channel's scale over the nominal one, which the measurements' gains are relative to.
  /// - Returns: Nil without a measurement of the input.
  public init?(_ input: Input, _ all: [CalibrationMeasurement], range: ClampRange, scale: Double = 1) {
    let measurements = all.filter { $0.point.input == input }.sorted { $0.point.amperes < $1.point.amperes }
    guard !measurements.isEmpty else { return nil }
    let groups = Self.groups(measurements.map { log2($0.point.amperes) })
    guard let full = Course(measurements, groups), let course = Course(atMostEightOf: full) else {
      return nil
    }
    self.input = input
    currentCount = groups.count
    self.scale = scale
    self.measurements = measurements
    unseen = measurements.indices.map { Self.unseen($0, of: measurements) }
    coefficients = course.groups.indices.map {
      Coefficient(
        current: Self.current(course.groups[$0], of: measurements), gain: course.gains.coefficients[$0],
        lead: course.leads.coefficients[$0])
    }
    residuals = measurements.indices.map { index in
      let gain = measurements[index].gain.value
      return Residual(
        ratio: -course.gains.residuals[index] / gain * 100, lead: course.leads.residuals[index])
    }
    let channel = "input \(input.rawValue)"
    var warnings = Self.coverage(measurements, groups, range)
    warnings += Self.implausible(measurements, coefficients).map { "\(channel): \($0)" }
    // Measurements contradict those that share a point with them, not a table that has too few points.
    for (name, fit, unit) in [
      ("gain", full.gains, Course.least.gain), ("phase", full.leads, Course.least.lead),
    ] {
      for (index, residual) in fit.residuals.enumerated() {
        let deviation = (name == "gain" ? measurements[index].gain : measurements[index].lead).deviation
        guard abs(residual) > max(4 * deviation, unit) else { continue }
        warnings.append(
          """
          \(channel): \(measurements[index].point.file) is inconsistent with the others near \
          \(NumberText.number(measurements[index].point.amperes)) A: its \(name) is off by \
          \(NumberText.number(abs(residual) / deviation, digits: 2)) standard deviations
          """)
      }
    }
    for (low, high) in zip(coefficients, coefficients.dropFirst()) {
      let octaves = log2(high.current / low.current)
      let slope = max(abs(high.gain.value - low.gain.value) / 0.03, abs(high.lead.value - low.lead.value) / 3)
      if slope > max(1, octaves) {
        warnings.append(
          """
          \(channel): the error changes more between \(NumberText.number(low.current)) A and \
          \(NumberText.number(high.current)) A than a clamp's does: check both points
          """)
      }
    }
    self.warnings = warnings
  }

  /// The fitted points as a table, rounded to six digits of the current, 1e-7 of the gain and 1e-5 degrees.
  public var table: CorrectionTable {
    coefficients.reduce(into: CorrectionTable()) { table, coefficient in
      // Ascending and at most eight by construction.
      try? table.append(
        CorrectionPoint(
          current: Self.rounded(coefficient.current), gain: (coefficient.gain.value * 1e7).rounded() / 1e7,
          lead: (coefficient.lead.value * 1e5).rounded() / 1e5))
    }
  }

  /// A number to six digits, as text has it.
  private static func rounded(_ current: Double) -> Double { Double(NumberText.number(current)) ?? current }

  /// The current of a point that measurements share: their geometric mean.
  private static func current(_ group: [Int], of measurements: [CalibrationMeasurement]) -> Double {
    let currents = group.map { measurements[$0].point.amperes }
    guard currents.contains(where: { $0 != currents[0] }) else { return currents[0] }
    return exp2(currents.reduce(0) { $0 + log2($1) } / Double(currents.count))
  }

  /// The indices of ascending logarithms that share a point each.
  static func groups(_ logarithms: [Double]) -> [[Int]] {
    var groups: [[Int]] = []
    for index in logarithms.indices {
      if let first = groups.last?.first, logarithms[index] - logarithms[first] < leastGap {
        groups[groups.count - 1].append(index)
      } else {
        groups.append([index])
      }
    }
    return groups
  }
}
