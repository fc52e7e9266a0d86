// SPDX-License-Identifier: Apache-2.0

/// Which line each input measures, with which polarity, against which reference angle.
///
/// A map is data: those of the manual are rows in `WiringMap+Table.swift`.
public struct WiringMap: Sendable, Equatable {
  /// Which way round a clamp's wires are connected.
  public enum Polarity: Sendable {
    /// Red to the odd terminal: positive codes are current from grid to load.
    case normal
    /// White to the odd terminal.
    case reversed

    /// As a factor: +1 for normal, -1 for reversed.
    public var sign: Double { self == .normal ? 1 : -1 }
  }

  /// The assignment of one input.
  public struct Assignment: Sendable, Equatable {
    /// The line its clamp is around.
    public var line: Line
    /// How its clamp is connected.
    public var polarity: Polarity

    /// A clamp around `line`, connected with `polarity`.
    public init(_ line: Line, _ polarity: Polarity = .normal) {
      self.line = line
      self.polarity = polarity
    }
  }

  /// The assignment of each input; nil for an input without a clamp.
  public var inputs: PerInput<Assignment?>
  /// Angle of each line's own voltage relative to the device's voltage reference, degrees.
  ///
  /// A line's own voltage is that against the neutral, or against a virtual one in a net without neutral.
  public var referenceAngles: PerLine<Double>
  /// Whether the net has a neutral; without one the currents of its lines sum to zero.
  public var hasNeutral: Bool

  /// A map of these parts.
  public init(
    inputs: PerInput<Assignment?>, referenceAngles: PerLine<Double>, hasNeutral: Bool = true
  ) {
    self.inputs = inputs
    self.referenceAngles = referenceAngles
    self.hasNeutral = hasNeutral
  }

  /// The map of clamps in a symmetrical net.
  ///
  /// - Parameters:
  ///   - inputs: What each input measures.
  ///   - supply: The conductors at the supply terminals.
  ///   - rotation: The net's rotation.
  ///   - hasNeutral: Whether the net has a neutral; nil where that follows from the supply terminals.
  @inline(__always)  // Constant arguments give a constant: less code than a call.
  public init(
    inputs: PerInput<Assignment?>, supply: Supply, rotation: Rotation = .clockwise, hasNeutral: Bool? = nil
  ) {
    let reference = supply.angle(rotation)
    func angle(_ line: Line) -> Double { Rotation.turn(rotation.angle(of: line) - reference) }
    self.init(
      inputs: inputs, referenceAngles: PerLine(angle(.l1), angle(.l2), angle(.l3)),
      hasNeutral: hasNeutral ?? supply.hasNeutral)
  }

  /// The line without a clamp in a net without neutral, where the two others have one: it carries minus their sum.
  public var derived: Line? {
    guard !hasNeutral, let (a, b) = measuredInputs else { return nil }
    guard let first = inputs[a]?.line, let second = inputs[b]?.line, first != second else { return nil }
    return first != .l1 && second != .l1 ? .l1 : first != .l2 && second != .l2 ? .l2 : .l3
  }

  /// The voltage of a line's power relative to the nominal voltage: 1, or 1/sqrt(3) against a virtual neutral.
  public var lineVoltageRatio: Double { hasNeutral ? 1 : 0.577_350_269_189_625_8 }

  /// The rotation of a symmetrical net that has these reference angles, within a millionth of a degree; nil where
  /// there is none.
  public var rotation: Rotation? {
    func isRotation(_ rotation: Rotation) -> Bool {
      func isRight(_ line: Line) -> Bool {
        let angle = referenceAngles[line] - referenceAngles[.l1] - rotation.angle(of: line)
        return abs(Rotation.turn(Rotation.turn(angle))) < 1e-6
      }
      return isRight(.l2) && isRight(.l3)
    }
    if isRotation(.clockwise) { return .clockwise }
    return isRotation(.counterclockwise) ? .counterclockwise : nil
  }

  /// The same clamps and supply in a net of the other rotation: every angle changes its sign.
  public var mirrored: WiringMap {
    var map = self
    map.referenceAngles = referenceAngles.map { Rotation.turn(-$0) }
    return map
  }

  /// Channels a frame must have for this map: the voltage and all inputs up to the last one used.
  public var channelCount: Int {
    if inputs[.input3] != nil { return 4 }
    if inputs[.input2] != nil { return 3 }
    return inputs[.input1] != nil ? 2 : 1
  }

  /// Whether each line has one clamp at most.
  public var isConsistent: Bool {
    let (first, second, third) = (inputs[.input1]?.line, inputs[.input2]?.line, inputs[.input3]?.line)
    if let first, first == second || first == third { return false }
    if let second, second == third { return false }
    return true
  }

  /// The two inputs with a clamp; nil unless there are exactly two.
  var measuredInputs: (Input, Input)? {
    switch (inputs[.input1], inputs[.input2], inputs[.input3]) {
    case (.some, .some, nil): (.input1, .input2)
    case (.some, nil, .some): (.input1, .input3)
    case (nil, .some, .some): (.input2, .input3)
    default: nil
    }
  }
}
