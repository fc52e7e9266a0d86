// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Metering

/// Frames of a COMTRADE recording (IEEE C37.111-1991, -1999 or -2013).
///
/// Its file is read once to learn what is in it, and again for the frames; once more where they are not the records as they are. It
/// holds a block of records and the places at which some are missing, 16 MiB at most.
struct ComtradeSource: FrameSource {
  let rate: Double
  let channelCount: Int
  let calibration: Calibration
  let warnings: [String]

  private(set) var lost = 0

  private let open: () throws(InputError) -> ComtradeFrames
  private let steps: [CodeStep]
  /// Nil before the first frame.
  private var frames: ComtradeFrames?
  private var ready: ArraySlice<Int16> = []
  private var isOver = false

  /// Opens a recording, given its `.cfg`, its `.dat`, its `.cff` or their name without extension.
  ///
  /// - Parameters:
  ///   - channels: Names or numbers, from 1, of the voltage and up to three currents.
  ///   - units: Their units, which go before the recording's; none where it is to tell them.
  ///   - rate: The rate that the user states, frames/s; needed only where the recording says nothing of it.
  /// - Throws: `noInput` where there is no such file; `data` with the place, what was expected there and what was found.
  init(_ path: String, channels: [String], units: [String] = [], rate stated: Double?) throws(InputError) {
    let files = try ComtradeFiles(path)
    let configuration = try ComtradeConfiguration(files)
    // What the configuration alone decides comes first: it is said without reading the data.
    let file = files.configurationFile
    if let declared = try configuration.declaredStretches(file: file) {
      try Self.check(declared.map(\.rate), stated: stated, file: file)
    }
    let chosen = try configuration.chosenChannels(
      channels, units: QuantityUnit.list(units, file: file), file: file)
    let conversions = try chosen.map { channel throws(InputError) in
      try configuration.conversion(of: channel.index, unit: channel.unit, file: file)
    }
    let indices = chosen.map(\.index)
    let layout = try ComtradeLayout(files, configuration: configuration, channels: indices, stated: stated)
    let runs = layout.runs
    open = { () throws(InputError) in
      ComtradeFrames(
        runs, of: try ComtradeRecords(files, configuration: configuration, channels: indices),
        channels: indices.count)
    }
    rate = ComtradeFrames.rate(of: runs)
    channelCount = indices.count
    warnings = layout.warnings
    let areRecords = ComtradeFrames.areExact(runs)
    let areWhole = [.ascii, .binary].contains(configuration.encoding)
    let figures = areRecords ? layout.scan.figures : try Self.figures(of: open(), channels: indices.count)
    var steps: [CodeStep] = []
    var channels: [(scale: Double, delay: Double)] = []
    for (slot, index) in indices.enumerated() {
      let zero = conversions[slot].zero
      let step =
        areRecords && areWhole && zero == 0 && figures[slot].areCodes
        ? CodeStep.one
        : CodeStep(
          magnitude: max(abs(figures[slot].lowest - zero), abs(figures[slot].highest - zero)), zero: zero)
      let scale = conversions[slot].scale * step.size
      guard scale.isNormal else {
        throw InputError(
          .data, file: files.dataFile, place: "analog channel \(index + 1)",
          "expected values within bounds, found \(scale) a code")
      }
      let skew = configuration.analogs[index].skew - configuration.analogs[indices[0]].skew
      steps.append(step)
      channels.append((scale, skew))
    }
    self.steps = steps
    calibration = Calibration(channels, areScaled: steps.contains { $0.size != 1 })
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

  /// The lowest and the highest values of frames.
  private static func figures(
    of frames: consuming ComtradeFrames, channels: Int
  ) throws(InputError) -> [ComtradeScan.Figures] {
    var figures = [ComtradeScan.Figures](repeating: .init(), count: channels)
    while let block = try frames.next() {
      for (index, value) in block.frames.enumerated() {
        let channel = index % channels
        figures[channel].lowest = min(figures[channel].lowest, value)
        figures[channel].highest = max(figures[channel].highest, value)
      }
    }
    return figures
  }

  /// Checks declared rates, and that the user's is that of the recording where it has one.
  private static func check(_ rates: [Double], stated: Double?, file: String) throws(InputError) {
    if rates.count == 1 {
      _ = try SamplingRate.rate(stated, of: rates[0], file: file)
    } else if let stated {
      let list = rates.map(\.plain).joined(separator: ", ")
      throw InputError(
        file: file, changing: .rate,
        "expected none for a recording of the rates \(list), found \(stated.plain)")
    }
    for rate in rates { try SamplingRate.check(rate, file: file, place: .recording(nil)) }
  }
}

extension ComtradeConfiguration {
  /// The configuration in a recording's files.
  ///
  /// - Throws: `data` with the line, and where a CFF says another encoding than its configuration.
  init(_ files: ComtradeFiles) throws(InputError) {
    try self.init(
      files.configuration, file: files.configurationFile, firstLine: files.configurationFirstLine)
    if let written = files.dataEncoding, written != encoding {
      throw InputError(
        .data, file: files.dataFile, place: "section DAT",
        "expected \(encoding.rawValue) as the configuration says, found \(written.rawValue)")
    }
  }
}
