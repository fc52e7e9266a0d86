// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// The likelihood of clamps' currents in a net without neutral, in which the lines' currents belong together.
struct DeltaLikelihood: NetLikelihood {
  private let evidence: NetEvidence
  private let assignments: [PerClamp<Slot>: LogLikelihoods]

  /// Log likelihoods of all inputs on lines of their own.
  private struct LogLikelihoods {
    /// The states, by loads alone; where all of them export; where each may.
    var importing = 0.0
    var exporting = 0.0
    var mixed = 0.0
    /// The changes by switching.
    var switched = 0.0
    /// The load that is known to be one.
    var known = 0.0
  }

  init(_ evidence: NetEvidence) {
    self.evidence = evidence
    let weight = LoadPrior.trustInShares * LoadPrior.weight(of: evidence.points.count)
    let stepWeight = LoadPrior.weight(of: evidence.steps.count)
    func logLikelihood(_ density: Double, of point: OperatingPoint, share: Double = 1) -> Double {
      log((1 - LoadPrior.outliers) * density + share * LoadPrior.outliers * Self.anyDensity(point))
    }
    let all = Self.assignments(evidence.silent.count).map { slots in
      var logLikelihoods = LogLikelihoods()
      for point in evidence.points {
        let importing = Self.density(point, slots) { $0.density($1) }
        let exporting = Self.density(point, slots) { $0.density($1.map { -$0 }) }
        // Loads always take up power: a state in which the net takes up none is hardly ever an outlier.
        let share = Self.power(point, slots) > 0 ? 1 : LoadPrior.impossible / LoadPrior.outliers
        logLikelihoods.importing += weight * logLikelihood(importing, of: point, share: share)
        logLikelihoods.exporting += weight * logLikelihood(exporting, of: point)
        logLikelihoods.mixed += weight * logLikelihood(0.5 * (importing + exporting), of: point)
      }
      for step in evidence.steps {
        let density = Self.density(step, slots) { loads, currents in
          0.5 * (loads.switchedDensity(currents) + loads.switchedDensity(currents.map { -$0 }))
        }
        logLikelihoods.switched += stepWeight * logLikelihood(density, of: step)
      }
      if let load = evidence.load {
        let density = Self.density(load, slots, angles: LoadPrior.resistive) { $0.switchedDensity($1) }
        let share = Self.power(load, slots) > 0 ? 1 : LoadPrior.impossible / LoadPrior.outliers
        logLikelihoods.known = logLikelihood(density, of: load, share: share)
      }
      return (slots, logLikelihoods)
    }
    assignments = Dictionary(uniqueKeysWithValues: all)
  }

  func logLikelihood(_ signature: WiringSignature, exports: PerClamp<Bool>?) -> Double {
    let places = signature.places
    for clamp in places.indices where places[clamp] == .absent && !evidence.silent[clamp] {
      return -.infinity
    }
    let slots: PerClamp<Slot?> = places.mapValues { place in
      switch place {
      case .slot(let slot): slot
      // Without a current either slot of the axis is as good.
      case .silent(let axis): Slot.allCases[axis?.index ?? 0]
      case .neutral, .absent: nil
      }
    }
    let seen = slots.compactMap(\.self)
    if seen.count == slots.count, Set(seen.map(\.axis)).count == seen.count, seen.count > 1 {
      return household(PerClamp(seen), exports: exports.map { $0.contains(true) })
    }
    return partial(slots)
  }

  /// The likelihood of all clamps on lines of their own.
  ///
  /// - Parameter exports: Whether any line may export; nil where nobody told.
  private func household(_ slots: PerClamp<Slot>, exports: Bool?) -> Double {
    let own = assignments[slots]!
    func turned(_ turn: Int) -> Double {
      let turned = assignments[slots.mapValues { $0.turned(by: turn) }]!
      return turned.importing + turned.switched
    }
    let share = LoadPrior.turnedTogether + LoadPrior.turned
    let generation = exports.map { $0 ? LoadPrior.daylight : 0 } ?? LoadPrior.generation.all
    return own.known
      + logSumExp(
        [
          ((1 - share) * (1 - generation), turned(0)),
          (generation * LoadPrior.exporting, own.exporting + own.switched),
          (generation * (1 - LoadPrior.exporting), own.mixed + own.switched),
        ] + [1, 5].map { (share / 2, turned($0)) })
  }

