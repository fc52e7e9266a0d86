// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Metering

/// Frames from the records of a file, at one or several rates, with holes.
///
/// The file is read once to learn what is in it, and again for the frames; once more in between where frames are resampled. It
/// holds a block of records and the places at which some are missing, 16 MiB at most.
struct RunSource: FrameSource {
  /// A channel, of which each record has a value.
  struct Channel {
    /// Volts or amperes a unit of the values.
    var scale: Double
    /// The value of 0 V or 0 A.
    var zero: Double
    /// Whether the values are codes of a converter, to be kept as they are where they fit.
    var keepsCodes: Bool
    /// Whether values may be marks or faults of text and of floating-point numbers, which are not those of a converter.
    var hasMarks: Bool
    /// How much later than the voltage it is sampled, s.
    var delay: Double
    /// The name in messages.
    var name: String
  }

  let rate: Double
  let channelCount: Int
  let calibration: Calibration
  let warnings: [String]

  private(set) var lost = 0

  private let open: () throws(InputError) -> RunFrames
  private let steps: [CodeStep]
  /// Nil before the first frame.
  private var frames: RunFrames?
  private var ready: ArraySlice<Int16> = []
  private var isOver = false

  /// Frames of some runs of records.
  ///
  /// Values that are resampled, or are not all whole numbers that fit, are scaled into 16 bits by their own range.
  ///
  /// - Parameters:
  ///   - channels: The voltage and up to three currents.
  ///   - runs: At least one.
  ///   - figures: The ranges of the records' values.
  ///   - warnings: Faults of the recording, which is read all the same.
  ///   - file: Its name in messages.
  ///   - records: Opens the records, from the first one on.
  /// - Throws: `data` where a channel's scale is beyond the range of a `Double`; what reading throws.
  init(
    _ channels: [Channel], runs: [TableRun], figures: [RecordScan.Figures], warnings: [String], file: String,
    records: @escaping () throws(InputError) -> any RecordReader
  ) throws(InputError) {
    let plausible = try PlausibleRuns(channels, runs: runs, figures: figures, file: file, records: records)
    open = plausible.open
    rate = RunFrames.rate(of: runs)
    channelCount = channels.count
    self.warnings = warnings + plausible.warnings
    let areRecords = RunFrames.areExact(plausible.runs)
    let figures = areRecords ? plausible.figures : try Self.figures(of: open(), channels: channels.count)
    var steps: [CodeStep] = []
    var calibrations: [(scale: Double, delay: Double)] = []
    for (channel, figures) in zip(channels, figures) {
      let zero = channel.zero
      let step =
        areRecords && channel.keepsCodes && figures.areCodes
        ? CodeStep.one
        : CodeStep(magnitude: max(abs(figures.lowest - zero), abs(figures.highest - zero)), zero: zero)
      let scale = channel.scale * step.size
      guard scale.isNormal else {
        throw InputError(
          .data, file: file, place: channel.name,
          "expected values within bounds, found \(NumberText.number(scale)) a code")
      }
      steps.append(step)
      calibrations.append((scale, channel.delay))
    }
    self.steps = steps
    calibration = Calibration(calibrations, areScaled: steps.contains { $0.size != 1 })
  }

  mutating func read(upTo maximum: Int) throws(InputError) -> [Int16] {
    lost = 0
    if ready.isEmpty, !isOver {
      if frames == nil { frames = try open() }
      if let block = try frames!.next() {
        lost = block.lost
        ready = block.frames.enumerated().map { steps[$0.offset % channelCount].code($0.element) }[...]
      } else {
        isOver = true
      }
    }
    let part = ready.prefix(max(1, maximum) * channelCount)
    ready = ready.dropFirst(part.count)
    return Array(part)
  }

  /// The lowest and the highest values of frames, without those beyond the range.
  private static func figures(
    of frames: consuming RunFrames, channels: Int
  ) throws(InputError) -> [RecordScan.Figures] {
    var figures = [RecordScan.Figures](repeating: .init(), count: channels)
    while let block = try frames.next() {
      for (index, value) in block.frames.enumerated() where value.isFinite {
        figures[index % channels].add(value)
      }
    }
    return figures
  }
}

extension Calibration {
  /// The calibration of a recording that tells volts and amperes.
  ///
  /// - Parameters:
  ///   - channels: Of each channel volts or amperes a code, and how much later than the voltage it is sampled, s.
  ///   - areScaled: Whether codes were made of other values.
  init(_ channels: [(scale: Double, delay: Double)], areScaled: Bool) {
    var calibrations = PerChannel(repeating: ChannelCalibration(scale: 1))
    for (place, channel) in channels.enumerated() {
      calibrations[at: place] = ChannelCalibration(scale: channel.scale, delay: channel.delay)
    }
    // Codes that were scaled fill 16 bits, whatever made them: their noise is that of 12 bits at most.
    self.init(
      channels: calibrations, range: ClampRange(rating: .infinity), lowestCode: .min, highestCode: .max,
      noiseLimit: Calibration.usualNoise * (areScaled ? 16 * 16 : 1))
  }
}
