// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import Foundation

extension Scenario {
  /// Decodes and checks a scenario.
  ///
  /// - Parameters:
  ///   - json: A JSON object in UTF-8.
  ///   - file: What to call it in an error.
  /// - Throws: The first key that is unknown, of the wrong type or out of its range, with its path.
  public init(json: [UInt8], file: String) throws(InputError) {
    let data = Data(json)
    do {
      // The decoder's own syntax errors do not say where.
      _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    } catch {
      let reason = (error as NSError).userInfo[NSDebugDescriptionErrorKey] ?? error
      throw InputError(.data, file: file, "expected JSON, found: \(reason)")
    }
    do {
      self = try JSONDecoder().decode(Scenario.self, from: data)
    } catch DecodingError.dataCorrupted(let context) {
      let path = context.codingPath.keyPath
      throw InputError(
        .data, file: file, place: path.isEmpty ? nil : path, context.debugDescription)
    } catch {
      throw InputError(.data, file: file, "expected a scenario, found: \(error)")
    }
    try validate(file: file)
  }

  /// The scenario of a name, or else of a file.
  ///
  /// - Parameter nameOrPath: One of `names`, or the path of a JSON file.
  /// - Throws: `noInput` where there is neither; what is wrong in the file.
  public static func load(_ nameOrPath: String) throws(InputError) -> Scenario {
    if let scenario = named(nameOrPath) { return scenario }
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(fileURLWithPath: nameOrPath))
    } catch {
      let known = names.joined(separator: ", ")
      throw InputError(
        .noInput, file: nameOrPath, "expected a readable file or one of the scenarios \(known)")
    }
    return try Scenario(json: [UInt8](bytes), file: nameOrPath)
  }
}
