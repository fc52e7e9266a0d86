// SPDX-License-Identifier: Apache-2.0
import Metering

/// The hypotheses about an installation, grouped by their signatures.
struct WiringSpace {
  /// The wiring that the installation was meant to have.
  let intended: IntendedWiring
  /// The hypotheses by their signatures.
  let classes: [(signature: WiringSignature, members: [WeighedHypothesis])]

  /// The hypotheses about an installation.
  ///
  /// - Returns: Nil for a map without clamps, with two on one line, or with angles that no symmetrical net has.
  init?(_ map: WiringMap) {
    guard let intended = IntendedWiring(map) else { return nil }
    self.intended = intended
    let hypotheses = Self.hypotheses(intended)
    let signatures = hypotheses.map { WiringSignature($0, intended: intended) }
    let priors = WiringPrior.probabilities(
      hypotheses, showing: signatures, intended: intended.hypothesis)
    var order: [WiringSignature] = []
    var groups: [WiringSignature: [WeighedHypothesis]] = [:]
    for ((hypothesis, prior), signature) in zip(zip(hypotheses, priors), signatures) {
      if groups[signature] == nil { order.append(signature) }
      groups[signature, default: []].append(WeighedHypothesis(hypothesis: hypothesis, prior: prior))
    }
    classes = order.map { ($0, groups[$0]!) }
  }

  /// The hypotheses by their signatures when some inputs show no current at all.
  func classes(silent: PerClamp<Bool>) -> [(signature: WiringSignature, members: [WeighedHypothesis])] {
    guard silent.contains(true) else { return classes }
    var merged: [WiringSignature: Int] = [:]
    return classes.reduce(into: []) { all, group in
      let signature = group.signature.hiding(silent, axes: intended.net == .delta)
      if let index = merged[signature] {
        all[index].members += group.members
      } else {
        merged[signature] = all.count
        all.append((signature, group.members))
      }
    }
  }

  /// All hypotheses, each once: all clamps on lines of their own, with the supply on any conductors of its kind; two clamps on
  /// one line, one on the neutral, some missing, with the supply as it should be or exchanged; the clamps as they should be
  /// with a supply of the other kind or an open terminal N.
  private static func hypotheses(_ intended: IntendedWiring) -> [WiringHypothesis] {
    let given = intended.hypothesis
    guard let supply = given.supply else { return [] }
    let places: [Conductor?] = intended.conductors.map { $0 } + [nil]
    let rotations: [Rotation] = intended.net == .single ? [given.rotation] : Rotation.allCases
    let supplies = intended.conductors.flatMap { neutral in
      intended.conductors.filter { $0 != neutral }.map { Supply(neutral: neutral, line: $0) }
    }
    let usual = supplies.filter { $0.hasNeutral == supply.hasNeutral }
    let others: [Supply?] = supplies.filter { $0.hasNeutral != supply.hasNeutral }
    let placements = placements(intended.inputs, places).filter { WiringFaults($0).isConsidered }
    let all = placements.flatMap { clamps in
      rotations.flatMap { rotation in
        (WiringFaults(clamps).isAny ? [supply, supply.reversed] : usual).map {
          WiringHypothesis(clamps: clamps, rotation: rotation, supply: $0)
        }
      }
    }
    let open: [Supply?] = intended.net == .delta ? [] : [nil]
    let rest = others + open
    return all
      + rest.flatMap { other in
        (other == nil ? [given.rotation] : rotations).map {
          WiringHypothesis(clamps: given.clamps, rotation: $0, supply: other)
        }
      }
  }

  /// Every way of putting clamps on some places.
  private static func placements(
    _ inputs: PerClamp<Input>, _ places: [Conductor?]
  ) -> [[WiringHypothesis.Clamp]] {
    inputs.reduce([[]]) { placements, input in
      placements.flatMap { clamps in
        places.flatMap { place in
          (place == nil ? [.normal] : WiringMap.Polarity.allCases).map {
            clamps + [WiringHypothesis.Clamp(input, place, $0)]
          }
        }
      }
    }
  }
}

/// A hypothesis and how probable it is before anything is measured.
struct WeighedHypothesis {
  let hypothesis: WiringHypothesis
  let prior: Double
}
