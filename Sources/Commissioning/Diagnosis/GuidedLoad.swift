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

    /// The lines that it is connected to.
    var lines: [Line] {
      switch self {
      case .line(let line): [line]
      case .between(let from, let to): [from, to]
      }
    }
  }

  /// Where it is.
  let place: Place
  /// The change of the inputs' currents, A, against the voltage reference; zero for a load that is on and that no input shows.
  let step: OperatingPoint

  /// The share of loads that somebody switched on at another line than was asked.
  private static let elsewhere = 0.01
  /// The share of changes that come by themselves at that time, and may be anything.
  private static let byItself = 0.000_1
  /// The share of loads that are off though somebody says that they are on.
  private static let off = 0.002

  /// Whether no input shows it.
  var isUnseen: Bool { step.phasors.allSatisfy { $0.square == 0 } }

  /// The log likelihood of the change under a hypothesis, up to a constant for all of them.
  ///
  /// The inputs around the line show the load's current along the line's voltage, one on the neutral the opposite, all others
  /// nothing.
  func logLikelihood(_ hypothesis: WiringHypothesis, _ intended: IntendedWiring) -> Double {
    guard !isUnseen else {
      let isShown = hypothesis.clamps.contains {
        Self.angle(of: $0, for: place, hypothesis, intended) != nil
      }
      return isShown ? log(Self.off) : 0
    }
    let current = step.phasors.map(\.magnitude).max() ?? 0
    // Loads that come and go besides, and clamps that differ.
    let error = 0.1 * current + 0.1
    /// The log density, given the angle that each clamp is expected to show; nil for a clamp that is to show nothing.
    func logDensity(_ expected: (WiringHypothesis.Clamp) -> Double?) -> Double {
      zip(hypothesis.clamps, step.phasors).reduce(0) { sum, shown in
        guard let angle = expected(shown.0) else {
          // A current that should not be there counts against it.
          return sum - 0.5 * shown.1.square / (error * error)
        }
        let isThere = shown.1.magnitude > error
        let phase = isThere ? remainder(angle - shown.1.degrees, 360) : 180
        let excess = max(0, abs(phase) - LoadPrior.resistive.upperBound) / 5
        return sum - 0.5 * excess * excess
      }
    }
    let asked = logDensity { Self.angle(of: $0, for: place, hypothesis, intended) }
    // A load at another line consumes, too.
    let others = Self.places(intended).filter { $0 != place }
    let elsewhere = others.map { other in
      (
        Self.elsewhere / Double(others.count),
        logDensity { Self.angle(of: $0, for: other, hypothesis, intended) }
      )
    }
    return logSumExp([(1 - Self.elsewhere, asked), (Self.byItself, 0)] + elsewhere)
  }

  /// Whether a conductor is one of those that it is connected to.
  func isConnected(to conductor: Conductor?) -> Bool {
    place.lines.contains { conductor == Conductor($0) }
  }

  /// Where a net's loads can be asked for: at each line, or between each line and the next.
  static func places(_ intended: IntendedWiring) -> [Place] {
    intended.lines.map { line in
      intended.net == .delta ? .between(line, Line.allCases[(line.index + 1) % 3]) : .line(line)
    }
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
