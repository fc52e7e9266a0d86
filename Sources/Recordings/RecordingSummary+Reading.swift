// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import HostFiles
import Foundation

extension Recording {
  /// The summary of a recording, which is read to its end.
  ///
  /// - Parameters:
  ///   - path: A file; a COMTRADE recording is named as for
  ///     ``Recording/open(_:format:rate:bits:channels:units:midpoints:fullScale:isCancelled:)``.
  ///   - format: How the frames are written.
  ///   - rate: The rate that the user states, frames/s; 4000 for raw frames unless given.
  ///   - columns: Columns of raw frames.
  ///   - isCancelled: Asked before each piece is read; true makes reading fail, or ends the summary of a stream of frames there.
  /// - Throws: `noInput` where it cannot be opened, `data` where it is no recording, `inputOutput` where reading fails.
  public static func summary(
    _ path: String, format: Format = .auto, rate: Double? = nil, columns: Int = 4,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) -> RecordingSummary {
    switch try opened(path, format: format, isCancelled: isCancelled) {
    case .comtrade:
      return try RecordingSummary(comtrade: path, rate: rate, isCancelled)
    case .csv:
      return try RecordingSummary(csv: path, rate: rate, isCancelled)
    case .wav(let input):
      let header = try WAVHeader(input)
      let rate = try SamplingRate.rate(rate, of: Double(header.rate), file: input.name)
      return try RecordingSummary(
        input, kind: "WAV, \(header.coding.words)", format: .wav, coding: header.coding,
        columns: header.channels, rate: rate, length: header.length)
    case .raw(let coding, let input):
      let format = Format.allCases.first { $0.rawCoding == coding } ?? .s16le
      return try RecordingSummary(
        input, kind: "raw frames, \(coding.words)", format: format, coding: coding, columns: columns,
        rate: rate ?? 4000, length: nil)
    case .packets(let input):
      return try RecordingSummary(packets: input, rate: rate ?? 4000)
    }
  }
}

extension SampleCoding {
  /// The coding for people.
  fileprivate var words: String {
    switch self {
    case .unsigned8, .unsigned16: "\(width * 8) bits, unsigned"
    case .signed16, .signed24, .signed32: "\(width * 8) bits"
    case .float32, .float64: "floating point of \(width * 8) bits"
    }
  }
}

extension RecordingSummary {
  fileprivate init(
    comtrade path: String, rate stated: Double?, _ isCancelled: @escaping @Sendable () -> Bool
  ) throws(InputError) {
    let files = try ComtradeFiles(path, isCancelled: isCancelled)
    let configuration = try ComtradeConfiguration(files)
    let analogs = configuration.analogs
    var ranges = analogs.map { _ in ValueRange() }
    let layout = try ComtradeLayout(
      files, configuration: configuration, channels: Array(analogs.indices), stated: stated, isSummary: true
    ) { block in
      for (index, analog) in analogs.enumerated() {
        let ratio = analog.isSecondary && analog.secondary != 0 ? analog.primary / analog.secondary : 1
        for code in block.codes[index] {
          ranges[index].add((analog.multiplier * code + analog.offset) * ratio)
        }
      }
    }
    let channels = analogs.enumerated().map { index, analog in
      ranges[index].channel(index + 1, name: analog.name, unit: analog.unit)
    }
    let warnings = layout.warnings + [layout.problem?.problem].compactMap(\.self)
    self.init(
      kind: "COMTRADE \(configuration.revision), \(configuration.encoding.rawValue)", format: .comtrade,
      channels: channels, runs: layout.runs, records: layout.scan.count, clock: configuration.dates.first,
      warnings: warnings)
    proposal = Self.proposal(channels, hasRate: measuredRate != nil, isNamed: true)
  }

