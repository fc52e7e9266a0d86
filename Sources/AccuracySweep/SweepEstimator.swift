// SPDX-License-Identifier: Apache-2.0

/// The phasor estimators that a sweep compares.
public enum SweepEstimator: String, Sendable, CaseIterable {
  /// The fixed-point correlator of a firmware.
  case fixed
  /// The host's Fourier transforms.
  case fftw

  /// Relative standard deviation of one cycle's noise power, as `PhasorEstimate.noiseDeviation` declares it.
  ///
  /// Its average over the cycles so far is in all their currents, so the mean of a stream knows the current no
  /// better than the average knows the noise.
  ///
  /// - Parameter rate: Frames a second, above 0.
  public func noiseDeviation(at rate: Double) -> Double {
    switch self {
    case .fixed: 0.18
    case .fftw: 3.54 / rate.squareRoot()
    }
  }
}
