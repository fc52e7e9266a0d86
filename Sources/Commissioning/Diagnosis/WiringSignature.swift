// SPDX-License-Identifier: Apache-2.0
import Metering

/// The direction of each clamp's current, as a ``Slot``: all that distinguishes hypotheses for the sensor.
///
/// Hypotheses with one signature show the same in every installation. Left rotation and another supply map slots to
/// slots.
struct WiringSignature: Hashable {
  /// Where one clamp is, as far as its current tells.
  enum Place: Hashable {
    /// A line's current, along the direction of a slot.
    case slot(Slot)
    /// The neutral's current, or its opposite.
    case neutral(isReversed: Bool)
    /// No current, though there is a clamp; in a delta net it matters which line has none.
    case silent(axis: Axis?)
    /// No clamp.
    case absent
  }

  /// The kind of voltage that the sensor has, which decides the origin of the slots.
  enum Reference: Hashable {
    /// The intended kind of voltage.
    case usual
    /// The voltage between two lines in place of one against neutral, or the other way round: 30 degrees from the slots.
    case other
    /// Terminal N is open: any angle.
    case open
  }

  /// One for each clamp.
  let places: PerClamp<Place>
  /// The voltage reference.
  let reference: Reference

  private init(places: PerClamp<Place>, reference: Reference) {
    self.places = places
    self.reference = reference
  }

  /// The signature of a hypothesis.
  init(_ hypothesis: WiringHypothesis, intended: IntendedWiring) {
    let hasNeutral = hypothesis.supply.map(\.hasNeutral)
    let reference: Reference =
      hasNeutral == nil ? .open : hasNeutral == intended.hypothesis.supply?.hasNeutral ? .usual : .other
    self.reference = reference
    let origin = intended.origin + (reference == .other ? Self.otherAngle : 0)
    places = PerClamp(hypothesis.clamps).mapValues { clamp in
      if let angle = intended.angle(of: clamp, in: hypothesis) {
        return .slot(Slot(nearest: angle - origin))
      }
      if clamp.conductor == nil { return .absent }
      // Against the slots that lines have: a supply from L to N turns them all.
      let isExchanged = hypothesis.supply?.line == .neutral
      return .neutral(isReversed: (clamp.polarity == .reversed) != isExchanged)
    }
  }

  /// Angle from the slots to those of the other kind of voltage, degrees.
  static let otherAngle = 30.0

  /// The signature as it shows when some inputs have no current at all.
  ///
  /// - Parameter axes: Whether the lines belong together, so that it matters which one carries nothing.
  func hiding(_ silent: PerClamp<Bool>, axes: Bool) -> WiringSignature {
    let hidden = zip(places, silent).map { place, isSilent -> Place in
      switch place {
      case .slot(let slot) where isSilent: .silent(axis: axes ? slot.axis : nil)
      case .neutral where isSilent: .silent(axis: nil)
      default: place
      }
    }
    return WiringSignature(places: PerClamp(hidden), reference: reference)
  }
}

extension WiringSignature.Place {
  /// The slot of a line's current; nil for any other.
  var slot: Slot? {
    if case .slot(let slot) = self { slot } else { nil }
  }
}
