// SPDX-License-Identifier: Apache-2.0
import StrictJSON
public import Simulation
import Foundation
public import Metering

/// The result of a calibration: every measurement before and after, the table with its uncertainties, and the class.
public struct CalibrationReport: Sendable {
  /// The fits, one a channel with points.
  public var fits: [CalibrationFit]
  /// Rated current of the clamps, A; the class limits are relative to it.
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
      + unmeasured.map { "input \($0.rawValue): no points, so the calibration of its clamp stays as it was" }
  }

  /// The report for a reader.
  public var text: String {
    heading + "\n" + fits.map(text).joined(separator: "\n")
  }

  /// The meaning of the figures.
  package var heading: String {
    """
    Limits of IEC 61869-2 for a rated current of \(NumberText.number(rating)) A: at 5, 20, 100 and 120 % of it and linear
    between, class 3 from 50 %. Before: the errors as measured, at all currents within them. After: at those currents alone,
    what a table of all other points leaves there, and two standard deviations; not judged where none of them was recorded.
    """
  }

  /// The class that a channel's errors keep.
  public enum ClassVerdict: Sendable, Equatable {
    /// The best class whose limits they keep at every measured current that has any.
    case keeps(AccuracyClass)
    /// The last class that there are measured currents to judge by; they keep neither it nor a better one.
    case exceeds(AccuracyClass)
    /// No measured current tells of the best class, so that none can be named.
    case notJudged
  }

  /// The best class whose limits the errors keep at every measured current that has any; none is told where the measured currents
  /// would leave a better one open.
  ///
  /// - Parameters:
  ///   - fit: A channel's fit.
  ///   - isCorrected: Whether the correction is applied; then the currents are those that the standard names, to 5 %, and the
  ///     error is what the correction by all other measurements leaves, and two deviations of the measurement.
  public func accuracyClass(of fit: CalibrationFit, isCorrected: Bool) -> ClassVerdict {
    var verdict = ClassVerdict.notJudged
    for accuracy in AccuracyClass.allCases.sorted() {
      guard let isKept = keeps(accuracy, fit, isCorrected: isCorrected) else { return verdict }
      if isKept { return .keeps(accuracy) }
      verdict = .exceeds(accuracy)
    }
    return verdict
  }

  /// Whether errors are within a class's limits; nil where no measured current tells.
  private func keeps(_ accuracy: AccuracyClass, _ fit: CalibrationFit, isCorrected: Bool) -> Bool? {
    var judged = 0
    for (measurement, unseen) in zip(fit.measurements, fit.unseen) {
      let load = measurement.point.amperes / rating
      let named = accuracy.limits.first { abs(load / $0.load - 1) <= 0.05 }
      guard let limit = isCorrected ? named : accuracy.limit(at: load) else { continue }
      var ratio = abs(measurement.ratioError)
      var minutes = abs(measurement.lead.value) * 60
      if isCorrected {
        guard let residual = unseen else { continue }
        ratio = abs(residual.ratio) + 200 * measurement.gain.deviation
        minutes = (abs(residual.lead) + 2 * measurement.lead.deviation) * 60
      }
      judged += 1
      if ratio > limit.ratio || minutes > limit.minutes ?? .infinity { return false }
    }
    return judged > 0 ? true : nil
  }

  private func text(_ fit: CalibrationFit) -> String {
    """

    input \(fit.input.rawValue)
    \(row(Self.measurementColumns))
    \(measurementRows(of: fit).map(row).joined(separator: "\n"))
    \(row(["table A", "", "gain", "phase deg"]))
    \(tableRows(of: fit).map { row([$0[0], "", $0[1], $0[2]]) }.joined(separator: "\n"))
    \(scale(of: fit))\(capacityText(of: fit))\(classText(of: fit))

    """
  }

  /// The names of the columns of ``measurementRows(of:)``.
  package static let measurementColumns = ["A", "s", "ratio %", "lead deg", "after %", "after deg"]

  /// Each measurement of a channel: current, seconds, errors of ratio and lead with their uncertainty, and the residuals of both
  /// after correction by the table.
  package func measurementRows(of fit: CalibrationFit) -> [[String]] {
    zip(fit.measurements, fit.residuals).map { measurement, residual in
      [
        NumberText.number(measurement.point.amperes), "\(measurement.cycles)",
        NumberText.value(measurement.ratioError, error: 100 * measurement.gain.deviation),
        NumberText.value(measurement.lead.value, error: measurement.lead.deviation),
        fixed(residual.ratio), fixed(residual.lead),
      ]
    }
  }

  /// Each point of a channel's table: current, gain and lead with their uncertainty.
  package func tableRows(of fit: CalibrationFit) -> [[String]] {
    fit.coefficients.map { coefficient in
      [
        NumberText.number(coefficient.current),
        NumberText.value(coefficient.gain.value, error: coefficient.gain.deviation),
        NumberText.value(coefficient.lead.value, error: coefficient.lead.deviation),
      ]
    }
  }

  /// The classes that a channel keeps before and after.
  package func classText(of fit: CalibrationFit) -> String {
    "class before: \(name(accuracyClass(of: fit, isCorrected: false))), "
      + "after: \(name(accuracyClass(of: fit, isCorrected: true)))"
  }

  /// A line about a scale that is not the nominal one, with its line end.
  package func scale(of fit: CalibrationFit) -> String {
    guard fit.scale != 1 else { return "" }
    let inverted = fit.scale < 0 ? ", inverted" : ""
    return
      "scale: \(NumberText.number(abs(fit.scale))) times the nominal one\(inverted); errors are relative to it\n"
  }

  /// A line about more currents than a table holds, with its line end.
  package func capacityText(of fit: CalibrationFit) -> String {
    guard fit.currentCount > fit.coefficients.count else { return "" }
    return
      "\(fit.currentCount) currents: a table holds \(CorrectionTable.capacity), those that leave the least errors at all\n"
  }

  private func row(_ columns: [String]) -> String {
    zip(columns, [9, 5, 14, 14, 10, 10]).map { $0.padded(to: $1) }.joined()
  }

  private func fixed(_ value: Double) -> String {
    String(format: "%.4f", abs(value) < 5e-5 ? 0 : value)
  }

  private func name(_ verdict: ClassVerdict) -> String {
    switch verdict {
    case .keeps(let accuracy): NumberText.number(accuracy.rawValue)
    case .exceeds(let accuracy): "worse than \(NumberText.number(accuracy.rawValue))"
    case .notJudged: "not judged"
    }
  }
}
