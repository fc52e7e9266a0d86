// SPDX-License-Identifier: Apache-2.0
public import Metering

extension WiringDiagnosis {
  /// One input's largest current, and where it is expected by the intended wiring.
  public struct InputPhasor: Sendable {
    /// The input.
    public var input: Input
    /// The current, A, against the voltage reference; zero for none.
    public var current: Phasor
    /// Standard deviation of the current's parts, A: of noise, and of clamps without calibration.
    public var deviation: Double
    /// Angles of a line's ordinary loads, degrees against the voltage reference; nil for a clamp that is meant for no line.
    public var expected: ClosedRange<Double>?
  }

  /// The arrows of a phasor diagram.
  public var phasors: [InputPhasor] {
    zip(inputs, asIntended.clamps).map { summary, clamp in
      let angle = given.angle(of: clamp, in: asIntended)
      // Clamps differ by 2 %, and small currents are as uncertain as the clamps' magnetisation is.
      let clampError = LoadPrior.clampError * summary.largest.magnitude
      let variance =
        summary.deviation * summary.deviation + clampError * clampError
        + OperatingPoint.floor * OperatingPoint.floor
      return InputPhasor(
        input: summary.input, current: summary.largest, deviation: variance.squareRoot(),
        expected: angle.map { $0 - LoadPrior.angles.upperBound...$0 - LoadPrior.angles.lowerBound })
    }
  }
}
