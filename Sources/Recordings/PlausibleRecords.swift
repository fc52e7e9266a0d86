// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// Records without the values that their quantities cannot have.
///
/// Such a voltage is missing. Such a current is beyond the range, in the direction of the value before it: what it was is not known, but it
/// was large.
struct PlausibleRecords: RecordReader {
  /// Values of a channel that it cannot have.
  struct Implausible {
    var count = 0
    /// The first of them, and its record from 0.
    var first: (value: Double, record: Int) = (0, 0)
  }

  /// Of each channel, the values found so far.
  private(set) var found: [Implausible]

  private var records: any RecordReader
  private let bounds: [Double?]
  /// Whether the latest value of each channel was negative.
  private var isNegative: [Bool]

  /// How far beyond its bound a current is put.
  private static let beyond = 1.0002

  /// Records whose values have bounds.
  ///
  /// - Parameter bounds: The largest magnitude of each channel, the voltage first; nil where all values are possible.
  init(_ records: any RecordReader, bounds: [Double?]) {
    self.records = records
    self.bounds = bounds
    found = bounds.map { _ in Implausible() }
    isNegative = bounds.map { _ in false }
  }

  /// The values of each channel at and beyond whose bounds a current is beyond its range; nil where none is.
  static func rails(_ bounds: [Double?]) -> [ClosedRange<Double>?] {
    bounds.map { bound in
      bound.map { bound in
        let rail = max(bound * 0.5 * (1 + beyond), .leastNormalMagnitude)
        return -rail...rail
      }
    }
  }

  mutating func next() throws(InputError) -> RecordBlock? {
    guard var block = try records.next() else { return nil }
    for (channel, bound) in bounds.enumerated() {
      guard let bound else { continue }
      for index in block.codes[channel].indices {
        let value = block.codes[channel][index]
        guard abs(value) > bound else {
          if value != 0, !value.isNaN { isNegative[channel] = value < 0 }
          continue
        }
        if found[channel].count == 0 { found[channel].first = (value, block.first + index) }
        found[channel].count += 1
        let magnitude = max(bound * Self.beyond, .leastNormalMagnitude * 2)
        block.codes[channel][index] = channel == 0 ? .nan : isNegative[channel] ? -magnitude : magnitude
      }
    }
    return block
  }
}
