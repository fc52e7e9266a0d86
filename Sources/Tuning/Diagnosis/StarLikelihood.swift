// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// The likelihood of what clamps show in a net with a neutral, in which each line has loads of its own.
struct StarLikelihood: NetLikelihood {
  private let evidence: NetEvidence
  private let inputs: [LineEvidence]

  init(_ evidence: NetEvidence) {
    self.evidence = evidence
    inputs = evidence.silent.indices.map { input in
      evidence.line { .init(phasor: $0.phasors[input], deviation: $0.deviations[input]) }
    }
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
      + household(lines.map { ($0.evidence.uses(in: $0.slot), $0.evidence.current) })
  }

  /// The line that a clamp on the neutral tells of: what the neutral returns and no other clamp shows.
  private func returned(
    by neutral: Int, _ isReversed: Bool, _ signature: WiringSignature
  ) -> (evidence: LineEvidence, slot: Int) {
    let others = signature.places.enumerated().compactMap { input, place in
      place.slot.map { (input: input, slot: $0) }
    }
    let sign = isReversed ? 1.0 : -1
    let evidence = evidence.line { point in
      var rest = point.phasors[neutral] * sign
      var variance = point.deviations[neutral] * point.deviations[neutral]
      for (input, slot) in others {
        rest = rest + point.phasors[input] * (slot.isMultiple(of: 2) ? -1 : 1)
        variance += point.deviations[input] * point.deviations[input]
        variance += pow(LoadPrior.clampError * point.phasors[input].magnitude, 2)
      }
      return .init(phasor: rest, deviation: variance.squareRoot())
    }
    let axis = (0..<3).first { axis in !others.contains { $0.slot % 3 == axis } } ?? 0
    return (evidence, [0, 4, 2][axis])
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
  private func household(_ lines: [(uses: LineEvidence.Uses, current: Double)]) -> Double {
    let loads = lines.map { line in
      let share = LoadPrior.turned(current: line.current)
      let turned = (1..<6).map { (weight: share / 6, logarithm: line.uses.turned[$0]) }
      return logarithmOfSum([(1 - share, line.uses.turned[0])] + turned)
    }
    let generators = lines.map {
      logarithmOfSum([(LoadPrior.exporting, $0.uses.exporting), (1 - LoadPrior.exporting, $0.uses.mixed)])
    }
    func together(_ choose: (Int) -> Bool) -> Double {
      lines.indices.reduce(0) { $0 + (choose($1) ? generators[$1] : loads[$1]) }
    }
    let generation = LoadPrior.generation
    let all = logarithmOfSum([
      (LoadPrior.exporting, lines.reduce(0) { $0 + $1.uses.exporting }),
      (1 - LoadPrior.exporting, lines.reduce(0) { $0 + $1.uses.mixed }),
    ])
    var terms = [(generation.none, together { _ in false }), (generation.all, all)]
    terms += (1..<6).map { turn in
      (LoadPrior.turnedTogether / 6, lines.reduce(0) { $0 + $1.uses.turned[turn] })
    }
    let count = Double(lines.count)
    terms += lines.indices.map { line in (generation.one / count, together { $0 == line }) }
    if lines.count == 3 {
      terms += lines.indices.map { line in (generation.two / 3, together { $0 != line }) }
    }
    return logarithmOfSum(terms)
  }
}
