// SPDX-License-Identifier: Apache-2.0
import Metering

/// Finds the changes of the inputs' currents, reading by reading, and how long each took.
struct StepWatch: Sendable {
  /// A change from one steady current to the next.
  struct Change: Sendable {
    /// The change of all inputs' currents over that time, A.
    var step: OperatingPoint
    /// The last reading before it, s.
    var begin: Double
    /// The first reading after it, s.
    var end: Double

    /// Whether it was complete within one reading and the next: the sun and the speed of a motor take longer.
    var isAbrupt: Bool { end - begin <= 2.5 }
  }

  private struct Sample {
    var point: OperatingPoint
    var time: Double
  }

  /// One input's current: the last reading in its steady state, and the first of a new state that has not lasted.
  private struct Course {
    var steady: Sample?
    var next: Sample?
  }

  private var courses: PerClamp<Course>?

  /// Whether each input had a steady current at some time.
  var isSteady: Bool { courses?.allSatisfy { $0.steady != nil } ?? false }

  /// Whether any input shows a current that has not lasted yet.
  var isChanging: Bool { courses?.contains { $0.next != nil } ?? false }

  /// Takes a reading.
  ///
  /// - Parameters:
  ///   - point: The currents.
  ///   - time: End of the cycle, s.
  /// - Returns: The largest change that has ended, once the new state has lasted two readings; nil for none.
  mutating func add(_ point: OperatingPoint, at time: Double) -> Change? {
    let sample = Sample(point: point, time: time)
    var courses = courses ?? point.phasors.mapValues { _ in Course() }
    defer { self.courses = courses }
    var largest: (amperes: Double, change: Change)?
    for clamp in courses.indices {
      if let steady = courses[clamp].steady, steady.point.isLike(point, at: clamp) {
        courses[clamp] = Course(steady: sample)
        continue
      }
      guard let next = courses[clamp].next, next.point.isLike(point, at: clamp) else {
        courses[clamp].next = sample
        continue
      }
      if let steady = courses[clamp].steady {
        let step = point.step(from: steady.point)
        let amperes = step.phasors[clamp].magnitude
        if amperes > largest?.amperes ?? 0 {
          largest = (amperes, Change(step: step, begin: steady.time, end: next.time))
        }
      }
      courses[clamp] = Course(steady: sample)
    }
    return largest?.change
  }
}
