// SPDX-License-Identifier: Apache-2.0

/// Which line each input measures, with which polarity, against which reference angle.
///
/// A map is data: an installation kind is a value, listed in `WiringMap+Table.swift`.
public struct WiringMap: Sendable, Equatable {
  /// Which way round a clamp's wires are connected.
  public enum Polarity: Sendable {
    /// Red to the odd terminal: positive codes are current from grid to load.
    case normal
    /// White to the odd terminal.
    case reversed

    /// +1 or -1.
    public var sign: Double { self == .normal ? 1 : -1 }
  }

  /// What one input measures.
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

  /// What each input measures; nil for an input without a clamp.
  public var inputs: PerInput<Assignment?>
  /// Angle of each line's own voltage relative to the device's voltage reference, degrees.
  public var referenceAngles: PerLine<Double>
  /// The line that is derived as minus the sum of the two measured ones in a net without neutral.
  public var derived: Line?
  /// Line power's voltage relative to the nominal voltage: 1, or 1/sqrt(3) against a virtual neutral.
  public var lineVoltageRatio: Double

  /// A map of these parts.
  public init(
    inputs: PerInput<Assignment?>, referenceAngles: PerLine<Double>, derived: Line? = nil,
    lineVoltageRatio: Double = 1
  ) {
    self.inputs = inputs
    self.referenceAngles = referenceAngles
    self.derived = derived
    self.lineVoltageRatio = lineVoltageRatio
  }

  /// Channels a frame must have for this map: the voltage and all inputs up to the last one used.
  public var channelCount: Int {
    if inputs[.input3] != nil { return 4 }
    if inputs[.input2] != nil { return 3 }
    return inputs[.input1] != nil ? 2 : 1
  }

  /// Whether each line has one clamp at most, and a derived line two others to be derived from.
  var isConsistent: Bool {
    let (first, second, third) = (inputs[.input1]?.line, inputs[.input2]?.line, inputs[.input3]?.line)
    if let first, first == second || first == third { return false }
    if let second, second == third { return false }
    guard let derived else { return true }
    return measuredInputs != nil && first != derived && second != derived && third != derived
  }

  /// The two inputs that measure the lines from which the third is derived; nil unless there are exactly two.
  var measuredInputs: (Input, Input)? {
    switch (inputs[.input1], inputs[.input2], inputs[.input3]) {
    case (.some, .some, nil): (.input1, .input2)
    case (.some, nil, .some): (.input1, .input3)
    case (nil, .some, .some): (.input2, .input3)
    default: nil
    }
  }
}
