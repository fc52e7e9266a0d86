// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// Which records of a recording have all values, and the range of these values.
struct RecordScan {
  /// The values of a channel in records that are complete.
  struct Figures {
    /// The lowest and the highest; the former above the latter where there are none.
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    /// Whether all are whole and fit into 16 bits.
    var areCodes = true
    /// How their magnitudes are spread; nil where nobody asks.
    var spread: ValueSpread?

    /// Takes a value.
    mutating func add(_ value: Double) {
      spread?.add(value)
      lowest = min(lowest, value)
      highest = max(highest, value)
      if Int16(exactly: value) == nil { areCodes = false }
    }
  }

  /// Records so far.
  private(set) var count = 0
  /// Those that have the values of all channels.
  private(set) var complete: [Range<Int>] = []
  /// Each channel's values.
  private(set) var figures: [Figures]
  /// How many records lack a value, and the first of them, from 0.
  private(set) var lacking: (count: Int, first: Int) = (0, 0)

  private let file: String
  private let isEachEnough: Bool

  /// The most places at which records are missing, so that a recording's memory is bounded.
  static let placeLimit = 1 << 17

  /// No records yet.
  ///
  /// - Parameters:
  ///   - file: The recording's name in messages.
  ///   - isEachEnough: Whether no record needs the values of all channels: then places beyond ``placeLimit`` are not told apart.
  init(channels: Int, file: String, isEachEnough: Bool = false) {
    var figures = Figures()
    if !isEachEnough { figures.spread = ValueSpread() }
    self.figures = [Figures](repeating: figures, count: channels)
    self.file = file
    self.isEachEnough = isEachEnough
  }

  /// Looks at the next records.
  ///
  /// - Throws: `data` where records are missing at more places than ``placeLimit``, unless each channel is enough.
  mutating func add(_ block: RecordBlock) throws(InputError) {
    for record in block.records {
      guard block.isComplete(record) else {
        if lacking.count == 0 { lacking.first = record }
        lacking.count += 1
        continue
      }
      if complete.last?.upperBound == record || isEachEnough && complete.count == Self.placeLimit {
        complete[complete.count - 1] = complete[complete.count - 1].lowerBound..<record + 1
      } else {
        try Self.check(complete.count, file: file)
        complete.append(record..<record + 1)
      }
      for channel in figures.indices { figures[channel].add(block.codes[channel][record - block.first]) }
    }
    count = block.records.upperBound
  }

  /// Refuses a recording with more places at which records are missing than are kept.
  ///
  /// - Throws: `data` for ``placeLimit`` places or more.
  static func check(_ places: Int, file: String) throws(InputError) {
    guard places < placeLimit else {
      throw InputError(
        .data, file: file, "expected missing records at \(placeLimit) places at most, found more")
    }
  }
}
