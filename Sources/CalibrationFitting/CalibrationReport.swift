// SPDX-License-Identifier: Apache-2.0
import StrictJSON
public import Simulation
import Foundation
public import Metering

/// The result of a calibration: every measurement before and after, the table with its uncertainties, and the class.
public struct CalibrationReport: Sendable {
  /// The fits, one a channel with points.
  public var fits: [CalibrationFit]
  /// Rated current of the clamps, A: what the class limits are relative to.
  public var rating: Double
  /// Inputs that the wiring uses and no point measures.
  public var unmeasured: [Input]

  /// A report of these fits.
  public init(_ fits: [CalibrationFit], rating: Double, unmeasured: [Input]) {
    self.fits = fits
    self.rating = rating
    self.unmeasured = unmeasured
  }

  /// Reasons not to trust the calibration.
  public var warnings: [String] {
    fits.flatMap(\.warnings)
      + unmeasured.map { "input \($0.rawValue): no points, so its clamp is taken as it was" }
  }

  /// The report for a reader.
  public var text: String {
    """
    Limits of IEC 61869-2 for a rated current of \(NumberText.number(rating)) A: at 5, 20, 100 and 120 % of it and linear
    between, class 3 from 50 %; judged at the measured currents within them. Before: the errors as measured.
    After: what the table leaves of them, and two standard deviations.

    """ + fits.map(text).joined(separator: "\n")
  }

  /// The best class whose limits the errors keep at every measured current that has any; nil where none does.
  ///
  /// - Parameters:
  ///   - fit: A channel's fit.
  ///   - isCorrected: Whether the correction is applied; then two deviations of each measurement are added to what is
  ///     left of its error.
  public func accuracyClass(of fit: CalibrationFit, isCorrected: Bool) -> AccuracyClass? {
    AccuracyClass.allCases.sorted().first { accuracy in
      var judged = 0
      for (measurement, residual) in zip(fit.measurements, fit.residuals) {
        guard let limit = accuracy.limit(at: measurement.point.amperes / rating) else { continue }
        judged += 1
        var ratio = abs(measurement.ratioError)
        var minutes = abs(measurement.lead.value) * 60
        if isCorrected {
          ratio = abs(residual.ratio) + 200 * measurement.gain.deviation
          minutes = (abs(residual.lead) + 2 * measurement.lead.deviation) * 60
        }
        if ratio > limit.ratio || minutes > limit.minutes ?? .infinity { return false }
      }
      return judged > 0
    }
  }

  private func text(_ fit: CalibrationFit) -> String {
    let rows = zip(fit.measurements, fit.residuals).map { measurement, residual in
      row([
        NumberText.number(measurement.point.amperes), "\(measurement.cycles)",
        NumberText.value(measurement.ratioError, error: 100 * measurement.gain.deviation),
        NumberText.value(measurement.lead.value, error: measurement.lead.deviation),
        fixed(residual.ratio), fixed(residual.lead),
      ])
    }
    let table = fit.coefficients.map { coefficient in
      row([
        NumberText.number(coefficient.current), "",
        NumberText.value(coefficient.gain.value, error: coefficient.gain.deviation),
        NumberText.value(coefficient.lead.value, error: coefficient.lead.deviation),
      ])
    }
    return """

      input \(fit.input.rawValue)
      \(row(["A", "s", "ratio %", "lead deg", "after %", "after deg"]))
      \(rows.joined(separator: "\n"))
      \(row(["table A", "", "gain", "phase deg"]))
      \(table.joined(separator: "\n"))
      class before: \(name(accuracyClass(of: fit, isCorrected: false))), \
      after: \(name(accuracyClass(of: fit, isCorrected: true)))

      """
  }

  private func row(_ columns: [String]) -> String {
    zip(columns, [9, 5, 14, 14, 10, 10]).map { $0.padded(to: $1) }.joined()
  }

  private func fixed(_ value: Double) -> String {
    String(format: "%.4f", abs(value) < 5e-5 ? 0 : value)
  }

  private func name(_ accuracy: AccuracyClass?) -> String {
    accuracy.map { NumberText.number($0.rawValue) } ?? "none"
  }
}
