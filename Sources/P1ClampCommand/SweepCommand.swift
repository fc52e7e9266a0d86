// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import AccuracySweep
import ArgumentParser
import Drawing
import Foundation
import HostFiles
import Metering
import StrictJSON

/// `p1clamp sweep`: how accurate the estimators are, against theory.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract:
      "Measures accuracy over current, phase, frequency and distortion, against the theoretical bound.",
    usage: "p1clamp sweep [<options>]",
    discussion: """
      Simulates streams of known currents in a star net, measures them with both estimators and prints bias and \
      standard deviation beside the Cramer-Rao bound, the rates of wrong directions beside theory, and the \
      estimators' differences. Without options it takes the targets' whole range, a quarter of an hour on two \
      cores; --quick takes its corners within two minutes. With a list it takes the product of all lists.

      With --mains it runs loads, mains and converters that move instead: ripple control, sliding and jumping \
      frequency, dips, bursts, noise; at 1, 4, 8 and 16 kHz, in a star and in a delta net. It prints the worst \
      reading of each estimator and how far both are apart, beside the limits. --quick takes fewer rates and places.

        p1clamp sweep --quick --check
        p1clamp sweep --currents 0.1,1,10 --bits 12,14 --cycles 100
        p1clamp sweep --mains --check

      Exit codes: 0 success, 1 a target is violated (--check), 64 usage, 74 input/output error, 130 interrupted.
      """)

  @Flag(help: "The targets' corners only.")
  var quick = false

  @Flag(help: "Mains, loads and converters that move, instead of steady ones.")
  var mains = false

  @OptionGroup(title: "Lists") var axes: SweepAxes

  @Option(help: "The estimators that measure.")
  var estimator: EstimatorSet = .both

  @Option(
    help: ArgumentHelp(
      "Seconds that count in each stream (default: 600, without --quick and lists 2000).", valueName: "n"))
  var cycles: Int?

  @Option(
    help: ArgumentHelp("The seed of everything random: the same seed gives the same figures.", valueName: "n")
  )
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      """
      A calibration file: the simulated clamps, and a multiplexed converter's delays, err as it says and are \
      corrected by it. Resolution and noise are those of the lists.
      """, valueName: "file"))
  var calibration: String?

  @Option(help: ArgumentHelp("Streams at a time (default: one a core).", valueName: "n"))
  var jobs: Int?

  @OptionGroup(title: "Results") var results: SweepResultOptions

  func validate() throws {
    if mains, axes.hasAny || cycles != nil || calibration != nil || estimator.kinds.count < 2 {
      throw ValidationError("--mains takes no lists, no --cycles, no --calibration, and both estimators.")
    }
    if quick, axes.hasAny { throw ValidationError("--quick and lists exclude each other.") }
    try OutputFiles.check(
      ["--write": results.write, "--html": results.html], besides: [calibration])
    if let cycles, !(2...1_000_000).contains(cycles) {
      throw ValidationError("--cycles takes 2...1000000, not \(cycles).")
    }
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs takes 1...1024, not \(jobs).") }
    let grid = try grid()
    if results.check, !mains, !grid.conditions.contains(where: \.hasTargets) {
      throw ValidationError("--check has nothing to check: targets hold for \(SweepReport.targetConditions).")
    }
  }

  func run() throws {
    Interruption.listen()
    try reportingErrors {
      let output = try results.write.map { path throws(InputError) in
        try ByteOutput(path: path, isCancelled: { Interruption.isRequested })
      }
      // Opened first, so that a missing folder is told before a quarter of an hour has passed.
      let report = try results.html.map { path throws(InputError) in
        try ByteOutput(path: path, isCancelled: { Interruption.isRequested })
      }
      let (text, page, violations) = mains ? try measureMains() : try measureSteady()
      if let report {
        try report.write(Array(page.html.utf8))
        try report.finish()
      }
      if let output {
        try output.write(Array(text.utf8))
        try output.finish()
      } else {
        try StandardOutput.write(Array(text.utf8))
      }
      guard results.check, !violations.isEmpty else { return }
      violations.forEach { complain("violated: \($0)") }
      throw ExitCode(1)
    }
  }

  /// The report on steady signals, and its violated targets.
  private func measureSteady() throws -> (text: String, page: ReportPage, violations: [String]) {
    let sweep = Sweep(
      try grid(), estimators: estimator.kinds, seed: seed,
      calibration: try calibration.map(CalibrationFile.load))
    let report = SweepReport(sweep, try measured(over: sweep.seconds, sweep.run))
    return (
      text(report.table, report.csv, report.json), page(of: report), report.verdict.violations.map { "\($0)" }
    )
  }

  /// The report on moving mains, and its exceeded limits.
  private func measureMains() throws -> (text: String, page: ReportPage, violations: [String]) {
    let sweep = MainsSweep(quick ? MainsCondition.quickGrid : MainsCondition.grid(), seed: seed)
    let report = MainsReport(sweep, try measured(over: sweep.seconds, sweep.run))
    return (text(report.table, report.csv, report.json), page(of: report), report.violations)
  }

  /// The results of a sweep of so many seconds, with a progress bar.
  private func measured<Result>(
    over seconds: Int,
    _ run: (Int, @escaping @Sendable () -> Bool, @escaping @Sendable (Int) -> Void) throws -> [Result]?
  ) throws -> [Result] {
    let bar = ProgressBar(total: seconds)
    let results = try run(
      jobs ?? ProcessInfo.processInfo.activeProcessorCount, { Interruption.isRequested }, { bar.update($0) })
    bar.finish()
    guard let results else {
      complain("interrupted, no results")
      throw ExitCode(130)
    }
    return results
  }

  private func text(
    _ table: @autoclosure () -> String, _ csv: @autoclosure () -> String, _ json: @autoclosure () -> String
  ) -> String {
    switch results.format {
    case .table: table()
    case .csv: csv()
    case .json: json()
    }
  }

  private func grid() throws -> SweepGrid {
    var grid = axes.hasAny ? try axes.grid() : quick ? .quick : .full
    if let cycles { grid.cycles = cycles }
    return grid
  }
}
