// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// The likelihood of an installation's currents and of its voltage, for each kind of voltage reference.
struct ReferenceLikelihood {
  private let evidence: NetEvidence
  private let isDelta: Bool
  /// The other kind of voltage relative to the nominal one.
  private let otherVoltage: Double
  private let usual: any NetLikelihood
  private let other: any NetLikelihood
  /// The currents against references of any angle; none where the voltage leaves no doubt.
  private let open: [any NetLikelihood]

  /// The share of front ends whose scale of voltages is not that of the calibration.
  private static let otherScale = 0.02
  /// How far the voltage may be from the nominal one, relative: the tenth of EN 50160 is about two deviations.
  private static let spread = 0.06
  /// The highest voltage that a terminal N that is open may leave, relative.
  private static let openVoltage = 0.85

  init(_ evidence: NetEvidence, _ intended: IntendedWiring) {
    self.evidence = evidence
    isDelta = intended.net == .delta
    otherVoltage = intended.hypothesis.supply?.hasNeutral == true ? 3.0.squareRoot() : 1 / 3.0.squareRoot()
    let isDelta = isDelta
    func likelihood(_ evidence: NetEvidence) -> any NetLikelihood {
      isDelta ? DeltaLikelihood(evidence) : StarLikelihood(evidence)
    }
    usual = likelihood(evidence)
    other = isDelta ? usual : likelihood(evidence.rotated(degrees: -WiringSignature.otherAngle))
    let isLow = evidence.voltage.map { $0 < Self.openVoltage } ?? false
    open =
      isLow && !isDelta
      ? stride(from: 0.0, to: 360, by: 15).map { likelihood(evidence.rotated(degrees: $0)) } : []
  }

  /// The log likelihood, up to a constant for all signatures.
  ///
  /// - Parameter exports: For each clamp, whether the line that it is to show may export; nil where nobody told.
  func logLikelihood(_ signature: WiringSignature, exports: PerClamp<Bool>?) -> Double {
    switch signature.reference {
    case .usual: usual.logLikelihood(signature, exports: exports) + voltage(1)
    case .other: other.logLikelihood(signature, exports: exports) + voltage(otherVoltage)
    case .open:
      logSumExp(open.map { (1 / Double(open.count), $0.logLikelihood(signature, exports: exports)) })
    }
  }

  /// The log likelihood ratio of the voltage where one relative to the nominal one is expected, against any at all.
  private func voltage(_ expected: Double) -> Double {
    guard let voltage = evidence.voltage, voltage > 0 else { return 0 }
    let distance = log(voltage / expected) / Self.spread
    // Any at all: within a factor of three either way.
    let known = exp(-0.5 * distance * distance) / (2 * Double.pi).squareRoot() / Self.spread * 2 * log(3.0)
    return log((1 - Self.otherScale) * known + Self.otherScale)
  }
}
