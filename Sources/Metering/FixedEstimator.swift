// SPDX-License-Identifier: Apache-2.0
import CMeter

/// The phasor estimator for firmware: it returns what the accumulator's resonators show, and has no state of its own.
///
/// Noise is measured by the changes of the fundamentals from period to period, in the direction in which they are least:
/// a load that is restless, or switches, moves them along one line. The voltage, which all channels are referred to,
/// changes in magnitude only. The noise of the voltage also appears in one direction of the inputs', so that the noise
/// stated for an input at 30 A is a third too large.
public struct FixedEstimator: PhasorEstimator, ~Copyable {
  /// An estimator for frames of any rate and any number of channels.
  public init() {}

  /// True: all of its results come from the accumulator's resonators.
  public var usesResonators: Bool { true }

  /// Does nothing: the accumulator has received them.
  public mutating func update(_ frames: Span<Int16>) {}

  /// Does nothing: the accumulator has closed it.
  public mutating func endPeriod(_ period: MainsPeriod) {}

  /// Does nothing: the accumulator has skipped them.
  public mutating func skip(frames: Int) {}

  /// The accumulator's result.
  public mutating func estimate(_ cycle: borrowing CycleSums) -> PhasorEstimate {
    cycle.resonators
  }
}

extension Fundamental {
  /// The fundamental of a cycle's resonators.
  ///
  /// - Parameters:
  ///   - sums: The sums of the channel.
  ///   - inverse: One over the cycle's length in 1/65536 frames.
  ///   - period: Mean length of its periods, frames.
  ///   - isReference: Whether the channel is the voltage.
  @inline(never)  // 32 bytes of flash less
  init(_ sums: cm_fundamental, inverse: Double, period: Double, isReference: Bool, hasApparent: Bool) {
    // An RMS phasor of one code correlates to T / sqrt(2).
    let unit = 1.414_213_562_373_095_1 * 0x1p10 * inverse
    self.init(
      phasor: Phasor(
        real: Elementary.double(sums.projected.real) * unit,
        imaginary: Elementary.double(sums.projected.imaginary) * unit),
      square: 2 * Elementary.double(sums.square) * inverse)
    if hasApparent {
      apparent = Phasor(
        real: 2 * Elementary.double(sums.apparent.real) * inverse,
        imaginary: 2 * Elementary.double(sums.apparent.imaginary) * inverse)
    }
    setNoise(sums, period: period, isReference: isReference)
  }

  /// Finds the noise from the changes from period to period.
  private mutating func setNoise(_ sums: cm_fundamental, period: Double, isReference: Bool) {
    guard sums.changes >= Self.fewestChanges else { return }
    // Below 2^30 each.
    let real = Int64(sums.changes_real)
    let imaginary = isReference ? real : Int64(sums.changes_imaginary)
    let cross = 2 &* Int64(sums.changes_cross)
    let sum = real &+ imaginary
    // The axes of the changes' ellipse are this much longer and shorter than their mean.
    let square = (real &- imaginary) &* (real &- imaginary) &+ cross &* cross
    // Noise alone is alike in all directions: one axis is four times as long as the other in 3 of 1000 cycles.
    let isAlike = square < 3 &* ((sum &* sum) &>> 3)
    // A change of white noise has T - 0.7 times its power in each part, as frames at an edge are shared; squares are Q4.
    let unit = 0x1p-5 * Elementary.reciprocal((period - 0.7) * Elementary.double(Int64(sums.changes)))
    let width = Elementary.double(sum)
    noise = unit * (isAlike ? width : width - Elementary.squareRoot(Elementary.double(square)))
    // n changes have n / 1.5 degrees of freedom, in each of two parts or in one.
    noiseDeviation = isAlike ? 0.18 : 0.25
  }

  /// Fewer changes tell nothing.
  private static let fewestChanges: UInt32 = 10
}
