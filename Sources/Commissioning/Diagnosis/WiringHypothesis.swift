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
  /// Whether the conductors at the supply terminals N and L are exchanged.
  public var isSupplyReversed: Bool

  /// A hypothesis of these parts.
  public init(clamps: [Clamp], rotation: Rotation, isSupplyReversed: Bool) {
    self.clamps = clamps
    self.rotation = rotation
    self.isSupplyReversed = isSupplyReversed
  }

  /// Angle of the line current that a clamp shows while its line's power factor is 1, degrees against the voltage
  /// reference; nil for a clamp that is on no line.
  func angle(of clamp: Clamp, intended: WiringMap) -> Double? {
    guard let line = clamp.conductor?.asLine else { return nil }
    let map = rotation == intended.rotation ? intended : intended.mirrored
    return map.referenceAngles[line] + ((clamp.polarity == .reversed) != isSupplyReversed ? 180 : 0)
  }

  /// The map with which a sensor that is connected like this reads correctly.
  ///
  /// - Parameter intended: The wiring that the installation was meant to have.
  /// - Returns: Nil where no map helps: two clamps are on one line.
  public func map(for intended: WiringMap) -> WiringMap? {
    var map = intended.rotation == rotation ? intended : intended.mirrored
    if isSupplyReversed { map.referenceAngles = map.referenceAngles.map { $0 > 0 ? $0 - 180 : $0 + 180 } }
    for clamp in clamps {
      map.inputs[clamp.input] = clamp.conductor?.asLine.map { WiringMap.Assignment($0, clamp.polarity) }
    }
    return map.isConsistent ? map : nil
  }
}
