// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// Which records of a COMTRADE recording are there, and when they were taken.
struct ComtradeLayout {
  /// What a look at all records told.
  let scan: ComtradeScan
  /// The records that follow one another, by the declared rates and the jumps of the timestamps; none where ``problem`` says why.
  let runs: [TableRun]
  /// What is not as the configuration says and is read all the same, in words.
  let warnings: [String]
  /// Why no rate can be told, where that is no error.
  let problem: InputError?

  /// Reads a recording to its end.
  ///
  /// - Parameters:
  ///   - channels: Those that are needed, by their indices in the configuration.
  ///   - stated: The rate that the user states, frames/s.
  ///   - isSummary: Whether each channel is looked at by itself and a rate that cannot be told is no error.
  ///   - look: Sees each block of records.
  /// - Throws: `data` with the place of what is wrong, and where no rate can be told or it is out of range.
  init(
    _ files: ComtradeFiles, configuration: ComtradeConfiguration, channels: [Int], stated: Double?,
    isSummary: Bool = false, look: (RecordBlock) throws(InputError) -> Void = { _ in }
  ) throws(InputError) {
    let unit = configuration.timestampUnit
    let (file, dataFile) = (files.configurationFile, files.dataFile)
    func records(_ channels: [Int]) throws(InputError) -> ComtradeRecords {
      try ComtradeRecords(files, configuration: configuration, channels: channels)
    }
    var stretches: [(records: Range<Int>, rate: Double)] = []
    var problem: InputError?
    do throws(InputError) {
      if let declared = try configuration.declaredStretches(count: .max, file: file) {
        for (_, rate) in declared { try SamplingRate.check(rate, file: file, place: .recording(nil)) }
        stretches = declared
        if declared.count == 1 {
          stretches[0].rate = try SamplingRate.rate(stated, of: declared[0].rate, file: file)
        }
      }
    } catch {
      problem = error
    }
    var gaps = ComtradeGaps(stretches, unit: unit, file: dataFile)
    let isDeclared = !stretches.isEmpty
    let scan = try ComtradeScan(
      records(channels), declared: configuration.recordCount, file: dataFile, channels: channels.count,
      isEachEnough: isSummary
    ) { block throws(InputError) in
      try look(block)
      if isDeclared { for timestamp in block.timestamps { try gaps.add(timestamp) } }
    }
    self.scan = scan
    var runs: [TableRun] = []
    var warnings = scan.warnings
    do throws(InputError) {
      if let problem { throw problem }
      if !isDeclared {
        let rate = try ComtradeRate(unit: unit, file: dataFile) { take throws(InputError) in
          try Self.timestamps(of: records([]), take)
        }
        stretches = [(0..<scan.count, try Self.rate(rate, stated: stated, file: dataFile))]
        warnings += [rate.warning].compactMap(\.self)
        gaps = ComtradeGaps(stretches, unit: unit, file: dataFile)
        try Self.timestamps(of: records([])) { timestamp throws(InputError) in try gaps.add(timestamp) }
      }
      var found = try gaps.finish()
      if isDeclared, stated == nil, let drift = ComtradeDrift(stretches, gaps.verdicts, unit: unit) {
        warnings.append(drift.warning)
        for (index, rate) in drift.rates {
          try SamplingRate.check(
            rate, file: dataFile, place: .recording("record \(stretches[index].records.lowerBound + 1)"))
          stretches[index].rate = rate
        }
        if !drift.rates.isEmpty {
          gaps = ComtradeGaps(stretches, unit: unit, file: dataFile)
          try Self.timestamps(of: records([])) { timestamp throws(InputError) in try gaps.add(timestamp) }
          found = try gaps.finish()
        }
      }
      // The last rate is that of all records to the end.
      stretches = stretches.filter { $0.records.lowerBound < scan.count }
      let last = stretches[stretches.count - 1].records
      stretches[stretches.count - 1].records = last.lowerBound..<scan.count
      runs = [TableRun](stretches, lost: found, complete: scan.complete)
    } catch {
      guard isSummary, error.kind == .data else { throw error }
      problem = error
    }
    self.runs = runs
    self.warnings = warnings
    self.problem = problem
  }

  private static func timestamps(
    of records: consuming ComtradeRecords, _ take: (Double) throws(InputError) -> Void
  ) throws(InputError) {
    while let block = try records.next() {
      for timestamp in block.timestamps { try take(timestamp) }
    }
  }

  /// The rate of a recording whose configuration does not say it: the timestamps', else the user's.
  private static func rate(_ told: ComtradeRate, stated: Double?, file: String) throws(InputError) -> Double {
    if let rate = told.value {
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
