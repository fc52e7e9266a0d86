// SPDX-License-Identifier: Apache-2.0
import AccuracySweep
import Drawing
import StrictJSON

extension SweepCommand {
  /// The report on steady signals as a page: the tables of the text, and how near each quantity is to its bound.
  func page(of report: SweepReport) -> ReportPage {
    let isJudged = report.results.contains { $0.condition.hasTargets }
    let violations = report.verdict.violations.count
    let bars = report.meanRatios.filter { $0.ratio.isFinite }.map { mean in
      BarChart.Bar(
        "\(mean.quantity), \(mean.estimator)", parts: [mean.ratio],
        note: NumberText.number(mean.ratio, digits: 3))
    }
    let chart = BarChart(
      title: "Standard deviation relative to the Cramer-Rao bound, mean of all conditions",
      unit: "times the bound",
      parts: ["mean"], bars: bars)
    return ReportPage(
      title: "Accuracy on steady signals",
      verdict: report.verdictText.split(separator: "\n").first.map(String.init) ?? "",
      level: !isJudged ? .notice : violations == 0 ? .good : .warning,
      parts: (bars.isEmpty ? [] : [.drawing(chart.document)]) + [
        .heading("Figures"), .text(report.table), .heading("Conditions"),
        .facts(
          [
            .init("Conditions", "\(report.results.count)"), .init("Cycles", "\(report.sweep.grid.cycles)"),
            .init("Seed", "\(report.sweep.seed)"), .init("Calibration", calibration ?? "nominal"),
          ] + ReportPage.Fact.program),
      ])
  }

  /// The report on moving mains as a page: the table of the text, and how much of each limit the worst reading takes.
  func page(of report: MainsReport) -> ReportPage {
    let violations = report.violations
    let bars = report.worstShares.filter { (0..<1e12).contains($0.percent) }.map {
      BarChart.Bar($0.figure, parts: [$0.percent], note: "\(NumberText.number($0.percent, digits: 3)) %")
    }
    let chart = BarChart(
      title: "Worst reading of all conditions, relative to its limit", unit: "%", parts: ["worst"], bars: bars
    )
    return ReportPage(
      title: "Accuracy on moving mains",
      verdict: violations.isEmpty
        ? "Every reading is within its limits."
        : "\(NumberText.count(violations.count, "limits")) \(violations.count == 1 ? "is" : "are") exceeded.",
      level: violations.isEmpty ? .good : .warning,
      parts: (bars.isEmpty ? [] : [.drawing(chart.document)])
        + (violations.isEmpty ? [] : [.heading("What exceeds a limit"), .steps(violations)]) + [
          .heading("Figures"), .text(report.table), .heading("Conditions"),
          .facts(
            [
              .init("Conditions", "\(report.results.count)"), .init("Seed", "\(report.sweep.seed)"),
            ] + ReportPage.Fact.program),
        ])
  }
}
