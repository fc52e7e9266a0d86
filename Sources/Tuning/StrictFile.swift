// SPDX-License-Identifier: Apache-2.0
import Foundation
import Waveforms

/// Files of one JSON object: read with the place of what is wrong, written whole or not at all.
enum StrictFile {
  /// Decodes a file's content.
  ///
  /// - Parameters:
  ///   - json: A JSON object in UTF-8.
  ///   - thing: What it describes, with its article.
  ///   - file: What to call it in an error.
  /// - Throws: `data` with the first key that the value's decoding refuses or that is given twice, or the key at which
  ///   the text stops being JSON.
  static func decode<Value: Decodable>(
    _ json: [UInt8], as thing: String, file: String
  ) throws(WaveformError) -> Value {
    do throws(JSONSyntax.Failure) {
      try JSONSyntax.check(json)
    } catch {
      throw WaveformError(.data, file: file, place: error.path.isEmpty ? nil : error.path, error.problem)
    }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(json))
    } catch DecodingError.dataCorrupted(let context) {
      let path = context.codingPath.keyPath
      throw WaveformError(.data, file: file, place: path.isEmpty ? nil : path, context.debugDescription)
    } catch {
      throw WaveformError(.data, file: file, "expected \(thing), found: \(error)")
    }
  }

  /// A file's bytes.
  ///
  /// - Throws: `noInput` where it cannot be read.
  static func bytes(of path: String, expected thing: String) throws(WaveformError) -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw WaveformError(.noInput, file: path, "expected \(thing)")
    }
  }

  /// Writes a file: whole and on the disk before it takes the place of what had its name.
  ///
  /// - Throws: `inputOutput` with the system's reason; the old file is as it was.
  static func write(_ text: String, to path: String) throws(WaveformError) {
    let output = try ByteOutput(path: path, isCancelled: { false })
    try output.write(Array(text.utf8))
    try output.synchronize()
    try output.finish()
  }
}
