// SPDX-License-Identifier: Apache-2.0
import Simulation
package import StrictJSON
import Metering

extension WiringFile: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case version, neutral, rotation, supply, inputs
  }

  /// Reads strictly: types, keys and ranges are checked, and values against each other.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    let version: Int = try object.integer(.version, default: Self.version)
    guard version == Self.version else {
      throw object.refused(.version, "expected \(Self.version), found \(version)")
    }
    let supply = try object[.supply].map { value throws(InputError) in try Supply(reading: value) }
    let hasNeutral = try object.flag(.neutral, default: supply?.hasNeutral ?? true)
    if let supply {
      guard supply.neutral != supply.line else {
        throw object.refused(
          .supply, "expected different conductors at N and L, found \(supply.line.rawValue) at both")
      }
      guard hasNeutral || !supply.hasNeutral else {
        throw object.refused(.supply, "expected two lines, as the net has no neutral")
      }
    }
    let hasRotation = object[.rotation] != nil
    let rotation: Rotation = try object.choice(.rotation, default: .clockwise)
    let entries: [InputEntry] = try object.list(.inputs)
    guard !entries.isEmpty else {
      throw object.refused(.inputs, "expected at least one input, found none")
    }
    var inputs = PerInput<WiringMap.Assignment?>(repeating: nil)
    var angles = PerLine<Double?>(repeating: nil)
    for (index, entry) in entries.enumerated() {
      guard inputs[entry.input] == nil else {
        throw entry.object.refused(.input, "input \(entry.input.rawValue) is given twice")
      }
      let isTaken = entries[..<index].contains { $0.assignment.line == entry.assignment.line }
      guard !isTaken else {
        throw entry.object.refused(.line, "\(entry.assignment.line.name) is given twice")
      }
      inputs[entry.input] = entry.assignment
      angles[entry.assignment.line] = entry.angle
    }

    let usual: WiringMap.Kind = hasNeutral ? .star : .delta
    map = WiringMap(
      inputs: inputs, supply: supply ?? usual.supply, rotation: rotation, hasNeutral: hasNeutral)
    if supply == nil, let known = entries.first(where: { $0.angle != nil }), let angle = known.angle {
      // Angles that are not given follow from the first one that is.
      let shift = angle - rotation.angle(of: known.assignment.line)
      for line in Line.allCases {
        map.referenceAngles[line] = Self.turned(rotation.angle(of: line) + shift)
      }
    }
    for entry in entries where entry.angle != nil {
      let expected = map.referenceAngles[entry.assignment.line]
      guard let angle = entry.angle, supply != nil || hasRotation, !Self.isSame(angle, expected) else {
        continue
      }
      throw entry.object.refused(
        .referenceAngleDegrees,
        "expected \(expected.plain), as \(supply == nil ? "the rotation of the file has" : "supply and rotation of the file have") it, "
          + "found \(angle.plain)")
    }
    for line in Line.allCases {
      if let angle = angles[line] { map.referenceAngles[line] = Self.turned(angle) }
    }
    let others = Line.allCases.filter { $0 != map.derived }
    if let derived = map.derived, !hasRotation, supply == nil {
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

private struct InputEntry: StrictlyReadable {
  enum Key: String, CaseIterable {
    case input, line, polarity, referenceAngleDegrees
  }

  let object: StrictObject<Key>
  let input: Input
  let assignment: WiringMap.Assignment
  let angle: Double?

  init(reading value: StrictValue) throws(InputError) {
    object = try StrictObject(value, of: Key.self)
    input = try object.choice(.input, among: Input.allCases) { .integer($0.rawValue) }
    let line: Line = try object.choice(.line, among: Line.allCases) { .text("\($0.name)") }
    assignment = WiringMap.Assignment(line, try object.choice(.polarity, default: .normal))
    angle = try object[.referenceAngleDegrees].map { value throws(InputError) in try value.number() }
    if let angle, !(-360...360).contains(angle) {
      throw object.refused(.referenceAngleDegrees, "expected -360...360, found \(angle.plain)")
    }
  }
}