  fileprivate init(
    csv path: String, rate stated: Double?, _ isCancelled: @escaping @Sendable () -> Bool
  ) throws(InputError) {
    let file = try CSVFile(path, isCancelled: isCancelled)
    let time = try file.timeColumn(isRateStated: stated != nil)
    let columns = file.table.columns
    var ranges = columns.map { _ in ValueRange() }
    var clock = stated.map { CSVClock(rate: $0) }
    let layout = try CSVLayout(file, columns: Array(columns.indices), time: time, isSummary: true) { block in
      for index in columns.indices {
        for value in block.codes[index] { ranges[index].add(value) }
      }
    }
    var warnings: [String] = []
    do throws(InputError) {
      clock = try layout.clock(stated: stated) ?? clock
    } catch {
      guard error.kind == .data else { throw error }
      warnings.append(error.problem)
    }
    let channels = columns.enumerated().map { index, column in
      let unit = column.unit.isEmpty && index == time?.index ? "s" : column.unit
      return ranges[index].channel(index + 1, name: column.name, unit: unit)
    }
    let count = layout.scan.count
    let runs = clock.map { clock in
      [TableRun]([(0..<count, clock.rate)], lost: clock.lost, complete: [0..<count])
    }
    self.init(
      kind: "CSV", format: .csv, channels: channels, runs: runs ?? [], records: count, clock: nil,
      warnings: warnings + (clock?.warnings ?? []))
    let measured = channels.filter { $0.number - 1 != time?.index }
    proposal = Self.proposal(measured, hasRate: measuredRate != nil, isNamed: measured.count > 4)
  }

  fileprivate init(
    _ input: ByteInput, kind: String, format: Recording.Format, coding: SampleCoding, columns: Int,
    rate: Double, length: Int?
  ) throws(InputError) {
    var reader = ValueReader(input, columns: (0..<columns).map { $0 }, coding: coding, length: length)
    var ranges = [ValueRange](repeating: ValueRange(), count: columns)
    var records = 0
    var lost: [(record: Int, frames: Int)] = []
    var warnings = reader.warnings
    while true {
      do {
        let frames = try reader.read(upTo: 1 << 14)
        guard !frames.isEmpty else { break }
        if reader.lost > 0 { lost.append((records, reader.lost)) }
        records += frames.count / columns
        for (index, value) in frames.enumerated() { ranges[index % columns].add(value) }
      } catch {
        guard records > 0, error.kind == .data else { throw error }
        warnings.append([error.place, error.problem].compactMap(\.self).joined(separator: ": "))
        break
      }
    }
    if let remark = reader.remark { warnings.append(remark) }
    let names = ColumnLayout.names
    let channels = ranges.enumerated().map { index, range in
      range.channel(
        index + 1, name: index < names.count ? names[index] : "", unit: coding.bits == nil ? "" : "codes")
    }
    let isMeasurable = SamplingRate.supported.contains(rate)
    if !isMeasurable {
      warnings.append("expected a rate of \(SamplingRate.range) frames/s, found \(rate.plain)")
    }
    self.init(
      kind: kind, format: format, channels: channels,
      runs: isMeasurable ? [TableRun]([(0..<records, rate)], lost: lost, complete: [0..<records]) : [],
      records: records,
      clock: nil, warnings: warnings)
    guard isMeasurable, records > 0 else { return }
    let inputs = min(columns, 4) - 1
    let needsNames = columns > 4 || (format != .wav && columns != 4)
    let list = (0..<columns).map { $0 < 4 ? names[$0] : "-" }
    var proposal = Proposal(
      channels: needsNames ? list : [], units: [], bits: nil, midpoints: [], inputs: inputs)
    let isBeyondFullScale = channels.prefix(4).contains { channel in
      max(abs(channel.lowest ?? 0), abs(channel.highest ?? 0)) > coding.fullScale
    }
    // Floating-point numbers that are not those of full scale 1 are volts and amperes.
    if coding.bits == nil, isBeyondFullScale {
      proposal.units = ["V"] + [String](repeating: "A", count: inputs)
    }
    if coding == .signed16 { proposal.resolve(channels, isRaw: format == .s16le) }
    if coding == .unsigned16 {
      proposal.midpoints = channels.prefix(4).map { Int(($0.mean ?? 0).rounded()) + 32768 }
    }
    self.proposal = proposal
  }

