// SPDX-License-Identifier: Apache-2.0

/// A sweep with its results and the verdict on them, ready to be written.
public struct SweepReport: Sendable {
  /// The sweep.
  public let sweep: Sweep
  /// The results, one a condition, in the order of the grid.
  public let results: [SweepResult]
  /// The results beside the targets.
  public let verdict: SweepVerdict

  /// The report on the results of a sweep.
  public init(_ sweep: Sweep, _ results: [SweepResult]) {
    self.sweep = sweep
    self.results = results
    verdict = SweepVerdict(results)
  }
}
