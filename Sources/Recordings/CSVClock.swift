// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The rate of a CSV file and where records are missing, by its column of times.
struct CSVClock {
  /// Records a second.
  let rate: Double
  /// For some records, ascending, how many are lost before them.
  private(set) var lost: [(record: Int, frames: Int)] = []
  /// Faults of the time stamps, which are read all the same.
  private(set) var warnings: [String] = []

  /// A clock without times.
  init(rate: Double) {
    self.rate = rate
  }

  /// The clock that times show.
  ///
  /// Steps of 1.5 usual ones or more are holes. Otherwise times may be off by half an interval: many files round them.
  ///
  /// - Parameters:
  ///   - times: One a record; NaN where there is none.
  ///   - unit: Seconds a unit.
  ///   - stated: The rate that the user states, frames/s.
  /// - Throws: `data` with the record where they are not uniform, and for a rate out of range.
  init(_ times: [Double], unit: Double, stated: Double?, file: String) throws(InputError) {
    let known = times.indices.filter { !times[$0].isNaN }
    func problem(_ record: Int, _ expected: String, _ found: Double) -> InputError {
      InputError(
        .data, file: file, place: "record \(record + 1)", "expected \(expected), found \(found.plain)")
    }
    guard let first = known.first, let last = known.last, last > first else {
      throw InputError(.data, file: file, "expected two times or more, found \(known.count)")
    }
    guard times[last] > times[first] else {
      throw problem(last, "a time after the first one's \(times[first].plain)", times[last])
    }
    var steps: [Double] = []
    for (before, after) in zip(known, known.dropFirst()) where after == before + 1 {
      steps.append(times[after] - times[before])
    }
    let usual = steps.isEmpty ? 0 : steps.sorted()[steps.count / 2]
    let regular = steps.filter { $0 > 0 && $0 < 1.5 * usual }
    let hasHoles = 2 * regular.count > steps.count && regular.count < steps.count
    let span = (times[last] - times[first]) / Double(last - first)
    let interval = hasHoles ? regular.reduce(0, +) / Double(regular.count) : span
    rate = try SamplingRate.rate(stated, of: 1 / (interval * unit), file: file)
    try SamplingRate.check(rate, file: file, place: .recording(nil))

    var origin = (record: first, time: times[first])
    var before = first
    var worst = 0.0
    for record in known {
      let step = (times[record] - times[before]) / interval - Double(record - before)
      if step >= 0.5, hasHoles {
        lost.append((record, Int(min(step, 86400 * rate).rounded())))
        origin = (record, times[record])
      }
      let off = abs((times[record] - origin.time) / interval - Double(record - origin.record))
      guard off <= 0.5 else {
        let expected = origin.time + interval * Double(record - origin.record)
        throw problem(record, "the time \(expected) of uniform sampling", times[record])
      }
      worst = max(worst, off)
      before = record
    }
    lost.removeAll { $0.frames < 1 }
    if !lost.isEmpty {
      let frames = lost.reduce(0) { $0 + $1.frames }
      warnings.append(
        "\(frames) records are missing where the times jump, first before record \(lost[0].record + 1): they are skipped"
      )
    }
    if worst > 0.01 {
      let percent = (worst * 1000).rounded() / 10
      warnings.append(
        "the times are off by up to \(percent.plain) % of an interval: they are taken as uniform")
    }
  }
}
