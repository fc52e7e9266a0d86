// SPDX-License-Identifier: Apache-2.0
public import MeteringFFTW

extension HostEstimator.Kind {
  /// Both kinds in the order of a sweep's results.
  public static let swept: [HostEstimator.Kind] = [.fixed, .fftw]

  /// Relative standard deviation of one cycle's noise power, as the estimators state it in `Fundamental.noiseDeviation`.
  ///
  /// Its average over the cycles so far is in all their currents, so the mean of a stream is no more certain than that
  /// average.
  ///
  /// - Parameter rate: Frames a second, above 0.
  public func relativeNoiseDeviation(at rate: Double) -> Double {
    switch self {
    case .fixed: 0.18
    case .fftw: 3.54 / rate.squareRoot()
    }
  }
}
