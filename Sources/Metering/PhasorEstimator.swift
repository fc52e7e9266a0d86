// SPDX-License-Identifier: Apache-2.0

/// What finds the mains frequency and each channel's phasor in the frames of a cycle.
///
/// It is fed the same frames as the ``Accumulator``, split at the same edges, and asked once a cycle.
public protocol PhasorEstimator: ~Copyable {
  /// Takes the next frames.
  ///
  /// - Parameter frames: Interleaved codes of whole frames, none of them beyond the frame behind an edge.
  mutating func update(_ frames: Span<Int16>)

  /// Ends a period just before the latest frame.
  mutating func endPeriod(at edge: PeriodEdge)

  /// Estimates the cycle that ended at the latest edge.
  ///
  /// - Parameters:
  ///   - cycle: The sums of the same cycle.
  ///   - frequency: What is taken for the mains frequency where the voltage does not show it, Hz.
  mutating func estimate(_ cycle: borrowing CycleSums, frequency: Double) -> PhasorEstimate
}

/// What the codes of one cycle show of the fundamental, in codes.
public struct PhasorEstimate: Sendable, Equatable {
  /// Mains frequency, Hz; nil where the voltage does not show it.
  public var frequency: Double?
  /// RMS phasors of the fundamental in codes, all referred to the same instant.
  public var phasors: PerChannel<Phasor>
  /// Power of the white noise, codes squared.
  public var noise: PerChannel<Double>
  /// Relative standard deviation of the noise power.
  public var noiseDeviation: Double
  /// Total harmonic distortion, orders 2...40, relative to the fundamental; nil where there is none.
  public var distortion: PerChannel<Double?>

  /// An estimate of these parts.
  public init(
    frequency: Double?, phasors: PerChannel<Phasor>, noise: PerChannel<Double>, noiseDeviation: Double,
    distortion: PerChannel<Double?>
  ) {
    self.frequency = frequency
    self.phasors = phasors
    self.noise = noise
    self.noiseDeviation = noiseDeviation
    self.distortion = distortion
  }
}
