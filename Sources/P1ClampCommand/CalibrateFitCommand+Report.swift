// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import Drawing
import Metering

extension CalibrateFitCommand {
  /// The report as a page: the figures of the text, and the errors as drawings.
  func page(of report: CalibrationReport) -> ReportPage {
    let warnings = report.warnings
    let verdict =
      warnings.isEmpty
      ? "Calibrated: \(report.fits.count) \(report.fits.count == 1 ? "input" : "inputs"), without a warning."
      : "Calibrated, with \(warnings.count) \(warnings.count == 1 ? "warning" : "warnings")."
    return ReportPage(
      title: "Calibration \(write)", verdict: verdict, level: warnings.isEmpty ? .good : .warning,
      parts: (warnings.isEmpty ? [] : [.heading("Warnings"), .steps(warnings)])
        + [.paragraph(report.heading)] + report.fits.flatMap { Self.parts(of: $0, in: report) } + [
          .heading("Conditions"),
          .facts(
            loads.points.map { point in
              .init(
                point.file,
                "input \(point.input.rawValue), \(point.amperes) A, \(point.degrees) degrees"
                  + (point.volts.map { ", \($0) V" } ?? ""))
            } + (loads.zero.map { [.init("Without current", $0)] } ?? []) + ReportPage.Fact.program),
        ])
  }

  private static func parts(of fit: CalibrationFit, in report: CalibrationReport) -> [ReportPage.Part] {
    let rows = report.measurementRows(of: fit)
    let table: [ReportPage.Part] = [
      .heading("Input \(fit.input.rawValue)"),
      .table(
        caption: "1.021(17) is 1.021 with a standard uncertainty of 0.017.",
        columns: [
          "Current, A", "Seconds", "Ratio error, %", "Lead, degrees", "Ratio after, %", "Lead after, degrees",
        ],
        rows: rows),
      .table(
        caption: "The table that corrects it.", columns: ["Current, A", "Gain", "Phase, degrees"],
        rows: report.tableRows(of: fit)),
      .paragraph(report.scale(of: fit) + report.capacityText(of: fit) + report.classText(of: fit)),
    ]
    let errors = zip(fit.measurements, fit.residuals).map { (abs($0.ratioError), abs($1.ratio)) }
    guard !errors.isEmpty, errors.allSatisfy({ $0 < 1e12 && $1 < 1e12 }) else { return table }
    let bars = zip(rows, errors).flatMap { row, error in
      [
        BarChart.Bar("\(row[0]) A, before", parts: [error.0, 0], note: "\(row[2]) %"),
        BarChart.Bar("\(row[0]) A, after", parts: [0, error.1], note: "\(row[4]) %"),
      ]
    }
    return table + [
      .drawing(
        BarChart(
          title: "Input \(fit.input.rawValue): ratio error, without its sign", unit: "%",
          parts: ["as measured", "corrected"], bars: bars
        ).document)
    ]
  }
}
