// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The rates of a COMTRADE recording whose timestamps contradict the declared ones, by more than half an interval.
struct ComtradeDrift {
  /// For some stretches, by their indices, the rate of their timestamps, frames/s.
  private(set) var rates: [(index: Int, rate: Double)] = []
  /// The difference from the configuration, in words.
  let warning: String

  /// The drift of stretches; nil where none has any.
  ///
  /// - Parameters:
  ///   - stretches: The records at each declared rate.
  ///   - verdicts: The verdict on the timestamps of each stretch that has records.
  ///   - unit: Seconds a unit of the timestamps.
  init?(
    _ stretches: [(records: Range<Int>, rate: Double)], _ verdicts: [StampLine.Verdict], unit: Double
  ) {
    var first: String?
    var areMore = false
    for (index, (stretch, verdict)) in zip(stretches, verdicts).enumerated() {
      let (declared, record) = (stretch.rate, stretch.records.lowerBound + 1)
      let interval = 1 / (declared * unit)
      let words: String
      switch verdict {
      case .agrees: continue
      case .drifts(let drift):
        let rate = 1 / ((interval + drift) * unit)
        rates.append((index, rate))
        let off = record + Int((0.5 * interval / abs(drift)).rounded(.up))
        words = """
          from record \(off) on the timestamps are more than half an interval off the declared \(declared.plain) frames/s: \
          their own rate is taken, \(Self.rounded(rate).plain) frames/s
          """
      case .wanders(let drift):
        words = """
          from record \(record) on the timestamps move away from the declared \(declared.plain) frames/s, by \
          \((drift / interval).rounded().plain) intervals, and keep no rate near it: the declared one is taken
          """
      }
      areMore = first != nil
      first = first ?? words
    }
    guard let first else { return nil }
    warning = first + (areMore ? "; likewise at others of its rates" : "")
  }

  /// A rate in as many digits as are useful.
  private static func rounded(_ rate: Double) -> Double { (rate * 1e4).rounded() / 1e4 }
}
