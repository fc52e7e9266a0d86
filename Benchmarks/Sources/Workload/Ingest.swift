// SPDX-License-Identifier: Apache-2.0
public import Metering

/// Takes frames as a meter does, without ever closing a cycle: sums, edges and what the estimator keeps.
public struct Ingest<Estimator: PhasorEstimator & ~Copyable>: ~Copyable {
  private var accumulator: Accumulator
  private var estimator: Estimator

  /// What takes frames of four 12-bit channels.
  public init(rate: Double, estimator: consuming Estimator) {
    accumulator = Accumulator(
      rate: rate, channelCount: 4, nominalFrequency: 50, lowestCode: -2048, highestCode: 2047)
    self.estimator = estimator
  }

  /// Takes a second of frames and forgets the sums, so that they never grow too large.
  ///
  /// - Returns: Where the cycle began, so that nothing can be left out as unused.
  public mutating func take(_ frames: Span<Int16>) -> Double {
    var taken = 0
    while taken < frames.count {
      let step = accumulator.update(frames.extracting(taken..<frames.count))
      estimator.update(frames.extracting(taken..<taken + 4 * step.frames))
      if let edge = step.edge { estimator.endPeriod(at: edge) }
      taken += 4 * step.frames
    }
    return accumulator.closeCycle()?.start ?? 0
  }
}
