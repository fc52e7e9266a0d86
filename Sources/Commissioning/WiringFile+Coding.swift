// SPDX-License-Identifier: Apache-2.0
import Simulation
import StrictJSON
import CalibrationFitting
import Metering

extension WiringFile: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case version, neutral, rotation, supply, inputs
  }

  /// Decodes strictly: types, keys, ranges, and what contradicts each other.
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    let version: Int = try object.integer(.version, default: Self.version)
    guard version == Self.version else {
      throw DecodingError.at(object.path(.version), "expected \(Self.version), found \(version)")
    }
    var supply: Supply?
    if object.has(.supply) || object.isNull(.supply) {
      supply = try object.object(.supply, default: WiringMap.Kind.star.supply)
    }
    let hasNeutral = try object.flag(.neutral, default: supply?.hasNeutral ?? true)
    if let supply {
      guard supply.neutral != supply.line else {
        throw DecodingError.at(
          object.path(.supply),
          "expected different conductors at N and L, found \(supply.line.rawValue) at both")
      }
      guard hasNeutral || !supply.hasNeutral else {
        throw DecodingError.at(object.path(.supply), "expected two lines, as the net has no neutral")
      }
    }
    let isRotationGiven = object.has(.rotation) || object.isNull(.rotation)
    let rotation: Rotation = try object.choice(.rotation, default: .right)
    let entries: [InputEntry] = try object.list(.inputs)
    guard !entries.isEmpty else {
      throw DecodingError.at(object.path(.inputs), "expected at least one input, found none")
    }
    var inputs = PerInput<WiringMap.Assignment?>(repeating: nil)
    var angles = PerLine<Double?>(repeating: nil)
    for (index, entry) in entries.enumerated() {
      let path = object.path(.inputs) + [PathKey(intValue: index)]
      guard inputs[entry.input] == nil else {
        throw DecodingError.at(
          path + [PathKey(stringValue: "input")], "input \(entry.input.rawValue) is given twice")
      }
      let isTaken = entries[..<index].contains { $0.assignment.line == entry.assignment.line }
      guard !isTaken else {
        throw DecodingError.at(
          path + [PathKey(stringValue: "line")], "\(entry.assignment.line.name) is given twice")
      }
      inputs[entry.input] = entry.assignment
      angles[entry.assignment.line] = entry.angle
    }

    let usual: WiringMap.Kind = hasNeutral ? .star : .delta
    map = WiringMap(
      inputs: inputs, supply: supply ?? usual.supply, rotation: rotation, hasNeutral: hasNeutral)
    if supply == nil, let known = entries.first(where: { $0.angle != nil }), let angle = known.angle {
      // What is not said follows from the first angle that is.
      let shift = angle - rotation.angle(of: known.assignment.line)
      for line in Line.allCases {
        map.referenceAngles[line] = Self.turned(rotation.angle(of: line) + shift)
      }
    }
    for (index, entry) in entries.enumerated() where entry.angle != nil {
      let expected = map.referenceAngles[entry.assignment.line]
      guard let angle = entry.angle, supply != nil || isRotationGiven, !Self.isSame(angle, expected) else {
        continue
      }
      throw DecodingError.at(
        object.path(.inputs)
          + [PathKey(intValue: index), PathKey(stringValue: "referenceAngleDegrees")],
        "expected \(expected.plain), as \(supply == nil ? "the rotation of the file has" : "supply and rotation of the file have") it, "
          + "found \(angle.plain)")
    }
    for line in Line.allCases {
      if let angle = angles[line] { map.referenceAngles[line] = Self.turned(angle) }
    }
    let others = Line.allCases.filter { $0 != map.derived }
    if let derived = map.derived, !isRotationGiven, supply == nil {
      // A virtual neutral's voltages sum to zero: the third is opposite to the middle of the two.
      let (a, b) = (map.referenceAngles[others[0]], map.referenceAngles[others[1]])
      map.referenceAngles[derived] = Self.turned(a + (b - a).remainder(dividingBy: 360) / 2 + 180)
    }
  }

  /// An angle as one in (-180, 180].
  private static func turned(_ degrees: Double) -> Double {
    let angle = degrees.remainder(dividingBy: 360)
    return angle == -180 ? 180 : angle
  }
}

private struct InputEntry: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case input, line, polarity, referenceAngleDegrees
  }

  var input: Input
  var assignment: WiringMap.Assignment
  var angle: Double?

  init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    input = try object.input(.input)
    assignment = WiringMap.Assignment(
      try object.line(.line), try object.choice(.polarity, default: .normal))
    guard object.has(.referenceAngleDegrees) || object.isNull(.referenceAngleDegrees) else { return }
    let angle = try object.number(.referenceAngleDegrees)
    guard (-360...360).contains(angle) else {
      throw DecodingError.at(
        object.path(.referenceAngleDegrees), "expected -360...360, found \(angle.plain)")
    }
    self.angle = angle
  }
}
