// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// The likelihood of what clamps show in a net with a neutral, in which each line has loads of its own.
struct StarLikelihood: NetLikelihood {
  private let evidence: NetEvidence
  private let lines: [LineEvidence]

  init(_ evidence: NetEvidence) {
    self.evidence = evidence
    lines = evidence.silent.indices.map { input in
      evidence.line { ($0.phasors[input], $0.deviations[input]) }
    }
  }

  func logarithm(_ signature: WiringSignature) -> Double {
    var logarithm = 0.0
    var uses: [(LineEvidence.Uses, current: Double)] = []
    var axes: [Int: Int] = [:]
    for (input, place) in signature.places.enumerated() {
      switch place {
      case .absent:
        guard evidence.silent[input] else { return -.infinity }
      case .silent:
        logarithm += log(LoadPrior.idle)
      case .neutral(let isReversed):
        let line = returned(by: input, isReversed, signature)
        uses.append((line.evidence.uses(in: line.slot), line.evidence.current))
      case .slot(let slot):
        if let other = axes[slot % 3] {
          logarithm += coincidence(input, other, isOpposite: signature.places[other].slot != slot)
        } else {
          axes[slot % 3] = input
          uses.append((lines[input].uses(in: slot), lines[input].current))
        }
      }
    }
    return logarithm + household(uses)
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
      return (rest, variance.squareRoot())
    }
    let axis = (0..<3).first { axis in !others.contains { $0.slot % 3 == axis } } ?? 0
    return (evidence, [0, 4, 2][axis])
  }

  /// Log density of one input's currents being another's, as of two clamps on one line.
  private func coincidence(_ input: Int, _ other: Int, isOpposite: Bool) -> Double {
    let weight = min(1, LoadPrior.independent / Double(max(evidence.points.count, 1)))
    return weight * evidence.points.reduce(0) { sum, point in
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
    if lines.count == 3 { terms += lines.indices.map { line in (generation.two / 3, together { $0 != line }) } }
    return logarithmOfSum(terms)
  }
}
