// SPDX-License-Identifier: Apache-2.0

/// The limits of the promised accuracy.
///
/// All limits hold for 12 bits, 1 LSB of noise, 4000 frames/s, 47.5...52.5 and 57.5...62.5 Hz, any phase, a DC of
/// up to 20 codes and a voltage distortion of 6 %.
public enum SweepTargets {
  /// The limit of the standard deviation relative to the bound.
  ///
  /// - Parameters:
  ///   - quantity: The quantity.
  ///   - current: RMS of the fundamental current, A. Below 0.1 A the noise's own square adds to that of the true
  ///     RMS: sqrt(1 + sigma^2 / (2 I^2)) is 1.15 at 40 mA.
  public static func ratio(of quantity: SweepQuantity, at current: Double) -> Double {
    switch quantity {
    case .fundamental, .phase: 1.10
    case .rms: current < 0.1 ? 1.20 : 1.10
    case .frequency: 1.15
    }
  }

  /// The limit of the bias' magnitude in the quantity's own unit; nil where there is none.
  ///
  /// The fundamental's 5 ppm are 5 microradians for the phase.
  ///
  /// - Parameters:
  ///   - quantity: The quantity.
  ///   - current: RMS of the fundamental current, A.
  ///   - bound: The bound of the quantity's standard deviation.
  public static func bias(of quantity: SweepQuantity, at current: Double, bound: Double) -> Double? {
    switch quantity {
    case .fundamental: 0.1 * bound + 5e-6
    case .phase: 0.1 * bound + 5e-6 * 180 / .pi
    case .rms: current < 0.1 ? 5e-3 : current < 5 ? 1e-3 : 20e-6
    case .frequency: nil
    }
  }

  /// The limit of a rate of wrong or indeterminate directions, given theory's; at most 1.
  public static func misdetection(theory: Double) -> Double { min(1, 1.5 * theory + 1e-3) }

  /// The least RMS current for which the estimators are compared, A.
  public static let agreementCurrent = 5.0
  /// The largest relative difference between the estimators' currents.
  public static let agreementRatio = 10e-6
  /// The largest difference between the estimators' phase angles, degrees.
  public static let agreementPhase = 1e-3
}
