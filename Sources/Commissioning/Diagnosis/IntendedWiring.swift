// SPDX-License-Identifier: Apache-2.0
public import Metering

/// The wiring that an installation is meant to have, and the angles of any other one in the same net.
struct IntendedWiring: Sendable {
  /// The kinds of nets.
  enum Net {
    /// One line and neutral.
    case single
    /// Three lines and neutral.
    case star
    /// Three lines whose currents sum to zero.
    case delta
  }

  /// The map as it was given.
  let map: WiringMap
  /// The kind of net.
  let net: Net
  /// The inputs that are to have a clamp.
  let inputs: PerClamp<Input>
  /// The same as a hypothesis.
  let hypothesis: WiringHypothesis
  /// The map's reference angles less those of the supply, degrees: not 0 where no supply gives them.
  private let offset: Double

  /// - Returns: Nil for a map without clamps, with two on one line, or with angles that no symmetrical net has.
  init?(_ map: WiringMap) {
    guard let rotation = map.rotation, map.isConsistent else { return nil }
    let used = Input.allCases.filter { map.inputs[$0] != nil }
    guard !used.isEmpty else { return nil }
    self.map = map
    inputs = PerClamp(used)
    net = !map.hasNeutral ? .delta : used.count == 1 ? .single : .star
    let usual: WiringMap.Kind = map.hasNeutral ? .star : .delta
    let supply = map.supply ?? usual.supply
    hypothesis = WiringHypothesis(
      clamps: used.map { .init($0, Conductor(map.inputs[$0]!.line), map.inputs[$0]!.polarity) },
      rotation: rotation, supply: supply)
    offset =
      map.referenceAngles[.l1]
      - WiringMap(
        inputs: map.inputs, supply: supply, rotation: rotation
      ).referenceAngles[.l1]
  }

  /// The lines of the net.
  var lines: [Line] {
    net == .single ? inputs.compactMap { map.inputs[$0]?.line } : Line.allCases
  }

  /// The conductors of the net.
  var conductors: [Conductor] { lines.map { Conductor($0) } + (net == .delta ? [] : [.neutral]) }

  /// Angle that slot 0 stands for: line L1's own voltage in right rotation, degrees against the voltage reference.
  var origin: Double { referenceAngles(hypothesis.supply, .clockwise)[.l1] }

  /// Angles of the lines' own voltages against the voltage reference, degrees; a supply that is open counts as the given one.
  private func referenceAngles(_ supply: Supply?, _ rotation: Rotation) -> PerLine<Double> {
    let supply = supply ?? hypothesis.supply ?? Supply(neutral: .neutral, line: .l1)
    var map = WiringMap(inputs: map.inputs, supply: supply, rotation: rotation)
    let sign = rotation == hypothesis.rotation ? 1.0 : -1
    map.referenceAngles = map.referenceAngles.map { $0 + sign * offset }
    return map.referenceAngles
  }

  /// Angle of the current that a clamp shows while its line's power factor is 1, degrees against the voltage reference; nil
  /// for a clamp that is on no line.
  func angle(of clamp: WiringHypothesis.Clamp, in hypothesis: WiringHypothesis) -> Double? {
    guard let line = clamp.conductor?.asLine else { return nil }
    return referenceAngles(hypothesis.supply, hypothesis.rotation)[line]
      + (clamp.polarity == .reversed ? 180 : 0)
  }

  /// The map with which a sensor that is connected like a hypothesis reads correctly.
  ///
  /// - Returns: Nil where no map helps: two clamps are on one line, or the reference floats.
  func map(for hypothesis: WiringHypothesis) -> WiringMap? {
    guard hypothesis.supply != nil else { return nil }
    var map = map
    map.referenceAngles = referenceAngles(hypothesis.supply, hypothesis.rotation).map {
      let angle = $0.remainder(dividingBy: 360)
      return angle == -180 ? 180 : angle
    }
    for clamp in hypothesis.clamps {
      map.inputs[clamp.input] = clamp.conductor?.asLine.map { WiringMap.Assignment($0, clamp.polarity) }
    }
    return map.isConsistent ? map : nil
  }
}

extension WiringHypothesis {
  /// The map with which a sensor that is connected like this reads correctly.
  ///
  /// - Parameter intended: The wiring that the installation was meant to have.
  /// - Returns: Nil where no map helps: two clamps are on one line, or terminal N is open.
  public func map(for intended: WiringMap) -> WiringMap? {
    IntendedWiring(intended)?.map(for: self)
  }
}
