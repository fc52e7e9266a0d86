// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// The likelihood of what clamps show in a net without neutral, in which the lines' currents belong together.
struct DeltaLikelihood: NetLikelihood {
  private let evidence: NetEvidence
  private let assignments: [[Int]: Logarithms]

  /// Log likelihoods of all inputs on lines of their own.
  private struct Logarithms {
    /// The states, by loads alone; where all of them export; where each may.
    var importing = 0.0
    var exporting = 0.0
    var mixed = 0.0
    /// What was switched.
    var switched = 0.0
    /// The load that is known to be one.
    var known = 0.0
  }

  init(_ evidence: NetEvidence) {
    self.evidence = evidence
    let weight = LoadPrior.trustInShares * LoadPrior.weight(of: evidence.points.count)
    let stepWeight = LoadPrior.weight(of: evidence.steps.count)
    func logarithm(_ density: Double, of point: OperatingPoint) -> Double {
      log((1 - LoadPrior.outliers) * density + LoadPrior.outliers * Self.anyDensity(point))
    }
    let all = Self.assignments(evidence.silent.count).map { slots in
      var logarithms = Logarithms()
      for point in evidence.points {
        let importing = Self.density(point, slots) { $0.density($1) }
        let exporting = Self.density(point, slots) { $0.density($1.map { -$0 }) }
        logarithms.importing += weight * logarithm(importing, of: point)
        logarithms.exporting += weight * logarithm(exporting, of: point)
        logarithms.mixed += weight * logarithm(0.5 * (importing + exporting), of: point)
      }
      for step in evidence.steps {
        let density = Self.density(step, slots) { loads, currents in
          0.5 * (loads.switchedDensity(currents) + loads.switchedDensity(currents.map { -$0 }))
        }
        logarithms.switched += stepWeight * logarithm(density, of: step)
      }
      if let load = evidence.load {
        let density = Self.density(load, slots, angles: LoadPrior.resistive) { $0.switchedDensity($1) }
        logarithms.known = logarithm(density, of: load)
      }
      return (slots, logarithms)
    }
    assignments = Dictionary(uniqueKeysWithValues: all)
  }

  func logarithm(_ signature: WiringSignature) -> Double {
    let places = signature.places
    for (input, place) in places.enumerated() where place == .absent && !evidence.silent[input] {
      return -.infinity
    }
    let slots = places.map { place in
      switch place {
      case .slot(let slot): slot
      case .silent(let axis): axis ?? 0
      case .neutral, .absent: -1
      }
    }
    let seen = slots.indices.filter { slots[$0] >= 0 }
    let axes = Set(seen.map { slots[$0] % 3 })
    if seen.count == slots.count, axes.count == seen.count, seen.count > 1 { return household(slots) }
    return partial(seen, slots)
  }

  /// The likelihood of all clamps on lines of their own.
  private func household(_ slots: [Int]) -> Double {
    let own = assignments[slots]!
    func turned(_ turn: Int) -> Double {
      let turned = assignments[slots.map { ($0 + turn) % 6 }]!
      return turned.importing + turned.switched
    }
    let share = LoadPrior.turnedTogether + LoadPrior.turned(current: largestCurrent)
    let generation = LoadPrior.generation.all
    return own.known
      + logarithmOfSum(
        [
          ((1 - share) * (1 - generation), turned(0)),
          (generation * LoadPrior.exporting, own.exporting + own.switched),
          (generation * (1 - LoadPrior.exporting), own.mixed + own.switched),
        ] + (1..<6).map { (share / 6, turned($0)) })
  }

  /// The likelihood of fewer clamps, or of two on one line: each line's current alone, whose phase angle varies more.
  private func partial(_ seen: [Int], _ slots: [Int]) -> Double {
    let weight = LoadPrior.weight(of: evidence.points.count)
    return weight
      * evidence.points.reduce(0) { sum, point in
        var lines: [Int: Int] = [:]
        return sum
          + slots.indices.reduce(0) { sum, input in
            let (current, deviation) = (point.phasors[input], point.deviations[input])
            guard seen.contains(input), !evidence.silent[input] else {
              return sum + log(LoadPrior.coincidence(current, of: 0, deviation: max(deviation, 1e-3)))
            }
            if let other = lines[slots[input] % 3] {
              let difference = current + point.phasors[other] * (slots[other] == slots[input] ? -1 : 1)
              let density = LoadPrior.coincidence(
                difference, of: point.phasors[other].magnitude, deviation: deviation + point.deviations[other]
              )
              return sum + log(max(density, 1e-30))
            }
            lines[slots[input] % 3] = input
            let phase = 60 * Double(slots[input]) - current.degrees
            let angular = 0.9 * LoadPrior.density(phase, in: -50...70, deviation: 1) + 0.1 / 360
            return sum + log(LoadPrior.planar(current, angular: angular))
          }
      }
  }

  private var largestCurrent: Double {
    evidence.points.flatMap { $0.phasors.map(\.magnitude) }.max() ?? 0
  }

  /// Density of a point when inputs are in some slots.
  private static func density(
    _ point: OperatingPoint, _ slots: [Int], angles: ClosedRange<Double> = LoadPrior.angles,
    _ density: (DeltaLoads, [Phasor]) -> Double
  ) -> Double {
    var currents = [Phasor?](repeating: nil, count: 3)
    for (slot, phasor) in zip(slots, point.phasors) {
      currents[slot % 3] = slot.isMultiple(of: 2) ? phasor : -phasor
    }
    let rest = currents.reduce(Phasor.zero) { $0 + -($1 ?? .zero) }
    let deviation = point.deviations.reduce(0) { ($0 * $0 + $1 * $1).squareRoot() }
    let loads = DeltaLoads(angles: angles, deviation: deviation)
    // With three clamps the third only repeats what the others show.
    let excess =
      point.phasors.count == 3
      ? LoadPrior.coincidence(rest, of: largest(point), deviation: deviation) : 1
    return density(loads, currents.map { $0 ?? rest }) * excess
  }

  /// Density of a point of which nothing is known.
  private static func anyDensity(_ point: OperatingPoint) -> Double {
    point.phasors.reduce(1) { $0 * LoadPrior.planar($1, angular: 1 / 360.0) }
  }

  private static func largest(_ point: OperatingPoint) -> Double {
    point.phasors.map(\.magnitude).max() ?? 0
  }

  /// The slots that inputs can be in, each on a line of its own.
  private static func assignments(_ inputs: Int) -> [[Int]] {
    (0..<inputs).reduce([[]]) { all, _ in
      all.flatMap { slots in
        (0..<6).filter { slot in !slots.contains { $0 % 3 == slot % 3 } }.map { slots + [$0] }
      }
    }
  }
}
