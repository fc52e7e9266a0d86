// SPDX-License-Identifier: Apache-2.0
public import Metering

/// Takes frames as a meter does, without estimating: sums, edges and what the estimator keeps.
public final class Ingest<Estimator: PhasorEstimator & ~Copyable> {
  private var accumulator: Accumulator
  private var estimator: Estimator
  private var second = 0

  /// What takes frames of four 12-bit channels.
  public init(rate: Double, estimator: consuming Estimator) {
    accumulator = Accumulator(
      rate: rate, channelCount: 4, nominalFrequency: 50, lowestCode: -2048, highestCode: 2047,
      measuresFundamentals: estimator.usesResonators)
    self.estimator = estimator
  }

  /// Takes the next second of frames and closes the sums, so that they never grow too large.
  ///
  /// - Returns: Where the cycle began, so that nothing can be left out as unused.
  public func take(_ frames: SimulatedFrames) -> Double {
    let codes = frames.codes
    let samples = codes.span.extracting(frames.range(ofSecond: second))
    second += 1
    var taken = 0
    while taken < samples.count {
      taken += 4 * accumulator.update(samples.extracting(taken..<samples.count), with: &estimator)
    }
    return accumulator.closeCycle()?.start ?? 0
  }
}
