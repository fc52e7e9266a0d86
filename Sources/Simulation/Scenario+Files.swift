// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import HostFiles

extension Scenario {
  /// Decodes and checks a scenario.
  ///
  /// - Parameters:
  ///   - json: A JSON object in UTF-8.
  ///   - file: What to call it in an error.
  /// - Throws: `data` with the line and path of the first key that is missing, unknown, given twice, of the wrong type
  ///   or out of its range, or the place at which the text stops being JSON.
  public init(json: [UInt8], file: String) throws(InputError) {
    let value = try StrictValue(json: json, file: file)
    let scenario = try Scenario(reading: value)
    try value.locating { () throws(InputError) in try scenario.validate(file: file) }
    self = scenario
  }

  /// The scenario of a name, or else of a file.
  ///
  /// - Parameter nameOrPath: One of `names`, or the path of a JSON file.
  /// - Throws: `noInput` where there is neither; what is wrong in the file.
  public static func load(_ nameOrPath: String) throws(InputError) -> Scenario {
    if let scenario = named(nameOrPath) { return scenario }
    let known = names.joined(separator: ", ")
    let bytes = try WholeFile.bytes(
      of: nameOrPath, expected: "a readable file or one of the scenarios \(known)")
    return try Scenario(json: bytes, file: nameOrPath)
  }
}
