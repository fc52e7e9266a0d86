// SPDX-License-Identifier: Apache-2.0
import Drawing
import ArgumentParser
import Foundation
import MeteringFFTW
import Workload

/// Measures this host and writes the budget table, beside what was counted of firmware.
@main
struct Budget: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Measures what a second costs on this host, its distance from the limits, and writes the budget.")

  @Option(help: "A folder for budget.md and budget.svg; without it the tables are printed only.")
  var write: String?

  @Option(name: .customLong("core"), help: "Figures of a core, as Firmware/run --json prints them.")
  var cores: [String] = []

  @Flag(help: "Exit with 1 if a ratio is larger than it may be.")
  var check = false

  @Option(help: "How often each step takes its turn.")
  var rounds = 100

  func run() throws {
    let figures = try cores.map { try CoreFigures(file: $0) }
    // First of all: later on what else is measured has set the peak.
    let growth = try Self.memoryOfAnHour()
    let host = try HostFigures(rate: 4000, rounds: rounds)
    let limits = LimitReport(
      host, slowest: try HostFigures(rate: 1000, rounds: rounds / 2),
      fastest: try HostFigures(rate: 16000, rounds: rounds / 2), growth: growth)
    let budget = BudgetTable(host: host, cores: figures)
    let text = budget.markdown + "\n\n" + limits.markdown + "\n"
    print(text)
    if let write {
      try Data(text.utf8).write(to: URL(fileURLWithPath: write).appendingPathComponent("budget.md"))
      try Data(budget.chart.document.text.utf8)
        .write(to: URL(fileURLWithPath: write).appendingPathComponent("budget.svg"))
    }
    let broken = limits.rows.filter { !$0.isKept }
    if check, !broken.isEmpty {
      for row in broken {
        let line = "\(row.name): expected at most \(row.most.text(2)), found \(row.value.text(2))\n"
        FileHandle.standardError.write(Data(line.utf8))
      }
      throw ExitCode(1)
    }
  }

  /// Bytes that the peak of memory grows by from the first minute of data to the end of an hour.
  private static func memoryOfAnHour() throws -> Int {
    let frames = try SimulatedFrames(rate: 4000, seconds: 2)
    let sensor = try SensorSecond(frames, estimator: FFTWEstimator(rate: 4000, channelCount: 4))
    for _ in 0..<60 { try sensor.measure() }
    let minute = ThreadTime.peakMemory
    for _ in 60..<3600 { try sensor.measure() }
    return ThreadTime.peakMemory - minute
  }
}
