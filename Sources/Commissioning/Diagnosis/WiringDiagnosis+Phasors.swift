// SPDX-License-Identifier: Apache-2.0
public import Metering

extension WiringDiagnosis {
  /// One input's largest current and where the intended wiring lets one expect it.
  public struct InputPhasor: Sendable {
    /// The input.
    public var input: Input
    /// The current, A, against the voltage reference; zero for none.
    public var current: Phasor
    /// Angles of a line's ordinary loads, degrees against the voltage reference.
    public var expected: ClosedRange<Double>?
  }

  /// The arrows of a phasor diagram.
  public var phasors: [InputPhasor] {
    zip(inputs, asIntended.clamps).map { summary, clamp in
      let angle = asIntended.angle(of: clamp, intended: intended)
      return InputPhasor(
        input: summary.input, current: summary.largest,
        expected: angle.map { $0 - LoadPrior.angles.upperBound...$0 - LoadPrior.angles.lowerBound })
    }
  }
}
