// SPDX-License-Identifier: Apache-2.0
import HostFiles
public import StrictJSON
import Metering
import Simulation

extension WiringFile {
  /// Decodes and checks a file's content.
  ///
  /// - Parameters:
  ///   - json: A JSON object in UTF-8.
  ///   - file: What to call it in an error.
  /// - Throws: `data` with the line and path of the first key that is missing, unknown, given twice, of the wrong type,
  ///   out of its range or in contradiction to another, or the place at which the text stops being JSON.
  public init(json: [UInt8], file: String) throws(InputError) {
    try self.init(reading: try StrictValue(json: json, file: file))
  }

  /// Reads and checks a file.
  ///
  /// - Throws: `noInput` where it cannot be read; what is wrong in it.
  public static func load(_ path: String) throws(InputError) -> WiringFile {
    let bytes = try WholeFile.bytes(of: path, expected: "a readable wiring file")
    return try WiringFile(json: bytes, file: path)
  }

  /// Checks and writes the file: it is whole and on the disk before it takes the place of the file that had its name.
  ///
  /// - Throws: `data` for a map without clamps, with two clamps on a line or with an angle that is no number;
  ///   `inputOutput` with the system's reason. The old file is as it was.
  public func write(to path: String) throws(InputError) {
    guard Input.allCases.contains(where: { map.inputs[$0] != nil }) else {
      throw InputError(.data, file: path, place: "inputs", "expected at least one input, found none")
    }
    guard map.isConsistent else {
      throw InputError(.data, file: path, place: "inputs", "expected one clamp a line, found two")
    }
    guard Line.allCases.allSatisfy({ map.referenceAngles[$0].isFinite }) else {
      throw InputError(
        .data, file: path, place: "inputs",
        "expected reference angles in degrees, found one that is no number")
    }
    try WholeFile.write(json, to: path)
  }

  /// The file's content: keys in a fixed order, one input a line, numbers that read back as the same.
  ///
  /// `rotation` and `supply` are there where the reference angles are those of a symmetrical net.
  public var json: String { jsonValue.json() + "\n" }

  /// The file's content as a value.
  var jsonValue: JSONValue {
    var members = [
      JSONValue.Member("version", .integer(Self.version)), .init("neutral", .flag(map.hasNeutral)),
    ]
    if let rotation = map.rotation, let supply = map.supply {
      members.append(.init("rotation", .text(rotation.rawValue)))
      members.append(.init("supply", supply.jsonValue))
    }
    let inputs = Input.allCases.compactMap { input in
      map.inputs[input].map { assignment in
        JSONValue.object(
          [
            "input": .integer(input.rawValue), "line": .text("\(assignment.line.name)"),
            "polarity": .text(assignment.polarity.rawValue),
            "referenceAngleDegrees": .number(map.referenceAngles[assignment.line]),
          ], .spaced)
      }
    }
    return .members(members + [.init("inputs", .list(inputs, .indented))], .indented)
  }
}
