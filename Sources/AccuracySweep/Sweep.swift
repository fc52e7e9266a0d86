// SPDX-License-Identifier: Apache-2.0
public import MeteringFFTW
public import CalibrationFitting

/// A Monte Carlo measurement of the estimators' accuracy over a grid of conditions.
///
/// Every condition has its own seed, derived from the sweep's seed and the condition's number, so results depend
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
    try ParallelTrials.run(
      grid.conditions.count, jobs: jobs, isCancelled: isCancelled, progress: progress
    ) { index, isEnding in
      try SweepTrial(of: grid, index: index, seed: seed, calibration: calibration)
        .run(estimators, isCancelled: isEnding)
    }
  }

  /// Seconds to simulate in all.
  public var seconds: Int { grid.conditions.count * (grid.warmUp + grid.cycles) }
}
