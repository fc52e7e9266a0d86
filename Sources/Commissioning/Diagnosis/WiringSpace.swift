// SPDX-License-Identifier: Apache-2.0
import Metering

/// The hypotheses about an installation, and what each lets one expect.
struct WiringSpace {
  /// What an installation can be wrong about at all.
  enum Net {
    /// One line and neutral.
    case single
    /// Three lines and neutral.
    case star
    /// Three lines whose currents sum to zero.
    case delta
  }

  /// What the installation was meant to be.
  let given: WiringMap
  /// The kind of net.
  let net: Net
  /// The inputs that are to have a clamp.
  let inputs: [Input]
  /// The given wiring as a hypothesis.
  let asGiven: WiringHypothesis
  /// The hypotheses by what they show.
  let classes: [(signature: WiringSignature, members: [WeighedHypothesis])]
  /// Angle that slot 0 stands for: line L1's own voltage in right rotation, degrees against the voltage reference.
  let origin: Double

  /// The hypotheses about an installation.
  ///
  /// - Returns: Nil for a map without clamps, with two on one line, or with angles that no symmetrical net has.
  init?(_ given: WiringMap) {
    guard let rotation = given.rotation, given.isConsistent else { return nil }
    self.given = given
    inputs = Input.allCases.filter { given.inputs[$0] != nil }
    if inputs.isEmpty { return nil }
    net = !given.hasNeutral ? .delta : inputs.count == 1 ? .single : .star
    asGiven = WiringHypothesis(
      clamps: inputs.map { .init($0, Conductor(given.inputs[$0]!.line), given.inputs[$0]!.polarity) },
      rotation: rotation, isSupplyReversed: false)
    origin = (rotation == .right ? given : given.mirrored).referenceAngles[.l1]
    let lines = net == .single ? [given.inputs[inputs[0]]!.line] : Line.allCases
    let hypotheses = Self.hypotheses(
      inputs, places: lines.map { Conductor($0) } + (net == .delta ? [] : [.neutral]) + [nil],
      rotations: net == .single ? [rotation] : Rotation.allCases)
    let prior = WiringPrior(hypotheses, given: asGiven)
    var order: [WiringSignature] = []
    var groups: [WiringSignature: [WeighedHypothesis]] = [:]
    for hypothesis in hypotheses {
      let signature = WiringSignature(hypothesis, given: given, origin: origin)
      if groups[signature] == nil { order.append(signature) }
      groups[signature, default: []].append(
        WeighedHypothesis(hypothesis: hypothesis, prior: prior.probability(hypothesis)))
    }
    classes = order.map { ($0, groups[$0]!) }
  }

  /// The hypotheses by what can be told when some inputs show no current at all.
  func classes(silent: [Bool]) -> [(signature: WiringSignature, members: [WeighedHypothesis])] {
    guard silent.contains(true) else { return classes }
    var merged: [WiringSignature: Int] = [:]
    return classes.reduce(into: []) { all, group in
      let signature = group.signature.hiding(silent, axes: net == .delta)
      if let index = merged[signature] {
        all[index].members += group.members
      } else {
        merged[signature] = all.count
        all.append((signature, group.members))
      }
    }
  }

  /// All hypotheses, each once: all clamps on lines of their own; two on one line; one on the neutral; some missing.
  private static func hypotheses(
    _ inputs: [Input], places: [Conductor?], rotations: [Rotation]
  ) -> [WiringHypothesis] {
    var placements: [[WiringHypothesis.Clamp]] = [[]]
    for input in inputs {
      placements = placements.flatMap { clamps in
        places.flatMap { place in
          (place == nil ? [.normal] : WiringMap.Polarity.allCases).map {
            clamps + [WiringHypothesis.Clamp(input, place, $0)]
          }
        }
      }
    }
    return placements.filter { WiringFaults($0).isConsidered }.flatMap { clamps in
      rotations.flatMap { rotation in
        [false, true].map {
          WiringHypothesis(clamps: clamps, rotation: rotation, isSupplyReversed: $0)
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
