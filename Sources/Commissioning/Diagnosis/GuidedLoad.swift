// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// A resistive load that was switched on at a line that is known, and the change that it made.
struct GuidedLoad: Sendable {
  /// Where a load is connected.
  enum Place: Hashable, Sendable {
    /// From a line to neutral.
    case line(Line)
    /// From a line to another one.
    case between(Line, Line)
  }

  /// Where it is.
  let place: Place
  /// The change of the inputs' currents, A, against the voltage reference.
  let step: OperatingPoint

  /// The share of loads that somebody switched on elsewhere than was asked.
  private static let elsewhere = 0.01

  /// The log likelihood of the change under a hypothesis, up to a constant for all of them.
  ///
  /// The inputs around the line show the load's current along the line's voltage, one on the neutral the opposite, all others
  /// nothing.
  func logLikelihood(_ hypothesis: WiringHypothesis, _ intended: IntendedWiring) -> Double {
    let current = step.phasors.map(\.magnitude).max() ?? 0
    guard current > 0 else { return 0 }
    // Loads that come and go besides, and clamps that differ.
    let error = 0.1 * current + 0.1
    var logDensity = 0.0
    for (clamp, phasor) in zip(hypothesis.clamps, step.phasors) {
      guard let angle = Self.angle(of: clamp, for: place, hypothesis, intended) else {
        // Nothing is expected; what is there in spite of it costs.
        logDensity -= 0.5 * phasor.square / (error * error)
        continue
      }
      let isThere = phasor.magnitude > error
      let phase = isThere ? remainder(angle - phasor.degrees, 360) : 180
      let excess = max(0, abs(phase) - LoadPrior.resistive.upperBound) / 5
      logDensity -= 0.5 * excess * excess
    }
    return logSumExp([(1 - Self.elsewhere, logDensity), (Self.elsewhere, 0)])
  }

  /// Angle of the load's current as a clamp shows it, degrees against the voltage reference; nil where it shows none.
  static func angle(
    of clamp: WiringHypothesis.Clamp, for place: Place, _ hypothesis: WiringHypothesis,
    _ intended: IntendedWiring
  ) -> Double? {
    func own(_ line: Line) -> Double {
      intended.angle(of: .init(clamp.input, Conductor(line), clamp.polarity), in: hypothesis) ?? 0
    }
    switch (place, clamp.conductor) {
    case (.line(let line), let conductor?) where conductor == Conductor(line): return own(line)
    case (.line(let line), .neutral): return own(line) + 180
    case (.between(let from, let to), let conductor?):
      let voltage = hypothesis.rotation.angle(from: from, to: to) - hypothesis.rotation.angle(of: from)
      if conductor == Conductor(from) { return own(from) + voltage }
      return conductor == Conductor(to) ? own(from) + voltage + 180 : nil
    default: return nil
    }
  }
}
