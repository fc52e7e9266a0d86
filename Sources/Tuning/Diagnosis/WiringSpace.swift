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
  private(set) var classes: [(signature: WiringSignature, members: [WeighedHypothesis])]
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
    classes = []
    classes = classified
  }

  private var classified: [(signature: WiringSignature, members: [WeighedHypothesis])] {
    let hypotheses = hypotheses
    let prior = WiringPrior(hypotheses, given: asGiven)
    var order: [WiringSignature] = []
    var groups: [WiringSignature: [WeighedHypothesis]] = [:]
    for hypothesis in hypotheses {
      let signature = signature(hypothesis)
      if groups[signature] == nil { order.append(signature) }
      groups[signature, default: []].append(
        WeighedHypothesis(hypothesis: hypothesis, prior: prior.probability(hypothesis)))
    }
    return order.map { ($0, groups[$0]!) }
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

  /// The lines there are.
  private var lines: [Line] { net == .single ? [given.inputs[inputs[0]]!.line] : Line.allCases }

  /// All hypotheses, each once.
  private var hypotheses: [WiringHypothesis] {
    let rotations = net == .single ? [asGiven.rotation] : [Rotation.right, .left]
    return placements.flatMap { clamps in
      rotations.flatMap { rotation in
        [false, true].map {
          WiringHypothesis(clamps: clamps, rotation: rotation, isSupplyReversed: $0)
        }
      }
    }
  }

  /// All clamps on lines of their own; two on one line; one on the neutral; some missing.
  private var placements: [[WiringHypothesis.Clamp]] {
    let places: [Conductor?] = lines.map { Conductor($0) } + (net == .delta ? [] : [.neutral]) + [nil]
    var all: [[WiringHypothesis.Clamp]] = [[]]
    for input in inputs {
      all = all.flatMap { clamps in
        places.flatMap { place in
          (place == nil ? [.normal] : WiringMap.Polarity.allCases).map {
            clamps + [WiringHypothesis.Clamp(input, place, $0)]
          }
        }
      }
    }
    return all.filter { WiringFaults($0).isConsidered }
  }

  /// What the clamps of a hypothesis show, as far as it can be told from the voltage reference.
  private func signature(_ hypothesis: WiringHypothesis) -> WiringSignature {
    WiringSignature(
      places: hypothesis.clamps.map { clamp in
        if let angle = hypothesis.angle(of: clamp, given: given) {
          return .slot((Int(((angle - origin) / 60).rounded()) % 6 + 6) % 6)
        }
        if clamp.conductor == nil { return .absent }
        return .neutral((clamp.polarity == .reversed) != hypothesis.isSupplyReversed)
      })
  }
}

/// A hypothesis and how probable it is before anything is measured.
struct WeighedHypothesis {
  let hypothesis: WiringHypothesis
  let prior: Double
}

/// What distinguishes hypotheses for the sensor: those with one signature show the same in every installation.
///
/// A symmetrical net has six directions, 60 degrees apart: slot n is 60 n degrees ahead of L1's own voltage in right
/// rotation. Slots 0, 4 and 2 are L1, L2 and L3, slots 3, 1 and 5 the same reversed. Left rotation and a reversed supply
/// map slots to slots.
struct WiringSignature: Hashable {
  /// What one clamp shows.
  enum Place: Hashable {
    /// A line's current, along the direction of a slot.
    case slot(Int)
    /// The neutral's current, or its opposite.
    case neutral(Bool)
    /// No current, though there is a clamp; in a delta net which line has none matters, 0...2 as slots modulo 3.
    case silent(axis: Int?)
    /// No clamp.
    case absent
  }

  /// One for each clamp.
  let places: [Place]

  /// What is left of it when some inputs show no current at all.
  ///
  /// - Parameter axes: Whether the lines belong together, so that it matters which one carries nothing.
  func hiding(_ silent: [Bool], axes: Bool) -> WiringSignature {
    WiringSignature(
      places: zip(places, silent).map { place, isSilent in
        switch place {
        case .slot(let slot) where isSilent: .silent(axis: axes ? slot % 3 : nil)
        case .neutral where isSilent: .silent(axis: nil)
        default: place
        }
      })
  }
}

extension WiringSignature.Place {
  /// The slot of a line's current; nil for any other.
  var slot: Int? {
    if case .slot(let slot) = self { slot } else { nil }
  }
}
