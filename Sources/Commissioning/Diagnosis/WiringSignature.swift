// SPDX-License-Identifier: Apache-2.0
import Metering

/// The direction of each clamp's current, as a ``Slot``: all that distinguishes hypotheses for the sensor.
///
/// Hypotheses with one signature show the same in every installation. Left rotation and a reversed supply map slots to
/// slots.
struct WiringSignature: Hashable {
  /// Where one clamp is, as far as its current tells.
  enum Place: Hashable {
    /// A line's current, along the direction of a slot.
    case slot(Slot)
    /// The neutral's current, or its opposite.
    case neutral(isReversed: Bool)
    /// No current, though there is a clamp; in a delta net which line has none matters.
    case silent(axis: Axis?)
    /// No clamp.
    case absent
  }

  /// One for each clamp.
  let places: PerClamp<Place>

  private init(places: PerClamp<Place>) {
    self.places = places
  }

  /// The signature of a hypothesis.
  ///
  /// - Parameter origin: Angle that slot 0 stands for, degrees against the voltage reference.
  init(_ hypothesis: WiringHypothesis, intended: WiringMap, origin: Double) {
    places = PerClamp(hypothesis.clamps).mapValues { clamp in
      if let angle = hypothesis.angle(of: clamp, intended: intended) {
        return .slot(Slot(nearest: angle - origin))
      }
      if clamp.conductor == nil { return .absent }
      return .neutral(isReversed: (clamp.polarity == .reversed) != hypothesis.isSupplyReversed)
    }
  }

  /// The signature as it shows when some inputs have no current at all.
  ///
  /// - Parameter axes: Whether the lines belong together, so that it matters which one carries nothing.
  func hiding(_ silent: PerClamp<Bool>, axes: Bool) -> WiringSignature {
    WiringSignature(
      places: PerClamp(
        zip(places, silent).map { place, isSilent in
          switch place {
          case .slot(let slot) where isSilent: .silent(axis: axes ? slot.axis : nil)
          case .neutral where isSilent: .silent(axis: nil)
          default: place
          }
        }))
  }
}

extension WiringSignature.Place {
  /// The slot of a line's current; nil for any other.
  var slot: Slot? {
    if case .slot(let slot) = self { slot } else { nil }
  }
}