  /// The likelihood of fewer clamps, or of two on one line: each line's current alone, whose phase angle varies more.
  private func partial(_ slots: PerClamp<Slot?>) -> Double {
    let weight = LoadPrior.weight(of: evidence.points.count)
    return weight
      * evidence.points.reduce(0) { sum, point in
        var lines: [Axis: ClampIndex] = [:]
        return sum
          + slots.indices.reduce(0) { sum, clamp in
            let (current, deviation) = (point.phasors[clamp], point.deviations[clamp])
            guard let slot = slots[clamp], !evidence.silent[clamp] else {
              return sum + log(LoadPrior.coincidence(current, of: 0, deviation: max(deviation, 1e-3)))
            }
            if let other = lines[slot.axis] {
              let difference = current + point.phasors[other] * (slots[other] == slot ? -1 : 1)
              let density = LoadPrior.coincidence(
                difference, of: point.phasors[other].magnitude, deviation: deviation + point.deviations[other]
              )
              return sum + log(max(density, 1e-30))
            }
            lines[slot.axis] = clamp
            let phase = slot.angle - current.degrees
            let angular = 0.9 * LoadPrior.density(phase, in: -50...70, deviation: 1) + 0.1 / 360
            return sum + log(LoadPrior.planar(current, angular: angular))
          }
      }
  }

  /// Density of a point when inputs are in some slots.
  private static func density(
    _ point: OperatingPoint, _ slots: PerClamp<Slot>, angles: ClosedRange<Double> = LoadPrior.angles,
    _ density: (DeltaLoads, PerLine<Phasor>) -> Double
  ) -> Double {
    let currents = lines(point, slots)
    let rest = currents.reduce(Phasor.zero) { $0 + -($1 ?? .zero) }
    let deviation = point.deviations.reduce(0) { ($0 * $0 + $1 * $1).squareRoot() }
    let loads = DeltaLoads(angles: angles, deviation: deviation)
    // With three clamps the third only repeats what the others show.
    let excess =
      point.phasors.count == 3
      ? LoadPrior.coincidence(rest, of: largest(point), deviation: deviation) : 1
    return density(loads, currents.map { $0 ?? rest }) * excess
  }

  /// The currents of the lines when inputs are in some slots; nil for a line without an input.
  private static func lines(_ point: OperatingPoint, _ slots: PerClamp<Slot>) -> PerLine<Phasor?> {
    var currents = PerLine<Phasor?>(repeating: nil)
    for (slot, phasor) in zip(slots, point.phasors) {
      currents[slot.axis.line] = slot.isForward ? phasor : -phasor
    }
    return currents
  }

  /// The power that the net takes up, relative to a line's voltage, A.
  private static func power(_ point: OperatingPoint, _ slots: PerClamp<Slot>) -> Double {
    let currents = lines(point, slots)
    let rest = currents.reduce(Phasor.zero) { $0 + -($1 ?? .zero) }
    return Line.allCases.reduce(0) { sum, line in
      let voltage = Phasor(magnitude: 1, degrees: Rotation.clockwise.angle(of: line))
      return sum + voltage.timesConjugate(of: currents[line] ?? rest).real
    }
  }

  /// Density of a point of which nothing is known.
  private static func anyDensity(_ point: OperatingPoint) -> Double {
    point.phasors.reduce(1) { $0 * LoadPrior.planar($1, angular: 1 / 360.0) }
  }

  private static func largest(_ point: OperatingPoint) -> Double {
    point.phasors.map(\.magnitude).max() ?? 0
  }

  /// The slots that inputs can be in, each on a line of its own.
  private static func assignments(_ inputs: Int) -> [PerClamp<Slot>] {
    (0..<inputs).reduce([[]]) { all, _ in
      all.flatMap { slots in
        Slot.allCases.filter { slot in !slots.contains { $0.axis == slot.axis } }.map { slots + [$0] }
      }
    }
    .map(PerClamp.init)
  }
}
