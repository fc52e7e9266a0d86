// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Metering

/// Frames from a COMTRADE recording, IEEE C37.111-1991, -1999 or -2013.
struct ComtradeSource: FrameSource {
  let rate: Double
  let channelCount: Int
  let calibration: Calibration

  private(set) var lost = 0

  private let frames: [Int16]
  private var position = 0
  /// Those that are to come.
  private var gaps: ArraySlice<ComtradeData.Gap>

  /// Reads a recording, given its `.cfg`, its `.dat`, its `.cff` or their name without extension.
  ///
  /// - Parameters:
  ///   - channels: Names or numbers, from 1, of the voltage and up to three currents.
  ///   - rate: The rate that the user states, frames/s; needed only where the recording says nothing of it.
  /// - Throws: `noInput` where there is no such file; `data` with the place, what was expected there and what was found.
  init(path: String, channels: [String], rate stated: Double?) throws(InputError) {
    let files = try ComtradeFiles(path)
    let configuration = try ComtradeConfiguration(
      files.configuration, file: files.configurationFile, firstLine: files.configurationFirstLine)
    if let encoding = files.dataEncoding, encoding != configuration.encoding {
      throw InputError(
        .data, file: files.dataFile, place: "section DAT",
        "expected \(configuration.encoding.rawValue) as the configuration says, found \(encoding.rawValue)")
    }
    // What the configuration alone decides comes first: it is said without reading the data.
    let declaredRate = try configuration.declaredRate(file: files.configurationFile)
    if let declaredRate { try Self.check(declaredRate, stated: stated, file: files.configurationFile) }
    let chosen = try configuration.chosenChannels(channels, file: files.configurationFile)
    let conversions = try chosen.map { index throws(InputError) in
      try configuration.conversion(of: index, file: files.configurationFile)
    }
    let data = try ComtradeData(
      files.data, configuration: configuration, channels: chosen, file: files.dataFile)

    rate =
      if let declaredRate { declaredRate } else {
        try Self.undeclaredRate(data, configuration, stated: stated, file: files.dataFile)
      }
    channelCount = chosen.count
    let unit = configuration.timestampUnit
    gaps = data.gaps(interval: 1 / (rate * unit), unit: unit)[...]
    var calibrations = PerChannel(repeating: ChannelCalibration(scale: 1))
    var areScaled = false
    var frames = [Int16](repeating: 0, count: data.timestamps.count * chosen.count)
    for (channel, index) in chosen.enumerated() {
      let (scale, zero) = conversions[channel]
      let keepsCodes = zero == 0 && [.ascii, .binary].contains(configuration.encoding)
      let quantised = QuantisedCodes(data.codes[channel], zero: zero, keepsCodes: keepsCodes)
      if quantised.step != 1 { areScaled = true }
      guard (scale * quantised.step).isNormal else {
        throw InputError(
          .data, file: files.dataFile, place: "analog channel \(index + 1)",
          "expected values within bounds, found \(scale * quantised.step) a code")
      }
      for (frame, code) in quantised.codes.enumerated() { frames[frame * chosen.count + channel] = code }
      let delay = configuration.analogs[index].skew - configuration.analogs[chosen[0]].skew
      let figures = ChannelCalibration(scale: scale * quantised.step, delay: delay)
      if let input = Input(rawValue: UInt8(channel)) {
        calibrations.inputs[input] = figures
      } else {
        calibrations.voltage = figures
      }
    }
    self.frames = frames
    // Codes that were scaled fill 16 bits, whatever made them: their noise is that of 12 bits at most.
    calibration = Calibration(
      channels: calibrations, range: ClampRange(rating: .infinity), lowestCode: .min, highestCode: .max,
      noiseLimit: Calibration.usualNoise * (areScaled ? 16 * 16 : 1))
  }

  /// The rate of a recording whose configuration does not say it: the timestamps', else the user's.
  private static func undeclaredRate(
    _ data: ComtradeData, _ configuration: ComtradeConfiguration, stated: Double?, file: String
  ) throws(InputError) -> Double {
    if let rate = try data.timestampRate(unit: configuration.timestampUnit, file: file) {
      try check(rate, stated: stated, file: file)
      return rate
    }
    guard let stated else {
      throw InputError(
        .data, file: file,
        "expected timestamps, as the configuration says no sampling rate, found none",
        remedy: .say(.rate))
    }
    try SamplingRate.check(stated, file: file, place: .parameter)
    return stated
  }

  private static func check(_ rate: Double, stated: Double?, file: String) throws(InputError) {
    try SamplingRate.check(stated, against: rate, file: file)
    try SamplingRate.check(rate, file: file, place: .recording(nil))
  }

  mutating func read(upTo maximum: Int) throws(InputError) -> [Int16] {
    let record = position / channelCount
    lost = 0
    if let gap = gaps.first, gap.record == record {
      lost = gap.frames
      gaps.removeFirst()
    }
    let end = gaps.first?.record ?? frames.count / channelCount
    let count = min(max(1, maximum), end - record)
    defer { position += count * channelCount }
    return Array(frames[position..<position + count * channelCount])
  }
}