  fileprivate init(packets input: ByteInput, rate: Double) throws(InputError) {
    var source = try PacketSource(input, rate: rate, bits: 16, asRead: true)
    var ranges = [ValueRange](repeating: ValueRange(), count: source.channelCount)
    var (records, lost) = (0, [(record: Int, frames: Int)]())
    while case let frames = try source.read(upTo: 1 << 14), !frames.isEmpty {
      if source.lost > 0, lost.count < RecordScan.placeLimit { lost.append((records, source.lost)) }
      for (index, code) in frames.enumerated() { ranges[index % ranges.count].add(Double(code)) }
      records += frames.count / ranges.count
    }
    let words = source.faults.words(since: StreamFaults())
    let channels = ranges.enumerated().map { index, range in
      range.channel(index + 1, name: ColumnLayout.names[index], unit: "codes")
    }
    self.init(
      kind: "packets of frames, 16 bits", format: .frames, channels: channels,
      runs: [TableRun]([(0..<records, rate)], lost: lost, complete: [0..<records]), records: records,
      clock: nil,
      warnings: words.isEmpty ? [] : [words])
    var proposal = Proposal(channels: [], units: [], bits: nil, midpoints: [], inputs: channels.count - 1)
    proposal.resolve(channels, isRaw: true)
    proposal.midpoints = []
    self.proposal = proposal
  }

  private init(
    kind: String, format: Recording.Format, channels: [Channel], runs: [TableRun], records: Int,
    clock: String?, warnings: [String]
  ) {
    var stretches: [Stretch] = []
    var holes: [Hole] = []
    var end: (record: Int, time: Double)?
    for run in runs {
      if stretches.last?.rate == run.rate {
        stretches[stretches.count - 1].records += run.records.count
      } else {
        stretches.append(Stretch(rate: run.rate, records: run.records.count))
      }
      if let end, run.start - end.time > 0.5 / run.rate {
        holes.append(
          Hole(
            record: run.records.lowerBound + 1, records: Int(((run.start - end.time) * run.rate).rounded())))
      }
      end = (run.records.upperBound, run.start + Double(run.records.count) / run.rate)
    }
    self.init(
      kind: kind, format: format, channels: channels, stretches: stretches,
      measuredRate: runs.map { $0.rate / SamplingRate.step(of: $0.rate) }.max(), records: records,
      seconds: end?.time, holes: holes, clock: clock, warnings: warnings, proposal: nil)
  }

  /// The first voltage and up to three currents, by their units; by their order where none has a unit.
  private static func proposal(_ channels: [Channel], hasRate: Bool, isNamed: Bool) -> Proposal? {
    guard hasRate else { return nil }
    func quantity(_ channel: Channel) -> QuantityUnit.Quantity? {
      QuantityUnit(channel.unit)?.quantity
    }
    let known = channels.filter { quantity($0) != nil }
    if known.isEmpty, !channels.isEmpty {
      let chosen = channels.prefix(4)
      return Proposal(
        channels: isNamed || channels.count > 4 ? chosen.map { "\($0.number)" } : [],
        units: ["V"] + chosen.dropFirst().map { _ in "A" }, bits: nil, midpoints: [], inputs: chosen.count - 1
      )
    }
    guard let voltage = known.first(where: { quantity($0) == .voltage }) else { return nil }
    let currents = known.filter { quantity($0) == .current }.prefix(3)
    let chosen = [voltage] + currents
    let isWhole =
      chosen.count == channels.count && zip(chosen, channels).allSatisfy { $0.number == $1.number }
    return Proposal(
      channels: isNamed || !isWhole ? chosen.map { "\($0.number)" } : [], units: [], bits: nil, midpoints: [],
      inputs: currents.count)
  }
}

extension RecordingSummary.Proposal {
  /// Finds out how many bits codes of 16 have, and whether they are an unsigned converter's.
  fileprivate mutating func resolve(_ channels: [RecordingSummary.Channel], isRaw: Bool) {
    let used = channels.prefix(4)
    let lowest = used.compactMap(\.lowest).min() ?? 0
    let highest = used.compactMap(\.highest).max() ?? 0
    let isUnsigned =
      isRaw && lowest >= 0 && highest > 0 && used.contains { ($0.mean ?? 0) > 4 * ($0.rms ?? 0) / 3 }
    let needed = (12...16).first { bits in
      let span =
        isUnsigned ? 0...Double(1 << bits) - 1 : -Double(1 << (bits - 1))...Double(1 << (bits - 1)) - 1
      return span.contains(lowest) && span.contains(highest)
    }
    if isRaw, needed != 12 { bits = needed }
    if isUnsigned { midpoints = used.map { Int(($0.mean ?? 0).rounded()) } }
  }
}
