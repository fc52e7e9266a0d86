// SPDX-License-Identifier: Apache-2.0
package import P1Port
package import StrictJSON

/// The content of a file of counted energy.
package struct EnergyRecord: Equatable, StrictlyReadable {
  private enum Key: String, CaseIterable {
    case version, importMicrowattSeconds, exportMicrowattSeconds
  }

  /// The version of the format.
  private static let version = 1

  /// The energy that was counted.
  package var count: EnergyCount

  /// A record of a count.
  package init(_ count: EnergyCount) {
    self.count = count
  }

  /// Decodes and checks a file's content.
  ///
  /// - Parameters:
  ///   - json: A JSON object in UTF-8.
  ///   - file: What to call it in an error.
  /// - Throws: `data` with the place of what is wrong.
  package init(json: [UInt8], file: String) throws(InputError) {
    try self.init(reading: StrictValue(json: json, file: file))
  }

  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    let version: Int = try object.integer(.version)
    guard version == Self.version else {
      throw object.refused(.version, "expected \(Self.version), found \(version)")
    }
    count = EnergyCount(
      imported: try Self.register(.importMicrowattSeconds, of: object),
      exported: try Self.register(.exportMicrowattSeconds, of: object))
  }

  private static func register(
    _ key: Key, of object: StrictObject<Key>
  ) throws(InputError) -> EnergyCount.Register {
    let energy: UInt64 = try object.integer(key)
    guard let register = EnergyCount.Register(microwattSeconds: energy) else {
      throw object.refused(key, "expected at most \(EnergyCount.Register.limit), found \(energy)")
    }
    return register
  }

  /// The file's content: a key a line.
  package var json: String {
    let value = JSONValue.object(
      [
        "version": .integer(Self.version),
        "importMicrowattSeconds": .integer(count.imported.microwattSeconds),
        "exportMicrowattSeconds": .integer(count.exported.microwattSeconds),
      ], .indented)
    return value.json() + "\n"
  }
}
