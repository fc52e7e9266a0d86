// SPDX-License-Identifier: Apache-2.0
import Drawing

/// What each second is spent on, in milliseconds: does a cycle fit into its second, and how often over.
struct BudgetTable {
  /// One machine.
  struct Row {
    let name: String
    let ingest, close, telegram, line: Double
    /// Instructions of the same, where that is what was counted.
    var instructions: (ingest: Double, close: Double, telegram: Double)?
    /// Bytes of flash, static memory and stack, where it is a firmware.
    var memory: (flash: Int, ram: Int, stack: Int)?

    /// The processor's time.
    var computing: Double { ingest + close + telegram }
    /// All of it, one after the other.
    var sum: Double { computing + line }
  }

  let rows: [Row]
  let telegramBytes: Int

  /// Bits of a byte on the line (8N1) and bits a second.
  private static let bitsPerByte = 10.0
  private static let baud = 115200.0

  init(host: HostFigures, cores: [CoreFigures]) {
    telegramBytes = host.telegramBytes
    let line = Double(host.telegramBytes) * Self.bitsPerByte / Self.baud * 1000
    let first = Row(
      name: "this host, FFTW", ingest: host.ingestFFTW * 1000, close: host.close * 1000,
      telegram: host.telegram * 1000, line: line)
    rows =
      [first]
      + cores.compactMap { core in
        guard let (name, clock) = core.kind else { return nil }
        let ingest = core.ingestPerFrame * host.rate
        let milliseconds = 1000 / clock
        return Row(
          name: name, ingest: ingest * milliseconds, close: core.close * milliseconds,
          telegram: core.telegram * milliseconds, line: line,
          instructions: (ingest, core.close, core.telegram),
          memory: (core.flash, core.ram, core.stack))
      }
  }

  /// The table as Markdown.
  var markdown: String {
    let head = [
      "| a second of 4 x 4000 frames | ingest | close | telegram | computing | fits | line | sum | of the second |",
      "|---|---|---|---|---|---|---|---|---|",
    ]
    let body = rows.map { row in
      let figures =
        [row.ingest, row.close, row.telegram, row.computing].map(Self.time) + [
          "\((1000 / row.computing).text(0)) times"
        ]
        + [row.line, row.sum].map(Self.time)
      return "| \(row.name) | \(figures.joined(separator: " | ")) | \(Self.share(row.sum)) |"
    }
    let counts = rows.compactMap { row -> String? in
      guard let count = row.instructions, let memory = row.memory else { return nil }
      let figures = [count.ingest, count.close, count.telegram].map { $0.text(0) }
      return
        "| \(row.name) | \(figures.joined(separator: " | ")) | \(memory.flash) | \(memory.ram) | \(memory.stack) |"
    }
    let cores =
      counts.isEmpty
      ? []
      : [
        "", "| instructions a second | ingest | close | telegram | flash, bytes | static memory | stack |",
        "|---|---|---|---|---|---|---|",
      ] + counts
    return (head + body + cores).joined(separator: "\n")
  }

  /// The table as a chart.
  var chart: BarChart {
    BarChart(
      title: "What a second is spent on: 4 channels at 4000 frames/s, telegram of \(telegramBytes) bytes",
      unit: "ms",
      parts: ["ingest", "close", "telegram", "line, 115200 baud"],
      bars: rows.map { row in
        .init(
          row.name, parts: [row.ingest, row.close, row.telegram, row.line],
          note: "\(row.sum.text(1)) ms, \(Self.share(row.sum))")
      })
  }

  private static func time(_ milliseconds: Double) -> String {
    "\(milliseconds.text(milliseconds < 1 ? 4 : 2)) ms"
  }

  private static func share(_ milliseconds: Double) -> String { "\((milliseconds / 10).text(2)) %" }
}
