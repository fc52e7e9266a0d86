// SPDX-License-Identifier: Apache-2.0

/// The least standard deviations that any unbiased estimator can have for one cycle (Rife, Boorstyn 1974).
///
/// For a sinusoid of peak amplitude A codes in white noise of variance sigma^2, seen for N frames at fs frames/s,
/// with eta = A^2 / (2 sigma^2): the phase at the window's centre and the amplitude, relatively, have a variance of
/// 1/(eta N), the frequency one of (fs / 2 pi)^2 12/(eta N (N^2 - 1)). The frequency is that of the voltage. The
/// phase angle between voltage and current has the variances of both channels' phases.
public struct CramerRaoBound: Sendable, Equatable {
  /// Relative standard deviation of the RMS of the fundamental current.
  public let fundamental: Double
  /// Relative standard deviation of the true RMS current, for a noise of known power.
  public let rms: Double
  /// Standard deviation of the phase angle, degrees.
  public let phase: Double
  /// Standard deviation of the mains frequency, Hz.
  public let frequency: Double

  /// The bounds for one cycle of these signals.
  ///
  /// - Parameters:
  ///   - voltage: RMS of the voltage's fundamental, codes, above 0.
  ///   - current: RMS of the current's fundamental, codes, above 0.
  ///   - distortion: RMS of the current's harmonics relative to its fundamental, at least 0.
  ///   - noise: RMS of the noise before quantisation, LSB, at least 0; quantisation adds 1/12 LSB^2.
  ///   - frames: Frames of a cycle, above 1.
  ///   - rate: Frames a second.
  public init(
    voltage: Double, current: Double, distortion: Double = 0, noise: Double, frames: Double, rate: Double
  ) {
    let variance = noise * noise + 1.0 / 12
    // With RMS values instead of peaks, A^2 / 2 is the square.
    let voltageRatio = voltage * voltage / variance
    let currentRatio = current * current / variance
    fundamental = (1 / (currentRatio * frames)).squareRoot()
    rms = fundamental / (1 + distortion * distortion).squareRoot()
    phase = (1 / (voltageRatio * frames) + 1 / (currentRatio * frames)).squareRoot() * 180 / .pi
    frequency = rate / (2 * .pi) * (12 / (voltageRatio * frames * (frames * frames - 1))).squareRoot()
  }
}
