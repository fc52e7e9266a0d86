// SPDX-License-Identifier: Apache-2.0

/// The usual step of the times of records, and how many of them are as usual.
struct CSVTimes {
  /// How many of the first steps the usual step, their median, is taken from.
  private static let sampleLength = 1 << 17

  /// The first and the last record with a time, from 0, and their times.
  private(set) var (first, last): ((record: Int, time: Double)?, (record: Int, time: Double)?)
  /// How many have one.
  private(set) var known = 0
  /// Steps between neighbours, those of them between 0.5 and 1.5 usual ones, and the sum of these, in units of the times.
  private(set) var (steps, regular, passed) = (0, 0, 0.0)
  /// The shortest step and the longest, in units of the times; the former above the latter where there are none.
  private(set) var (shortest, longest) = (Double.infinity, -Double.infinity)

  /// The mean step from one record to the next, in units of the times; nil without one.
  var meanStep: Double? {
    guard let first, let last, last.record > first.record else { return nil }
    return (last.time - first.time) / Double(last.record - first.record)
  }

  private var count = 0
  private var sample: [Double] = []
  /// The usual step; nil until there are enough steps for their median.
  private var usual: Double?

  /// Takes the time of the next record; NaN where it has none.
  mutating func add(_ time: Double) {
    defer { count += 1 }
    guard !time.isNaN else { return }
    if let last, last.record == count - 1 { add(step: time - last.time) }
    if first == nil { first = (count, time) }
    last = (count, time)
    known += 1
  }

  private mutating func add(step: Double) {
    steps += 1
    (shortest, longest) = (min(shortest, step), max(longest, step))
    guard let usual else {
      sample.append(step)
      if sample.count == Self.sampleLength { finish() }
      return
    }
    if step > 0.5 * usual, step < 1.5 * usual {
      regular += 1
      passed += step
    }
  }

  /// Ends the times.
  mutating func finish() {
    guard usual == nil else { return }
    let usual = sample.isEmpty ? 0 : sample.sorted()[sample.count / 2]
    for step in sample where step > 0.5 * usual && step < 1.5 * usual {
      regular += 1
      passed += step
    }
    self.usual = usual
    sample = []
  }
}
