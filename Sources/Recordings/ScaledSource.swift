// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Metering

/// Frames of any rate and of values that do not fit into 16 bits, decimated and scaled into codes of 16 bits.
///
/// The calibration states the scale, so that each value means the same volts or amperes as before. A value at the converter's rail
/// becomes a code at the rail, also after decimation. It holds a block of frames and the filter's reach, 1 MiB at most.
struct ScaledSource: FrameSource {
  let rate: Double
  let channelCount: Int
  let calibration: Calibration

  /// Where the values come from.
  enum Reader {
    case codes(FrameReader)
    case values(ValueReader)

    /// Reads the next frames as soon as there is a whole one; none at the end.
    ///
    /// - Throws: What the reader throws.
    mutating func read(upTo maximum: Int) throws(InputError) -> [Double] {
      switch self {
      case .codes(var reader):
        defer { self = .codes(reader) }
        return try reader.read(upTo: maximum).map(Double.init)
      case .values(var reader):
        defer { self = .values(reader) }
        return try reader.read(upTo: maximum)
      }
    }

    /// Frames that were skipped before those of the latest ``read(upTo:)``.
    fileprivate var lost: Int {
      switch self {
      case .codes: 0
      case .values(let reader): reader.lost
      }
    }

    fileprivate func isReady(within milliseconds: Int) -> Bool {
      switch self {
      case .codes(let reader): reader.isReady(within: milliseconds)
      case .values(let reader): reader.isReady(within: milliseconds)
      }
    }

    fileprivate var warnings: [String] {
      switch self {
      case .codes(let reader): reader.warnings
      case .values(let reader): reader.warnings
      }
    }

    fileprivate var channelCount: Int {
      switch self {
      case .codes(let reader): reader.layout.channelCount
      case .values(let reader): reader.channelCount
      }
    }

    /// The values at the converter's rails; nil where it has none.
    var rails: ClosedRange<Double>? {
      switch self {
      case .codes(let reader):
        let span = Double(1 << (reader.bits - 1))
        return -span...span - 1
      case .values(let reader): return reader.coding.rails
      }
    }

    /// The value of full scale.
    fileprivate var fullScale: Double {
      switch self {
      case .codes(let reader): Double(1 << (reader.bits - 1))
      case .values(let reader): reader.coding.fullScale
      }
    }

    /// Whether values are whole codes of 16 bits or fewer.
    fileprivate var fitsCodes: Bool {
      switch self {
      case .codes: true
      case .values(let reader): reader.coding.bits.map { $0 <= 16 } ?? false
      }
    }
  }

  /// Warnings about frames and values that a file lacks, a line each; none where its frames are whole and hold numbers.
  var warnings: [String] { reader.warnings + remarks }

  private(set) var lost = 0

  private let remarks: [String]
  private var reader: Reader
  private var resampler: Resampler?
  /// Frames that were taken from the reader, and those that were made of them; both count lost ones.
  private var taken = 0, made = 0
  /// Frames lost before those that are ready.
  private var skipped = 0
  /// Frames of the reader after a gap, where those before it are to be finished first, and how many are lost.
  private var afterGap: (values: [Double], lost: Int) = ([], 0)
  private let scales: [CodeScale]
  /// The values at the rails; nil where there are none.
  private let rails: ClosedRange<Double>?
  private let step: Double
  private var ready: [Int16] = []
  private var isOver = false
  private var failure: InputError?

  /// Frames made of a reader's.
  ///
  /// - Parameters:
  ///   - rate: Frames a second of the reader.
  ///   - peaks: The largest magnitude of each channel, where values that do not fit into 16 bits are scaled by it; nil for full scale.
  ///   - fullScale: The largest magnitude where it is not that of the coding.
  ///   - middles: The codes at no signal, one a channel; none where they are 0.
  ///   - units: Volts or amperes a unit of the values, of each channel; nil for the nominal front end's.
  ///   - remarks: Known faults of the frames, which are read all the same.
  init(
    _ reader: Reader, rate: Double, peaks: [Double]?, fullScale: Double? = nil, middles: [Double] = [],
    units: [Double]? = nil, remarks: [String] = []
  ) {
    self.reader = reader
    self.remarks = remarks
    channelCount = reader.channelCount
    step = SamplingRate.step(of: rate)
    self.rate = rate / step
    rails = Self.rails(of: reader, peaks: peaks, fullScale: fullScale, hasUnits: units != nil)
    resampler = Self.resampler(of: reader, rails: rails, step: step, start: 0)
    let nominal = Calibration.nominal(bits: 16)
    var calibration = nominal
    var scales: [CodeScale] = []
    for channel in 0..<channelCount {
      let scale: CodeScale
      if reader.fitsCodes, let rails = reader.rails {
        scale = CodeScale(full: rails.upperBound, rails: rails)
      } else if let peaks {
        scale = CodeScale(peak: peaks[channel], rails: rails)
      } else {
        scale = CodeScale(full: rails?.upperBound ?? reader.fullScale, rails: rails)
      }
      scales.append(scale)
      // A code of 16 bits is 2^-15 of full scale.
      let physical: Double
      if let units {
        physical = units[channel]
      } else {
        physical = nominal.channels[at: channel].scale * 32768 / reader.fullScale
      }
      calibration.channels[at: channel].scale = physical / scale.factor
      if !middles.isEmpty { calibration.channels[at: channel].offset = middles[channel] * scale.factor }
    }
    if units != nil { calibration.range = ClampRange(rating: .infinity) }
    // Codes that fit have a noise of 1 LSB of their own; others that of 12 bits at most.
    let lsb = reader.fitsCodes ? scales[0].factor : 16
    calibration.noiseLimit = Calibration.usualNoise * max(1, lsb * lsb)
    self.scales = scales
    self.calibration = calibration
  }

