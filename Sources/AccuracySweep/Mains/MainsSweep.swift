// SPDX-License-Identifier: Apache-2.0
import Simulation

/// Both estimators on moving mains and restless loads, beside the limits of each case.
public struct MainsSweep: Sendable {
  /// The conditions that are simulated.
  public var conditions: [MainsCondition]
  /// The seed of everything random; each condition has its own, derived from this one and its number.
  public var seed: UInt64

  /// A sweep over conditions.
  public init(_ conditions: [MainsCondition] = MainsCondition.grid(), seed: UInt64 = 1) {
    self.conditions = conditions
    self.seed = seed
  }

  /// Seconds to simulate in all.
  public var seconds: Int {
    conditions.reduce(0) { $0 + $1.kind.seconds * $1.kind.scenarios.count }
  }

  /// Runs all conditions, several at a time.
  ///
  /// - Parameters:
  ///   - jobs: Conditions at a time, above 0.
  ///   - isCancelled: Asked once a simulated second, from any thread; true ends the sweep.
  ///   - progress: Told the seconds simulated so far, from any thread.
  /// - Returns: The results in the order of the conditions; nil when it was cancelled.
  /// - Throws: The first condition's failure.
  public func run(
    jobs: Int, isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> [MainsResult]? {
    try ParallelTrials.run(
      conditions.count, jobs: jobs, isCancelled: isCancelled, progress: progress
    ) { index, isEnding in
      try MainsTrial(condition: conditions[index], seed: SplitMix64(seed: seed, part: index).first)
        .run(isCancelled: isEnding)
    }
  }
}
