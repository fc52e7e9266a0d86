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
  ///   - isComplete: Whether a record has all values; those that have not are left out.
  init(
    _ stretches: [(records: Range<Int>, rate: Double)], lost: [(record: Int, frames: Int)],
    isComplete: (Int) -> Bool
  ) {
    self = []
    var lost = lost[...]
    var start = 0.0
    for (records, rate) in stretches {
      // Counted in frames within a stretch, so that nothing is rounded.
      var place = 0
      var isOpen = false
      for record in records {
        while let gap = lost.first, gap.record <= record {
          place += gap.frames
          isOpen = isOpen && gap.frames == 0
          lost.removeFirst()
        }
        if !isComplete(record) {
          isOpen = false
        } else if isOpen {
          self[count - 1].records = self[count - 1].records.lowerBound..<record + 1
        } else {
          append(TableRun(records: record..<record + 1, rate: rate, start: start + Double(place) / rate))
          isOpen = true
        }
        place += 1
      }
      start += Double(place) / rate
    }
  }
}
