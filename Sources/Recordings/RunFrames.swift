// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The runs of a recording as frames of one rate, block by block.
///
/// Each run's rate is decimated or interpolated into the range of a meter; the highest of these is the rate of all frames.
struct RunFrames {
  /// Frames that follow one another.
  struct Block {
    /// Frames that are missing before them.
    var lost: Int
    /// Interleaved values.
    var frames: [Double]
  }

  /// A run in progress.
  private struct Passage {
    var run: TableRun
    /// The frame that its first record becomes, or the first after that.
    var first: Int
    /// Frames made so far.
    var count = 0
    /// Nil where every frame is a record as it is.
    var resampler: Resampler?
  }

  /// Frames a second.
  let rate: Double

  private let channels: Int
  private let rails: [ClosedRange<Double>?]?
  private var runs: ArraySlice<TableRun>
  private var records: any RecordReader
  private var block: RecordBlock?
  private var passage: Passage?
  private var filters: [Double: Resampler.Phases] = [:]
  private var end = 0

  /// The rate of the frames of some runs.
  static func rate(of runs: [TableRun]) -> Double {
    runs.map { $0.rate / SamplingRate.step(of: $0.rate) }.max() ?? 1000
  }

  /// Whether every frame of some runs is a record as it is.
  static func areExact(_ runs: [TableRun]) -> Bool {
    let rate = rate(of: runs)
    return runs.allSatisfy { isExact($0, at: rate) }
  }

  private static func isExact(_ run: TableRun, at rate: Double) -> Bool {
    let exact = run.start * rate
    return run.rate == rate && abs(exact - exact.rounded()) < 1e-6
  }

  /// The frames of runs, at least one.
  ///
  /// - Parameters:
  ///   - records: The recording's, from the first one on.
  ///   - rails: Of each channel the values at and beyond whose bounds it is beyond its range; nil where no value of any channel is.
  init(
    _ runs: [TableRun], of records: any RecordReader, channels: Int, rails: [ClosedRange<Double>?]? = nil
  ) {
    rate = Self.rate(of: runs)
    self.runs = runs[...]
    self.records = records
    self.channels = channels
    self.rails = rails
  }

  /// Makes the next frames; nil at the end.
  ///
  /// - Throws: What reading the records throws.
  mutating func next() throws(InputError) -> Block? {
    while true {
      if passage == nil {
        guard let run = runs.popFirst() else { return nil }
        passage = begin(run)
      }
      var frames = try take()
      let isOver = passage!.run.records.isEmpty
      if let made = frames.map({ passage!.resampler?.update($0) ?? $0 }) { frames = made }
      if isOver, let rest = passage!.resampler?.finish() { frames = (frames ?? []) + rest }
      let count = (frames?.count ?? 0) / channels
      let lost = passage!.count == 0 && count > 0 ? passage!.first - end : 0
      passage!.count += count
      if isOver {
        if passage!.count > 0 { end = passage!.first + passage!.count }
        passage = nil
      }
      if count > 0 { return Block(lost: lost, frames: frames!) }
    }
  }

  private mutating func begin(_ run: TableRun) -> Passage {
    let exact = run.start * rate
    // A millionth of a frame is rounding.
    let first = max(end, Int((exact - 1e-6).rounded(.up)))
    guard !Self.isExact(run, at: rate) else { return Passage(run: run, first: first) }
    let step = run.rate / rate
    let start = max(0, (Double(first) - exact) * step)
    let isWhole = start == 0 && Resampler.Phases.isExact(step: step)
    let filter = filters[isWhole ? step : -step] ?? Resampler.Phases(step: step, isExact: isWhole)
    filters[isWhole ? step : -step] = filter
    return Passage(
      run: run, first: first, resampler: Resampler(filter, start: start, channels: channels, rails: rails))
  }

  /// The values of the run's next records, as many as are in one block; the run then begins after them. Nil, and the end of the run,
  /// where the recording has no more.
  private mutating func take() throws(InputError) -> [Double]? {
    let wanted = passage!.run.records
    while (block?.records.upperBound ?? 0) <= wanted.lowerBound {
      guard let next = try records.next() else {
        passage!.run.records = wanted.upperBound..<wanted.upperBound
        return nil
      }
      block = next
    }
    guard let block else { return nil }
    let end = min(wanted.upperBound, block.records.upperBound)
    passage!.run.records = end..<wanted.upperBound
    var frames: [Double] = []
    frames.reserveCapacity((end - wanted.lowerBound) * channels)
    for record in wanted.lowerBound - block.first..<end - block.first {
      for channel in 0..<channels { frames.append(block.codes[channel][record]) }
    }
    return frames
  }
}
