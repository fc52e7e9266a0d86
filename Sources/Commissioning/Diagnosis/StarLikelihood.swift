// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// The likelihood of what clamps show in a net with a neutral, in which each line has loads of its own.
struct StarLikelihood: NetLikelihood {
  private let evidence: NetEvidence
  private let inputs: [LineEvidence]
  /// What a line carries that no clamp shows, for the signs with which the inputs sum to it.
  private let returned: [[Double]: LineEvidence]

  init(_ evidence: NetEvidence) {
    self.evidence = evidence
    inputs = evidence.silent.indices.map { input in
      evidence.line { .init(phasor: $0.phasors[input], deviation: $0.deviations[input]) }
    }
    let signs = evidence.silent.reduce([[]]) { signs, _ in signs.flatMap { [$0 + [-1.0], $0 + [1.0]] } }
    returned = Dictionary(uniqueKeysWithValues: signs.map { ($0, Self.sum(evidence, $0)) })
  }

  func logarithm(_ signature: WiringSignature) -> Double {
    var logarithm = 0.0
    var lines: [(evidence: LineEvidence, slot: Int)] = []
    var axes: [Int: Int] = [:]
    for (input, place) in signature.places.enumerated() {
      switch place {
      case .absent:
        guard evidence.silent[input] else { return -.infinity }
      case .silent:
        logarithm += log(LoadPrior.idle)
      case .neutral(let isReversed):
        lines.append(returned(by: input, isReversed, signature))
      case .slot(let slot):
        if let other = axes[slot % 3] {
          logarithm += coincidence(input, other, isOpposite: signature.places[other].slot != slot)
        } else {
          axes[slot % 3] = input
          lines.append((inputs[input], slot))
        }
      }
    }
    return logarithm + commonness(lines)
      + household(lines.map { $0.evidence.slots[$0.slot] })
  }

  /// The line that a clamp on the neutral tells of: what the neutral returns and no other clamp shows.
  private func returned(
    by neutral: Int, _ isReversed: Bool, _ signature: WiringSignature
  ) -> (evidence: LineEvidence, slot: Int) {
    let slots = signature.places.compactMap(\.slot)
    let signs = signature.places.enumerated().map { input, place in
      if input == neutral { return isReversed ? 1.0 : -1 }
      return place.slot?.isMultiple(of: 2) ?? true ? -1 : 1
    }
    let axis = (0..<3).first { axis in !slots.contains { $0 % 3 == axis } } ?? 0
    return (returned[signs]!, [0, 4, 2][axis])
  }

  /// The sum of all inputs with some signs.
  private static func sum(_ evidence: NetEvidence, _ signs: [Double]) -> LineEvidence {
    evidence.line { point in
      let rest = zip(point.phasors, signs).reduce(Phasor.zero) { $0 + $1.0 * $1.1 }
      let variance = point.deviations.reduce(0) { $0 + $1 * $1 }
      let error = point.phasors.reduce(0) { $0 + $1.square } * LoadPrior.clampError * LoadPrior.clampError
      return .init(phasor: rest, deviation: (variance + error).squareRoot())
    }
  }

  /// How much more probable the states are by loads that are alike in all lines, as a logarithm.
  ///
  /// One line carries nothing else; what the others carry besides may have any angle.
  private func commonness(_ lines: [(evidence: LineEvidence, slot: Int)]) -> Double {
    guard lines.count > 1 else { return 0 }
    return LoadPrior.weight(of: evidence.points.count)
      * evidence.points.indices.reduce(0) { sum, state in
        let ratio = lines.reduce(0) { sum, common in
          let own = common.evidence.states[state].phasor
          return sum + lines.reduce(1) { product, line in
            if line.slot == common.slot { return product }
            let signal = line.evidence.states[state]
            let shared = own.rotated(degrees: 60 * Double(line.slot - common.slot))
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
  private func coincidence(_ input: Int, _ other: Int, isOpposite: Bool) -> Double {
    let weight = LoadPrior.weight(of: evidence.points.count)
    return weight
      * evidence.points.reduce(0) { sum, point in
        let difference = point.phasors[input] + point.phasors[other] * (isOpposite ? 1 : -1)
        let deviation = point.deviations[input] + point.deviations[other]
        let density = LoadPrior.coincidence(
          difference, of: point.phasors[other].magnitude, deviation: deviation)
        return sum + log(max(density, 1e-30))
      }
  }

  /// The likelihood of all lines together: which are turned, and which generate.
  private func household(_ lines: [LineEvidence.Uses]) -> Double {
    func together(_ generates: (Int) -> Bool) -> Double {
      lines.indices.reduce(0) { $0 + (generates($1) ? lines[$1].generation : lines[$1].loads) }
    }
    let generation = LoadPrior.generation
    let all = logarithmOfSum([
      (LoadPrior.exporting, lines.reduce(0) { $0 + $1.exporting }),
      (1 - LoadPrior.exporting, lines.reduce(0) { $0 + $1.mixed }),
    ])
    let count = lines.count
    // Of one line, one and all are the same.
    let shareOfAll = count == 1 ? 0 : generation.all
    var terms = [
      (1 - generation.one - generation.two - shareOfAll, together { _ in false }), (shareOfAll, all),
    ]
    terms += (1..<6).map { turn in
      (LoadPrior.turnedTogether / 6, lines.reduce(0) { $0 + $1.turned[turn] })
    }
    terms += lines.indices.map { line in (generation.one / Double(count), together { $0 == line }) }
    if count == 3 { terms += lines.indices.map { line in (generation.two / 3, together { $0 != line }) } }
    return logarithmOfSum(terms)
  }
}
