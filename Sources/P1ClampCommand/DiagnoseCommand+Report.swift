// SPDX-License-Identifier: Apache-2.0
import Commissioning
import Drawing
import Foundation
import MeteringFFTW

extension DiagnoseCommand {
  /// The report as a page: the figures of the text, and the phasors as a drawing.
  func page(of diagnosis: WiringDiagnosis, _ diagram: PhasorDiagram, named name: String) -> ReportPage {
    let level: ReportPage.Level =
      switch diagnosis.verdict {
      case .asGiven: diagnosis.isPolarityProven ? .good : .notice
      case .notAsGiven: .warning
      case .undecided: .notice
      }
    let actions = diagnosis.actions.map(\.text)
    return ReportPage(
      title: "Wiring of \(name)", verdict: diagnosis.headline, level: level,
      parts: (actions.isEmpty ? [] : [.heading("What to do"), .steps(actions)]) + [
        .heading("What was found"),
        .table(
          caption: "Each input: where its clamp is and which way round, and what it carries.",
          columns: ["Input", "Line", "Way round", "Largest current", "Import", "Export", "Neither"],
          rows: diagnosis.inputRows),
        .paragraph(diagnosis.supplyAndRotationText), .heading("Phasors"), .drawing(diagram.document),
        .heading("Ways of connecting"),
        .table(
          caption: "The most probable ones, and how many wires or clamps each changes.",
          columns: ["Choice", "Percent", "Wires", "Wiring (input: line)"], rows: diagnosis.choiceRows),
        .heading("Conditions"),
        .facts(
          [
            .init("Input", name), .init("Given", diagnosis.givenText),
            .init("Generation", diagnosis.generationText),
            .init("Calibration", calibration.calibration ?? "nominal"),
            .init("Estimator", estimator.rawValue),
          ] + ReportPage.Fact.program),
      ])
  }
}

extension ReportPage.Fact {
  /// The program that made a report, and the time.
  static var program: [ReportPage.Fact] {
    [
      .init("Made by", "p1clamp \(ToolVersion.number)"),
      .init("Made at", Date.now.formatted(.iso8601.timeSeparator(.colon).dateTimeSeparator(.space))),
    ]
  }
}
