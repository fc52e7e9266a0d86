// SPDX-License-Identifier: Apache-2.0
import Metering

/// The hypotheses about an installation, grouped by their signatures.
struct WiringSpace {
  /// The kinds of nets.
  enum Net {
    /// One line and neutral.
    case single
    /// Three lines and neutral.
    case star
    /// Three lines whose currents sum to zero.
    case delta
  }

  /// The wiring that the installation was meant to have.
  let intended: WiringMap
  /// The kind of net.
  let net: Net
  /// The inputs that are to have a clamp.
  let inputs: PerClamp<Input>
  /// The intended wiring as a hypothesis.
  let asIntended: WiringHypothesis
  /// The hypotheses by their signatures.
  let classes: [(signature: WiringSignature, members: [WeighedHypothesis])]
  /// Angle that slot 0 stands for: line L1's own voltage in right rotation, degrees against the voltage reference.
  let origin: Double

  /// The hypotheses about an installation.
  ///
  /// - Returns: Nil for a map without clamps, with two on one line, or with angles that no symmetrical net has.
  init?(_ intended: WiringMap) {
    guard let rotation = intended.rotation, intended.isConsistent else { return nil }
    self.intended = intended
    let used = Input.allCases.filter { intended.inputs[$0] != nil }
    guard let first = used.first else { return nil }
    inputs = PerClamp(used)
    net = !intended.hasNeutral ? .delta : inputs.count == 1 ? .single : .star
    asIntended = WiringHypothesis(
      clamps: inputs.map { .init($0, Conductor(intended.inputs[$0]!.line), intended.inputs[$0]!.polarity) },
      rotation: rotation, isSupplyReversed: false)
    origin = (rotation == .clockwise ? intended : intended.mirrored).referenceAngles[.l1]
    let lines = net == .single ? [intended.inputs[first]!.line] : Line.allCases
    let hypotheses = Self.hypotheses(
      inputs, places: lines.map { Conductor($0) } + (net == .delta ? [] : [.neutral]) + [nil],
      rotations: net == .single ? [rotation] : Rotation.allCases)
    let prior = WiringPrior(hypotheses, intended: asIntended)
    var order: [WiringSignature] = []
    var groups: [WiringSignature: [WeighedHypothesis]] = [:]
    for hypothesis in hypotheses {
      let signature = WiringSignature(hypothesis, intended: intended, origin: origin)
      if groups[signature] == nil { order.append(signature) }
      groups[signature, default: []].append(
        WeighedHypothesis(hypothesis: hypothesis, prior: prior.probability(hypothesis)))
    }
    classes = order.map { ($0, groups[$0]!) }
  }

  /// The hypotheses by their signatures when some inputs show no current at all.
  func classes(silent: PerClamp<Bool>) -> [(signature: WiringSignature, members: [WeighedHypothesis])] {
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
    _ inputs: PerClamp<Input>, places: [Conductor?], rotations: [Rotation]
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
