// SPDX-License-Identifier: Apache-2.0

/// The runs of a table at one rate, that at which it is measured: the highest of theirs, decimated or interpolated where it is
/// out of the meter's.
struct TableFrames {
  /// Frames a second.
  let rate: Double
  /// Whether every frame is a record as it was.
  private(set) var isExact = true
  /// For each channel its values, frame by frame.
  private(set) var values: [[Double]]
  /// For some frames, ascending, how many are lost before them.
  private(set) var lost: [(frame: Int, frames: Int)] = []

  private var filters: [Double: Resampler.Phases] = [:]
  private var end = 0

  /// The frames of runs, at least one.
  ///
  /// - Parameter columns: Each channel's values, record by record.
  init(_ runs: [TableRun], columns: [[Double]]) {
    rate = runs.map { $0.rate / SamplingRate.step(of: $0.rate) }.max() ?? 1000
    values = columns.map { _ in [] }
    for run in runs { add(run, columns) }
  }

  private mutating func add(_ run: TableRun, _ columns: [[Double]]) {
    let exact = run.start * rate
    // What is a millionth of a frame off is rounding.
    let first = max(end, Int((exact - 1e-6).rounded(.up)))
    if run.rate == rate, abs(exact - exact.rounded()) < 1e-6 {
      add(first, columns.map { Array($0[run.records]) })
    } else {
      isExact = false
      add(first, resampled(run, columns, from: (Double(first) - exact) * run.rate / rate))
    }
  }

  private mutating func add(_ first: Int, _ frames: [[Double]]) {
    let count = frames[0].count
    guard count > 0 else { return }
    if first > end { lost.append((values[0].count, first - end)) }
    for channel in frames.indices { values[channel] += frames[channel] }
    end = first + count
  }

  private mutating func resampled(_ run: TableRun, _ columns: [[Double]], from start: Double) -> [[Double]] {
    let step = run.rate / rate
    let start = max(0, start)
    let isWhole = start == 0 && Resampler.Phases.isExact(step: step)
    let filter = filters[isWhole ? step : -step] ?? Resampler.Phases(step: step, isExact: isWhole)
    filters[isWhole ? step : -step] = filter
    return columns.map { column in
      var resampler = Resampler(filter, start: start, channels: 1)
      let frames = resampler.update(Array(column[run.records]))
      return frames + resampler.finish()
    }
  }
}
