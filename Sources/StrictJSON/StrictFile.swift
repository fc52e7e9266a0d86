// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Files of one JSON object: read with the place of what is wrong, written whole or not at all.
package enum StrictFile {
  /// Decodes a file's content.
  ///
  /// - Parameters:
  ///   - json: A JSON object in UTF-8.
  ///   - thing: What it describes, with its article.
  ///   - file: What to call it in an error.
  /// - Throws: `data` with the first key that the value's decoding refuses or that is given twice, or the key at which
  ///   the text stops being JSON.
  package static func decode<Value: Decodable>(
    _ json: [UInt8], as thing: String, file: String
  ) throws(InputError) -> Value {
    do throws(JSONSyntax.Failure) {
      try JSONSyntax.check(json)
    } catch {
      throw InputError(.data, file: file, place: error.path.isEmpty ? nil : error.path, error.problem)
    }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(json))
    } catch DecodingError.dataCorrupted(let context) {
      let path = context.codingPath.keyPath
      throw InputError(.data, file: file, place: path.isEmpty ? nil : path, context.debugDescription)
    } catch {
      throw InputError(.data, file: file, "expected \(thing), found: \(error)")
    }
  }
}
