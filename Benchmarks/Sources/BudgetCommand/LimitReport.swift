// SPDX-License-Identifier: Apache-2.0

/// How far this machine's figures are from what the hardware allows, in ratios of one run.
struct LimitReport {
  /// One ratio and what it may be at most.
  struct Row {
    let name: String
    let value: Double
    let most: Double
    let goal: Double?

    var isKept: Bool { value <= most }
  }

  let rows: [Row]

  /// - Parameters:
  ///   - figures: At 4000 frames/s.
  ///   - slowest: At 1000 frames/s.
  ///   - fastest: At 16000 frames/s.
  ///   - growth: Bytes that the peak of memory grew by in an hour of data.
  init(_ figures: HostFigures, slowest: HostFigures, fastest: HostFigures, growth: Int) {
    // N log N from 1000 to 16000: 16 times the frames, 1.4 times the logarithm.
    let linear = fastest.rate / slowest.rate
    rows = [
      Row(
        name: "ingest, FFTW / a plain pass over the same bytes",
        value: figures.ingestFFTW / figures.plainPass, most: 4,
        goal: 2),
      Row(
        name: "whole second, FFTW / bare `fftw_execute` of its four transforms",
        value: figures.secondFFTW / figures.transforms, most: 2.2, goal: 1.8),
      Row(
        name: "whole second, fixed / whole second, FFTW", value: figures.secondFixed / figures.secondFFTW,
        most: 0.5,
        goal: nil),
      Row(
        name: "16000 / 1000 frames/s, whole second, FFTW, a frame",
        value: fastest.secondFFTW / slowest.secondFFTW / linear, most: 1.4, goal: nil),
      Row(
        name: "16000 / 1000 frames/s, whole second, fixed, a frame",
        value: fastest.secondFixed / slowest.secondFixed / linear, most: 1, goal: nil),
      Row(
        name: "memory that an hour of data adds, kilobytes", value: Double(growth) / 1024, most: 64, goal: nil
      ),
    ]
  }

  /// The rows as Markdown.
  var markdown: String {
    let lines = rows.map { row in
      "| \(row.name) | \(row.value.text(2)) | \(row.most.text(2)) | \(row.goal?.text(2) ?? "") |"
    }
    return (["| ratio | measured | at most | goal |", "|---|---|---|---|"] + lines).joined(separator: "\n")
  }
}
