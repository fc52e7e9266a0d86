// SPDX-License-Identifier: Apache-2.0

/// Records of a table that follow one another at one rate.
struct TableRun: Equatable {
  /// The records, from 0.
  var records: Range<Int>
  /// Records a second.
  var rate: Double
  /// When the first of them was taken, s.
  var start: Double
}

extension [TableRun] {
  /// The runs of a recording.
  ///
  /// - Parameters:
  ///   - stretches: The records at each rate, in their order.
  ///   - lost: For some records, ascending, how many are lost before them.
  ///   - complete: The records that have all values, ascending; others are left out.
  init(
    _ stretches: [(records: Range<Int>, rate: Double)], lost: [(record: Int, frames: Int)],
    complete: [Range<Int>]
  ) {
    self = []
    var lost = lost.filter { $0.frames > 0 }[...]
    var complete = complete[...]
    var start = 0.0
    for (records, rate) in stretches {
      // Counted in frames within a stretch, so that nothing is rounded.
      var gone = 0
      var at = records.lowerBound
      while let range = complete.first, range.lowerBound < records.upperBound {
        at = Swift.max(at, range.lowerBound)
        let end = Swift.min(range.upperBound, records.upperBound)
        while at < end {
          while let gap = lost.first, gap.record <= at {
            gone += gap.frames
            lost.removeFirst()
          }
          let next = Swift.min(end, lost.first?.record ?? end)
          let place = at - records.lowerBound + gone
          append(TableRun(records: at..<next, rate: rate, start: start + Double(place) / rate))
          at = next
        }
        guard range.upperBound <= records.upperBound else { break }
        complete.removeFirst()
      }
      while let gap = lost.first, gap.record < records.upperBound {
        gone += gap.frames
        lost.removeFirst()
      }
      start += Double(records.count + gone) / rate
    }
  }

  /// These runs without some records, ascending and apart.
  func removing(_ removed: [Range<Int>]) -> [TableRun] {
    var removed = removed[...]
    var runs: [TableRun] = []
    for run in self {
      var rest = run
      while let range = removed.first, range.lowerBound < rest.records.upperBound {
        if range.lowerBound > rest.records.lowerBound {
          var part = rest
          part.records = rest.records.lowerBound..<range.lowerBound
          runs.append(part)
        }
        let next = Swift.min(rest.records.upperBound, Swift.max(rest.records.lowerBound, range.upperBound))
        rest.start = run.start + Double(next - run.records.lowerBound) / run.rate
        rest.records = next..<rest.records.upperBound
        guard range.upperBound <= rest.records.upperBound, !rest.records.isEmpty else { break }
        removed.removeFirst()
      }
      if !rest.records.isEmpty { runs.append(rest) }
    }
    return runs
  }
}
