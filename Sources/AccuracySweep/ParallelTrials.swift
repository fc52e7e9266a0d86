// SPDX-License-Identifier: Apache-2.0
import Foundation
import HostFiles
import Synchronization

/// Independent trials, several at a time; the outcomes do not depend on how many.
enum ParallelTrials {
  /// Runs trials.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - jobs: Trials at a time, above 0; at most as many as the system has cores run at once.
  ///   - isCancelled: Asked once a simulated second, from any thread; true ends all trials.
  ///   - progress: Told the seconds simulated so far, from any thread.
  ///   - trial: Runs the trial of an index, 0..<count; asks its second argument once a simulated second whether to
  ///     give up, and returns nil then.
  /// - Returns: The outcomes in the order of the trials; nil when one was cancelled.
  /// - Throws: The failure of the first trial that has one.
  static func run<Outcome: Sendable>(
    _ count: Int, jobs: Int, isCancelled: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (Int) -> Void,
    trial: @escaping @Sendable (Int, @escaping () -> Bool) throws -> Outcome?
  ) throws -> [Outcome]? {
    precondition(jobs > 0)
    let state = State<Outcome>(count: count)
    let work = { @Sendable in
      while let index = state.claim() {
        let outcome = Result {
          try trial(index) {
            progress(state.tick())
            return state.isEnding || isCancelled()
          }
        }
        state.put(outcome, at: index)
      }
    }
    // This thread is one of them, so that a system without another one takes its time and nothing else.
    let jobs = min(jobs, count, ProcessInfo.processInfo.activeProcessorCount)
    let others = (1..<max(1, jobs)).compactMap { _ in try? SystemThread(work) }
    work()
    others.forEach { $0.join() }
    return try state.results()
  }

  /// The state that the threads share.
  private final class State<Outcome: Sendable>: Sendable {
    private let count: Int
    private let claimed = Atomic<Int>(0)
    private let seconds = Atomic<Int>(0)
    private let ending = Atomic<Bool>(false)
    private let outcomes: Mutex<[Result<Outcome?, any Error>?]>

    init(count: Int) {
      self.count = count
      outcomes = Mutex(Array(repeating: nil, count: count))
    }

    /// Whether a trial failed or was cancelled.
    var isEnding: Bool { ending.load(ordering: .relaxed) }

    /// The next trial that no thread has claimed; nil when there is none or all end.
    func claim() -> Int? {
      guard !isEnding else { return nil }
      let index = claimed.wrappingAdd(1, ordering: .relaxed).oldValue
      return index < count ? index : nil
    }

    /// Counts a second and returns how many there have been.
    func tick() -> Int {
      seconds.wrappingAdd(1, ordering: .relaxed).newValue
    }

    func put(_ outcome: Result<Outcome?, any Error>, at index: Int) {
      if (try? outcome.get()) == nil { ending.store(true, ordering: .relaxed) }
      outcomes.withLock { $0[index] = outcome }
    }

    /// The results in order; nil if one is missing.
    ///
    /// - Throws: The failure of the first trial that has one.
    func results() throws -> [Outcome]? {
      var results = [Outcome]()
      for outcome in outcomes.withLock({ $0 }).compactMap({ $0 }) {
        if let result = try outcome.get() { results.append(result) }
      }
      return results.count == count ? results : nil
    }
  }
}