  /// The values at the rails; nil where there are none.
  ///
  /// Floating-point numbers have those of full scale 1, unless a file shows that they go beyond or are volts and amperes.
  private static func rails(
    of reader: Reader, peaks: [Double]?, fullScale: Double?, hasUnits: Bool
  ) -> ClosedRange<Double>? {
    if let fullScale {
      // Whole codes do not reach a power of two, which is half of their span.
      let isHalfSpan = reader.rails != nil && fullScale.significandBitPattern == 0
      return -fullScale...(isHalfSpan ? fullScale - 1 : fullScale)
    }
    if let own = reader.rails { return own }
    let full = reader.fullScale
    if let peaks, hasUnits || peaks.contains(where: { $0 > full }) { return nil }
    return -full...full
  }

  /// The resampler of a reader's frames, the first of them at `start`; nil where they are taken as they are.
  private static func resampler(
    of reader: Reader, rails: ClosedRange<Double>?, step: Double, start: Double
  ) -> Resampler? {
    guard step != 1 else { return nil }
    return Resampler(
      Resampler.Phases(step: step, isExact: true), start: start, channels: reader.channelCount,
      rails: [ClosedRange<Double>?](repeating: rails, count: reader.channelCount))
  }

  mutating func read(upTo maximum: Int) throws(InputError) -> [Int16] {
    while ready.isEmpty {
      if let failure { throw failure }
      if isOver { return [] }
      try fill(upTo: maximum)
    }
    (lost, skipped) = (skipped, 0)
    let count = min(ready.count, max(1, maximum) * channelCount)
    defer { ready.removeFirst(count) }
    return Array(ready[..<count])
  }

  private mutating func fill(upTo maximum: Int) throws(InputError) {
    if !afterGap.values.isEmpty {
      skip(afterGap.lost)
      take(afterGap.values)
      afterGap.values = []
      return
    }
    let wanted = min(max(1, Int(Double(min(maximum, 1 << 16)) * step)), 1 << 16)
    let values: [Double]
    do {
      values = try reader.read(upTo: wanted)
    } catch {
      // Whole frames before the error come first.
      finish()
      failure = error
      return
    }
    if values.isEmpty {
      isOver = true
      finish()
    } else if reader.lost == 0 {
      take(values)
    } else {
      finish()
      afterGap = (values, reader.lost)
    }
  }

  /// Skips frames of the reader: the next one made lies at the first whole step after them.
  private mutating func skip(_ frames: Int) {
    taken += frames
    let next = max(made, Int((Double(taken) / step).rounded(.up)))
    skipped += next - made
    made = next
    resampler = Self.resampler(
      of: reader, rails: rails, step: step, start: Double(made) * step - Double(taken))
  }

  /// Makes frames of a reader's.
  private mutating func take(_ values: [Double]) {
    taken += values.count / channelCount
    append(resampler?.update(values) ?? values)
  }

  /// Makes the last frames of a reader's, at its end or before a gap.
  private mutating func finish() {
    append(resampler?.finish() ?? [])
  }

  private mutating func append(_ values: [Double]) {
    made += values.count / channelCount
    ready = codes(values)
  }

  private func codes(_ values: [Double]) -> [Int16] {
    var codes: [Int16] = []
    codes.reserveCapacity(values.count)
    var channel = 0
    for value in values {
      codes.append(scales[channel].code(value))
      channel = channel + 1 == channelCount ? 0 : channel + 1
    }
    return codes
  }

  func isReady(within milliseconds: Int) -> Bool {
    !ready.isEmpty || !afterGap.values.isEmpty || isOver || failure != nil
      || reader.isReady(within: milliseconds)
  }
}
