// SPDX-License-Identifier: Apache-2.0
import StrictJSON

extension RunSource {
  /// Opens a COMTRADE recording (IEEE C37.111-1991, -1999 or -2013), given its `.cfg`, its `.dat`, its `.cff` or their name without extension.
  ///
  /// - Parameters:
  ///   - channels: Names or numbers, from 1, of the voltage and up to three currents.
  ///   - units: Their units, which override the recording's; none where it is to tell them.
  ///   - rate: The rate that the user states, frames/s; needed only where the recording says nothing of it.
  ///   - isCancelled: Asked before each piece is read; true makes reading fail.
  /// - Throws: `noInput` where there is no such file; `data` with the place, what was expected there and what was found;
  ///   `inputOutput` where reading fails.
  init(
    comtrade path: String, channels: [String], units: [String] = [], rate stated: Double?,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) {
    let files = try ComtradeFiles(path, isCancelled: isCancelled)
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
    let areWhole = [.ascii, .binary].contains(configuration.encoding)
    let delay = configuration.analogs[indices[0]].skew
    try self.init(
      zip(indices, conversions).map { index, conversion in
        Channel(
          scale: conversion.scale, zero: conversion.zero, keepsCodes: areWhole && conversion.zero == 0,
          hasMarks: configuration.encoding == .float32,
          delay: configuration.analogs[index].skew - delay, name: "analog channel \(index + 1)")
      }, runs: layout.runs, figures: layout.scan.figures, warnings: layout.warnings, file: files.dataFile
    ) { () throws(InputError) in
      try ComtradeRecords(files, configuration: configuration, channels: indices)
    }
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
