// SPDX-License-Identifier: Apache-2.0
import Metering

/// The states of an installation over time, from one reading a cycle.
struct OperatingPoints {
  /// A state and the ends of its first and its last cycle, s.
  private typealias State = (point: OperatingPoint, begin: Double, end: Double)

  private var states: [State] = []
  private var current: State?
  /// Cycles with a voltage.
  private(set) var cycles = 0

  /// States kept of a long recording: the longest.
  private static let capacity = 400

  /// Adds a cycle whose readings are those of the inputs themselves.
  ///
  /// - Parameter time: End of the cycle, s.
  mutating func add(_ point: OperatingPoint, time: Double) {
    cycles += point.cycles
    if var state = current, state.point.isLike(point) {
      state.point.merge(point)
      state.end = time
      current = state
    } else {
      close()
      current = (point, time, time)
    }
  }

  private mutating func close() {
    guard let state = current else { return }
    states.append(state)
    guard states.count > Self.capacity else { return }
    let shortest = states.indices.dropLast().min { states[$0].point.cycles < states[$1].point.cycles }
    if let shortest { states.remove(at: shortest) }
  }

  /// The states seen and the changes between them, each once.
  ///
  /// - Parameters:
  ///   - loadOn: When a resistive load was switched on, s; nil if none is known.
  ///   - isOffNeeded: Whether it counts only once it was switched off again.
  func evidence(loadOn: Double?, isOffNeeded: Bool = false) -> Evidence {
    var all = states
    if let current { all.append(current) }
    // The cycle in which something is switched is a state of its own.
    let lasting = all.filter { $0.point.cycles >= 2 }
    let isSteady = 2 * lasting.reduce(0) { $0 + $1.point.cycles } >= cycles && !lasting.isEmpty
    let kept = isSteady ? lasting : all
    var steps: [OperatingPoint] = []
    if isSteady {
      for (before, after) in zip(kept, kept.dropFirst()) {
        let step = after.point.step(from: before.point)
        if step.isSwitched(from: before.point) { steps.append(step) }
      }
    }
    let (load, finding) = load(loadOn, isOffNeeded: isOffNeeded, kept)
    return Evidence(
      points: Self.distinct(kept.map(\.point)), steps: Self.distinctSteps(steps), load: load,
      finding: finding)
  }

  /// The states seen and the changes between them.
  struct Evidence {
    var points: [OperatingPoint]
    var steps: [OperatingPoint]
    /// The load that is known to have been switched on; nil for none.
    var load: OperatingPoint?
    var finding: LoadFinding
  }

  /// The load that was switched on at a time: the difference of the states before and after it.
  ///
  /// - Returns: No load where no state begins there: the cycle of switching and one more may lie between. None, either, where it must
  ///   go off again and no later change is as abrupt, equal and opposite.
  private func load(
    _ time: Double?, isOffNeeded: Bool, _ states: [State]
  ) -> (load: OperatingPoint?, finding: LoadFinding) {
    guard let time, let index = states.firstIndex(where: { $0.begin > time + 0.5 }), index > 0,
      states[index].begin <= time + 3.5, states[index - 1].end >= time - 2.5
    else { return (nil, .unseen) }
    let step = states[index].point.step(from: states[index - 1].point)
    guard isOffNeeded else { return (step, .seen) }
    func isAbrupt(_ index: Int) -> Bool { states[index].begin - states[index - 1].end <= 3.5 }
    guard isAbrupt(index) else { return (nil, .unpaired) }
    for later in states.indices.dropFirst(index + 1) where isAbrupt(later) {
      let off = states[later].point.step(from: states[later - 1].point)
      if let load = step.load(offBy: off) { return (load, .seen) }
    }
    return (nil, .unpaired)
  }

  /// Merges states that were seen again.
  private static func distinct(_ points: [OperatingPoint]) -> [OperatingPoint] {
    points.reduce(into: []) { known, point in
      if let index = known.firstIndex(where: { $0.isLike(point) }) {
        known[index].merge(point)
      } else {
        known.append(point)
      }
    }
  }

  /// Leaves out changes by loads that were switched before, on or off.
  private static func distinctSteps(_ steps: [OperatingPoint]) -> [OperatingPoint] {
    steps.reduce(into: []) { known, step in
      let opposite = step.rotated(degrees: 180)
      if !known.contains(where: { $0.isLike(step) || $0.isLike(opposite) }) { known.append(step) }
    }
  }
}

/// What was found of a load that is said to have been switched on at a time.
public enum LoadFinding: Sendable {
  /// No current changes then, or no time was told.
  case unseen
  /// A current changes, but no change later takes that back, and a line may export.
  case unpaired
  /// It was seen.
  case seen
}

extension OperatingPoint {
  /// Whether a step is a load that was switched, and not noise or a drift.
  fileprivate func isSwitched(from before: OperatingPoint) -> Bool {
    phasors.indices.contains {
      phasors[$0].magnitude > max(0.2, 0.05 * before.phasors[$0].magnitude, 6 * deviations[$0])
    }
  }
}
