// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Metering

/// A channel of a recording that is held whole, of which each record has a value.
struct TableChannel {
  /// Its values, record by record; NaN where one is missing.
  var values: [Double]
  /// Volts or amperes a unit of the values.
  var scale: Double
  /// The value that means nothing.
  var zero: Double
  /// Whether the values are codes of a converter, to be kept as they are where they fit.
  var keepsCodes: Bool
  /// How much later than the voltage it is sampled, s.
  var delay: Double
  /// The name in messages.
  var name: String
}

/// Frames from a recording that is held whole: records at one or several rates, with holes.
struct TableSource: FrameSource {
  let rate: Double
  let channelCount: Int
  let calibration: Calibration
  let warnings: [String]

  private(set) var lost = 0

  private let frames: [Int16]
  private var position = 0
  /// Those that are to come.
  private var gaps: ArraySlice<(frame: Int, frames: Int)>

  /// Frames of some runs of records.
  ///
  /// Where they are not as they were, or no whole numbers that fit, they are scaled into 16 bits by their own range.
  ///
  /// - Parameters:
  ///   - channels: The voltage and up to three currents.
  ///   - runs: At least one.
  ///   - warnings: What was wrong with the recording and is read all the same.
  ///   - file: Its name in messages.
  /// - Throws: `data` where values exceed all bounds.
  init(
    _ channels: [TableChannel], runs: [TableRun], warnings: [String], file: String
  ) throws(InputError) {
    let table = TableFrames(runs, columns: channels.map(\.values))
    rate = table.rate
    channelCount = channels.count
    gaps = table.lost[...]
    self.warnings = warnings
    var calibrations: [(scale: Double, delay: Double)] = []
    var areScaled = false
    var frames = [Int16](repeating: 0, count: table.values[0].count * channels.count)
    for (place, channel) in channels.enumerated() {
      let quantised = QuantisedCodes(
        table.values[place], zero: channel.zero, keepsCodes: channel.keepsCodes && table.isExact)
      if quantised.step != 1 { areScaled = true }
      let scale = channel.scale * quantised.step
      guard scale.isNormal else {
        throw InputError(
          .data, file: file, place: channel.name, "expected values within bounds, found \(scale) a code")
      }
      for (frame, code) in quantised.codes.enumerated() { frames[frame * channels.count + place] = code }
      calibrations.append((scale, channel.delay))
    }
    self.frames = frames
    calibration = Calibration(calibrations, areScaled: areScaled)
  }

  mutating func read(upTo maximum: Int) throws(InputError) -> [Int16] {
    let frame = position / channelCount
    lost = 0
    if let gap = gaps.first, gap.frame == frame {
      lost = gap.frames
      gaps.removeFirst()
    }
    let end = gaps.first?.frame ?? frames.count / channelCount
    let count = min(max(1, maximum), end - frame)
    defer { position += count * channelCount }
    return Array(frames[position..<position + count * channelCount])
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
