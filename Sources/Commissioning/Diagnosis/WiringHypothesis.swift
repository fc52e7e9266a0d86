// SPDX-License-Identifier: Apache-2.0
public import Metering

/// One way in which a sensor may be connected.
public struct WiringHypothesis: Sendable, Hashable {
  /// Where one input's clamp is.
  public struct Clamp: Sendable, Hashable {
    /// The input it is connected to.
    public var input: Input
    /// The conductor it is around; nil for a clamp that is missing or open.
    public var conductor: Conductor?
    /// How it is connected; normal where there is none.
    public var polarity: WiringMap.Polarity

    /// A clamp of these parts.
    public init(_ input: Input, _ conductor: Conductor?, _ polarity: WiringMap.Polarity = .normal) {
      self.input = input
      self.conductor = conductor
      self.polarity = polarity
    }
  }

  /// The clamps in the order of the inputs.
  public var clamps: [Clamp]
  /// The net's phase sequence: right for L1, L2, L3.
  public var rotation: Rotation
  /// The conductors at the supply terminals; nil where terminal N is open, so that the reference floats.
  public var supply: Supply?

  /// A hypothesis of these parts.
  public init(clamps: [Clamp], rotation: Rotation, supply: Supply?) {
    self.clamps = clamps
    self.rotation = rotation
    self.supply = supply
  }

  /// The number of wires or clamps that would have to be moved or turned to make this wiring another one.
  ///
  /// A clamp that is moved to another conductor counts one, as does a clamp that is turned, and each supply terminal that is moved.
  /// The other rotation counts two, as two lines are exchanged.
  public func wires(to other: WiringHypothesis) -> Int {
    let moved = zip(clamps, other.clamps).count { $0.conductor != $1.conductor }
    let turned = zip(clamps, other.clamps).count {
      $0.polarity != $1.polarity && $0.conductor != nil && $1.conductor != nil
    }
    let neutral = supply?.neutral != other.supply?.neutral ? 1 : 0
    let line = supply != nil && other.supply != nil && supply?.line != other.supply?.line ? 1 : 0
    return moved + turned + neutral + line + (rotation == other.rotation ? 0 : 2)
  }

  /// The conductors that the clamps are around, in the order of the inputs: these alone decide of which line a reading is.
  var conductors: [Conductor?] { clamps.map(\.conductor) }
}

extension Supply: Hashable {
  /// Hashes both conductors.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(neutral)
    hasher.combine(line)
  }
}
