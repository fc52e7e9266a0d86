// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// The likelihood of clamps' currents in a net with a neutral, in which each line has loads of its own.
struct StarLikelihood: NetLikelihood {
  /// A line whose current is known.
  private struct ObservedLine {
    /// Its current.
    var evidence: LineEvidence
    /// The direction of its clamp.
    var slot: Slot
    /// Whether it may export; nil where nobody told.
    var exports: Bool?
    /// The log likelihoods of its current under the ways in which it may be used.
    var uses: LineEvidence.Uses { evidence[slot] }
  }

  private let evidence: NetEvidence
  private let inputs: PerClamp<LineEvidence>
  /// The current of a line without a clamp, for the signs with which the inputs sum to it.
  private let returned: [PerClamp<Double>: LineEvidence]

  init(_ evidence: NetEvidence) {
    self.evidence = evidence
    inputs = PerClamp(
      evidence.silent.indices.map { clamp in
        evidence.line { .init(phasor: $0.phasors[clamp], deviation: $0.deviations[clamp]) }
      })
    let signs = evidence.silent.reduce([[]]) { signs, _ in signs.flatMap { [$0 + [-1.0], $0 + [1.0]] } }
    returned = Dictionary(
      uniqueKeysWithValues: signs.map(PerClamp.init).map { ($0, Self.sum(evidence, $0)) })
  }

  func logLikelihood(_ signature: WiringSignature, exports: PerClamp<Bool>?) -> Double {
    var logLikelihood = 0.0
    var lines: [ObservedLine] = []
    var axes: [Axis: ClampIndex] = [:]
    for clamp in signature.places.indices {
      switch signature.places[clamp] {
      case .absent:
        guard evidence.silent[clamp] else { return -.infinity }
      case .silent:
        logLikelihood += log(LoadPrior.idle)
      case .neutral(let isReversed):
        let (evidence, slot) = returned(by: clamp, isReversed, signature)
        lines.append(ObservedLine(evidence: evidence, slot: slot, exports: exports?[clamp]))
      case .slot(let slot):
        if let other = axes[slot.axis] {
          logLikelihood += coincidence(clamp, other, isOpposite: signature.places[other].slot != slot)
        } else {
          axes[slot.axis] = clamp
          lines.append(ObservedLine(evidence: inputs[clamp], slot: slot, exports: exports?[clamp]))
        }
      }
    }
    return logLikelihood + commonness(lines) + household(lines)
  }

  /// The line that a clamp on the neutral measures: the neutral returns the current of the line without a clamp.
  private func returned(
    by neutral: ClampIndex, _ isReversed: Bool, _ signature: WiringSignature
  ) -> (evidence: LineEvidence, slot: Slot) {
    let slots = signature.places.compactMap(\.slot)
    let signs = signature.places.indices.map { clamp in
      if clamp == neutral { return isReversed ? 1.0 : -1 }
      return signature.places[clamp].slot?.isForward ?? true ? -1 : 1
    }
    let axis = Axis.allCases.first { axis in !slots.contains { $0.axis == axis } } ?? Axis.allCases[0]
    return (returned[PerClamp(signs)]!, Slot(along: axis))
  }

  /// The sum of all inputs with some signs.
  private static func sum(_ evidence: NetEvidence, _ signs: PerClamp<Double>) -> LineEvidence {
    evidence.line { point in
      let rest = zip(point.phasors, signs).reduce(Phasor.zero) { $0 + $1.0 * $1.1 }
      let variance = point.deviations.reduce(0) { $0 + $1 * $1 }
      let error = point.phasors.reduce(0) { $0 + $1.square } * LoadPrior.clampError * LoadPrior.clampError
      return .init(phasor: rest, deviation: (variance + error).squareRoot())
    }
  }

  /// The log likelihood ratio of loads that are alike in all lines.
  ///
  /// One line carries nothing else; the other loads of the others may have any angle.
  private func commonness(_ lines: [ObservedLine]) -> Double {
    guard lines.count > 1 else { return 0 }
    return LoadPrior.weight(of: evidence.points.count)
      * evidence.points.indices.reduce(0) { sum, state in
        let ratio = lines.reduce(0) { sum, common in
          let own = common.evidence.states[state].phasor
          return sum + lines.reduce(1) { product, line in
            if line.slot == common.slot { return product }
            let signal = line.evidence.states[state]
            let shared = own.rotated(degrees: line.slot.angle - common.slot.angle)
            let error = LoadPrior.clampError * own.magnitude + signal.deviation
            let rest = LoadPrior.planar(signal.phasor + -shared, angular: 1 / 360.0, deviation: error)
            return product * rest
              / LoadPrior.planar(signal.phasor, angular: 1 / 60.0, deviation: signal.deviation)
          } / Double(lines.count)
        }
        return sum + log(1 - LoadPrior.balanced + LoadPrior.balanced * ratio)
      }
  }

  /// Log density of one input's currents being another's, as of two clamps on one line.
  private func coincidence(_ clamp: ClampIndex, _ other: ClampIndex, isOpposite: Bool) -> Double {
    let weight = LoadPrior.weight(of: evidence.points.count)
    return weight
      * evidence.points.reduce(0) { sum, point in
        let difference = point.phasors[clamp] + point.phasors[other] * (isOpposite ? 1 : -1)
        let deviation = point.deviations[clamp] + point.deviations[other]
        let density = LoadPrior.coincidence(
          difference, of: point.phasors[other].magnitude, deviation: deviation)
        return sum + log(max(density, 1e-30))
      }
  }

  /// The likelihood of all lines together: which are turned, and which generate.
  private func household(_ lines: [ObservedLine]) -> Double {
    let uses = lines.map(\.uses)
    func together(_ generates: (Int) -> Bool) -> Double {
      lines.indices.reduce(0) { $0 + (generates($1) ? uses[$1].generation : uses[$1].loads) }
    }
    let turned = [1, 2].map { turn in
      (LoadPrior.turnedTogether / 2, uses.reduce(0) { $0 + $1.turned[turn] })
    }
    guard lines.allSatisfy({ $0.exports == nil }) else {
      let sun = lines.contains { $0.exports == true } ? LoadPrior.daylight : 0
      return logSumExp(
        turned + [
          (1 - LoadPrior.turnedTogether - sun, together { _ in false }),
          (sun, together { lines[$0].exports == true }),
        ])
    }
    let generation = LoadPrior.generation
    let all = logSumExp([
      (LoadPrior.exporting, uses.reduce(0) { $0 + $1.exporting }),
      (1 - LoadPrior.exporting, uses.reduce(0) { $0 + $1.mixed }),
    ])
    let count = lines.count
    // With a single line, one and all are the same.
    let shareOfAll = count == 1 ? 0 : generation.all
    var terms = turned
    terms += [
      (1 - generation.one - generation.two - shareOfAll, together { _ in false }), (shareOfAll, all),
    ]
    terms += lines.indices.map { line in (generation.one / Double(count), together { $0 == line }) }
    if count == 3 { terms += lines.indices.map { line in (generation.two / 3, together { $0 != line }) } }
    return logSumExp(terms)
  }
}
