// SPDX-License-Identifier: Apache-2.0
import Metering

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

  private init(places: [Place]) {
    self.places = places
  }

  /// What the clamps of a hypothesis show, as far as it can be told from the voltage reference.
  ///
  /// - Parameter origin: Angle that slot 0 stands for, degrees against the voltage reference.
  init(_ hypothesis: WiringHypothesis, given: WiringMap, origin: Double) {
    places = hypothesis.clamps.map { clamp in
      if let angle = hypothesis.angle(of: clamp, given: given) {
        return .slot((Int(((angle - origin) / 60).rounded()) % 6 + 6) % 6)
      }
      if clamp.conductor == nil { return .absent }
      return .neutral((clamp.polarity == .reversed) != hypothesis.isSupplyReversed)
    }
  }

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
