// SPDX-License-Identifier: Apache-2.0
public import Metering

/// A host's phasor estimator, one of two kinds: the one place that chooses between them.
///
///     let estimator = try HostEstimator(.fftw, rate: 4000, channelCount: 4)
///     var meter = try Meter(MeterConfiguration(rate: 4000), estimator: estimator)
public struct HostEstimator: PhasorEstimator, ~Copyable {
  /// The kinds of estimators.
  public enum Kind: String, Sendable, CaseIterable {
    /// Floating point: periods by correlation, noise and harmonics by FFTW.
    case fftw
    /// The fixed-point correlator of firmware.
    case fixed
  }

  /// The kind that was chosen.
  public let kind: Kind
  // One of the two. Two optionals are changed in place; an enum would be taken apart and put together for each block.
  private var fftw: FFTWEstimator?
  private var fixed: FixedEstimator?

  /// An estimator for frames of `channelCount` channels, 1...4, at `rate` frames/s, 1000...16000.
  ///
  /// - Throws: `unsupportedFormat` for other frames, `noPlan` where there is no memory or no plan for FFTW.
  public init(_ kind: Kind, rate: Double, channelCount: Int) throws(FFTWEstimator.Failure) {
    self.kind = kind
    switch kind {
    case .fftw:
      fftw = try FFTWEstimator(rate: rate, channelCount: channelCount)
      fixed = nil
    case .fixed:
      guard MeterConfiguration.rates.contains(rate), (1...4).contains(channelCount) else {
        throw .unsupportedFormat
      }
      fftw = nil
      fixed = FixedEstimator()
    }
  }

  /// Whether the accumulator is to measure the fundamental of all channels.
  public var usesResonators: Bool { kind == .fixed }

  /// Reads the next frames.
  public mutating func update(_ frames: Span<Int16>) {
    fftw?.update(frames)
  }

  /// Correlates the channels in a period; traps where it is the fixed-point correlator.
  public mutating func correlate(_ period: PeriodSpan) -> Phasor {
    fftw!.correlate(period)
  }

  /// Ends a period just before the latest frame.
  public mutating func endPeriod(_ period: MainsPeriod) {
    fftw?.endPeriod(period)
  }

  /// Skips frames that were lost.
  public mutating func skip(frames: Int) {
    fftw?.skip(frames: frames)
  }

  /// Estimates the cycle that the latest periods belong to, and begins the next.
  ///
  /// - Complexity: O(N log N) for the N frames of a second with FFTW, else O(1).
  public mutating func estimate(_ cycle: borrowing CycleSums) -> PhasorEstimate {
    if let estimate = fftw?.estimate(cycle) { return estimate }
    return fixed!.estimate(cycle)
  }
}

extension HostEstimator.Kind {
  /// An estimator of this kind; see ``HostEstimator/init(_:rate:channelCount:)``.
  ///
  /// - Throws: As ``HostEstimator/init(_:rate:channelCount:)``.
  public func estimator(rate: Double, channelCount: Int) throws(FFTWEstimator.Failure) -> HostEstimator {
    try HostEstimator(self, rate: rate, channelCount: channelCount)
  }
}
