// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Metering

extension TableSource {
  /// Reads a COMTRADE recording (IEEE C37.111-1991, -1999 or -2013), given its `.cfg`, its `.dat`, its `.cff` or their name without
  /// extension.
  ///
  /// - Parameters:
  ///   - channels: Names or numbers, from 1, of the voltage and up to three currents.
  ///   - units: Their units, which go before the recording's; none where it is to tell them.
  ///   - rate: The rate that the user states, frames/s; needed only where the recording says nothing of it.
  /// - Throws: `noInput` where there is no such file; `data` with the place, what was expected there and what was found.
  init(
    comtrade path: String, channels: [String], units: [String] = [], rate stated: Double?
  ) throws(InputError) {
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
    let data = try ComtradeData(
      files.data, configuration: configuration, channels: chosen.map(\.index), file: files.dataFile)
    let runs = try data.runs(configuration, stated: stated, files)
    let reference = configuration.analogs[chosen[0].index].skew
    let isWhole = [.ascii, .binary].contains(configuration.encoding)
    try self.init(
      chosen.indices.map { slot in
        let analog = configuration.analogs[chosen[slot].index]
        let (scale, zero) = conversions[slot]
        return TableChannel(
          values: data.codes[slot], scale: scale, zero: zero, keepsCodes: zero == 0 && isWhole,
          delay: analog.skew - reference, name: "analog channel \(chosen[slot].index + 1)")
      }, runs: runs, warnings: data.warnings, file: files.dataFile)
  }

  /// Checks declared rates, and that the user's is that of the recording where it has one.
  fileprivate static func check(_ rates: [Double], stated: Double?, file: String) throws(InputError) {
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

extension ComtradeData {
  /// The runs of its records, by the declared rates and the jumps of the timestamps.
  ///
  /// - Parameter stated: The rate that the user states, frames/s.
  /// - Throws: `data` where no rate can be told, or it is out of range.
  func runs(
    _ configuration: ComtradeConfiguration, stated: Double?, _ files: ComtradeFiles
  ) throws(InputError) -> [TableRun] {
    let count = timestamps.count
    let declared = try configuration.declaredStretches(count: count, file: files.configurationFile)
    let unit = configuration.timestampUnit
    let stretches: [(records: Range<Int>, rate: Double)]
    if let declared, declared.count == 1 {
      let rate = try SamplingRate.rate(stated, of: declared[0].rate, file: files.configurationFile)
      stretches = [(declared[0].records, rate)]
    } else if let declared {
      stretches = declared
    } else {
      let rate = try undeclaredRate(unit: unit, stated: stated, file: files.dataFile)
      stretches = [(0..<count, rate)]
    }
    var lost: [(record: Int, frames: Int)] = []
    var before = 1 / (stretches[0].rate * unit)
    for stretch in stretches {
      let interval = 1 / (stretch.rate * unit)
      lost += gaps(in: stretch.records, interval: interval, before: before, unit: unit).map {
        ($0.record, $0.frames)
      }
      before = interval
    }
    return [TableRun](stretches, lost: lost, isComplete: isComplete)
  }

  /// The rate of a recording whose configuration does not say it: the timestamps', else the user's.
  private func undeclaredRate(unit: Double, stated: Double?, file: String) throws(InputError) -> Double {
    if let rate = try timestampRate(unit: unit, file: file) {
      let chosen = try SamplingRate.rate(stated, of: rate, file: file)
      try SamplingRate.check(rate, file: file, place: .recording(nil))
      return chosen
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
}
