// SPDX-License-Identifier: Apache-2.0
public import MeteringFFTW
public import CalibrationFitting
import Dispatch
import Synchronization

/// A Monte Carlo measurement of the estimators' accuracy over a grid of conditions.
///
/// Every condition has a seed of its own, made of the sweep's seed and the condition's number, so results depend
/// neither on the number of cores nor on the order in which they come: the same program gives the same bits.
public struct Sweep: Sendable {
  /// The conditions.
  public var grid: SweepGrid
  /// The estimators, in the order of the results.
  public var estimators: [HostEstimator.Kind]
  /// The seed of everything random.
  public var seed: UInt64
  /// The errors of the simulated sensor, which the meter corrects; nil for an ideal sensor.
  public var calibration: CalibrationFile?

  /// A sweep over a grid with these estimators.
  public init(
    _ grid: SweepGrid, estimators: [HostEstimator.Kind] = HostEstimator.Kind.swept, seed: UInt64 = 1,
    calibration: CalibrationFile? = nil
  ) {
    self.calibration = calibration
    self.grid = grid
    self.estimators = estimators
    self.seed = seed
  }

  /// Runs all trials, several at a time.
  ///
  /// - Parameters:
  ///   - jobs: Trials at a time, above 0; at most as many as the system has cores run at once.
  ///   - isCancelled: Asked once per simulated second, from any thread; true ends the sweep.
  ///   - progress: Told the seconds simulated so far, from any thread.
  /// - Returns: The results in the order of the conditions; nil when it was cancelled.
  /// - Throws: The first condition's failure: a value out of its range, or no memory for a plan.
  public func run(
    jobs: Int, isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> [SweepResult]? {
    precondition(jobs > 0)
    let state = SweepState(conditions: grid.conditions.count)
    let group = DispatchGroup()
    for _ in 0..<min(jobs, grid.conditions.count) {
      DispatchQueue.global().async(group: group) {
        while let index = state.claim() {
          let trial = SweepTrial(of: grid, index: index, seed: seed, calibration: calibration)
          let outcome = Result {
            try trial.run(estimators) {
              progress(state.tick())
              return state.isEnding || isCancelled()
            }
          }
          state.put(outcome, at: index)
        }
      }
    }
    group.wait()
    return try state.results()
  }

  /// Seconds to simulate in all.
  public var seconds: Int { grid.conditions.count * (grid.warmUp + grid.cycles) }
}

/// The state that the threads of a sweep share.
private final class SweepState: Sendable {
  private let count: Int
  private let next = Atomic<Int>(0)
  private let seconds = Atomic<Int>(0)
  private let ending = Atomic<Bool>(false)
  private let outcomes: Mutex<[Result<SweepResult?, any Error>?]>

  init(conditions: Int) {
    count = conditions
    outcomes = Mutex(Array(repeating: nil, count: conditions))
  }

  /// Whether a trial failed or was cancelled.
  var isEnding: Bool { ending.load(ordering: .relaxed) }

  /// The next condition that no thread has claimed; nil when there is none or the sweep ends.
  func claim() -> Int? {
    guard !isEnding else { return nil }
    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < count ? index : nil
  }

  /// Counts a second and returns how many there have been.
  func tick() -> Int {
    seconds.wrappingAdd(1, ordering: .relaxed).newValue
  }

  func put(_ outcome: Result<SweepResult?, any Error>, at index: Int) {
    if (try? outcome.get()) == nil { ending.store(true, ordering: .relaxed) }
    outcomes.withLock { $0[index] = outcome }
  }

  /// The results in order; nil if one is missing.
  func results() throws -> [SweepResult]? {
    var results = [SweepResult]()
    for outcome in outcomes.withLock({ $0 }).compactMap({ $0 }) {
      if let result = try outcome.get() { results.append(result) }
    }
    return results.count == count ? results : nil
  }
}
