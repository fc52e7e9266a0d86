// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The rate of a CSV file and where records are missing, by its column of times.
struct CSVClock {
  /// Records a second.
  let rate: Double
  /// For some records, ascending, how many are lost before them.
  private(set) var lost: [(record: Int, frames: Int)] = []
  /// Faults of the timestamps, which are read all the same.
  private(set) var warnings: [String] = []

  /// A clock without times, or with such as it does not go by.
  init(rate: Double, warnings: [String] = []) {
    self.rate = rate
    self.warnings = warnings
  }

  /// The clock that times show.
  ///
  /// Steps of 1.5 usual ones or more are holes. Otherwise times may be off by half an interval: many files round them.
  ///
  /// - Parameters:
  ///   - times: The figures of a pass over all of them.
  ///   - unit: Seconds a unit.
  ///   - stated: The rate that the user states, frames/s.
  ///   - again: Hands each time, one a record and NaN where there is none, to the closure that it is given.
  /// - Throws: `data` for fewer than two times, with the record where they are not uniform, for holes at too many places and for a
  ///   rate out of range; what `again` throws.
  init(
    _ times: CSVTimes, unit: Double, stated: Double?, file: String,
    again: ((Double) throws(InputError) -> Void) throws(InputError) -> Void
  ) throws(InputError) {
    let word = [1: " s", 1e-3: " ms", 1e-6: " us", 1e-9: " ns"][unit] ?? ""
    func text(_ time: Double) -> String { NumberText.number(time, digits: 9) + word }
    func problem(_ record: Int, _ expected: String, _ found: Double) -> InputError {
      InputError(
        .data, file: file, place: "record \(record + 1)", "expected \(expected), found \(text(found))")
    }
    guard let first = times.first, let last = times.last, last.record > first.record else {
      throw InputError(.data, file: file, "expected two times or more, found \(times.known)")
    }
    guard last.time > first.time else {
      throw problem(last.record, "a time after the first one's \(text(first.time))", last.time)
    }
    let span = (last.time - first.time) / Double(last.record - first.record)
    let isEven = times.shortest > 0.5 * span && times.longest < 1.5 * span
    let hasHoles = !isEven && 2 * times.regular > times.steps && times.regular < times.steps
    let interval = hasHoles ? times.passed / Double(times.regular) : span
    let rate = try SamplingRate.rate(stated, of: 1 / (interval * unit), file: file)
    try SamplingRate.check(rate, file: file, place: .recording(nil))

    var (record, worst) = (0, 0.0)
    var (origin, before) = (first, first)
    var lost: [(record: Int, frames: Int)] = []
    try again { time throws(InputError) in
      defer { record += 1 }
      guard !time.isNaN else { return }
      let step = (time - before.time) / interval - Double(record - before.record)
      if step >= 0.5, hasHoles {
        try RecordScan.check(lost.count, file: file)
        lost.append((record, Int(min(step, 86400 * rate).rounded())))
        origin = (record, time)
      }
      let off = abs((time - origin.time) / interval - Double(record - origin.record))
      guard off <= 0.5 else {
        let expected = origin.time + interval * Double(record - origin.record)
        throw problem(record, "the time \(text(expected)) of uniform sampling", time)
      }
      worst = max(worst, off)
      before = (record, time)
    }
    self.rate = rate
    self.lost = lost
    if !lost.isEmpty {
      let frames = lost.reduce(0) { $0 + $1.frames }
      warnings.append(
        "\(frames.counting("record is", "records are")) missing where the times jump, first before record \(lost[0].record + 1): skipped"
      )
    }
    if worst > 0.01 {
      let percent = (worst * 1000).rounded() / 10
      warnings.append(
        "the times are off by up to \(percent.plain) % of an interval: they are taken as uniform")
    }
  }
}
