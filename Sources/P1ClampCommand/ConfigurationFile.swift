// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Foundation

/// Options of `p1clamp run` in a file: a JSON object whose keys are the options' names.
struct ConfigurationFile {
  /// What an option takes.
  enum Kind: String {
    case text = "text"
    case number = "a number"
    case whole = "a whole number"
    case flag = "true or false"
  }

  /// Every option of `run` but `config` itself.
  static let options: [String: Kind] = [
    "input": .text, "format": .text, "channels": .text, "scenario": .text, "rate": .number, "bits": .whole,
    "calibration": .text, "wiring": .text, "rotation": .text, "power-model": .text, "estimator": .text,
    "profile": .text, "clock": .text, "time-zone": .text, "identification": .text, "equipment-id": .text,
    "version-text": .text, "nominal-voltage": .number,
    "seconds": .whole, "pace": .text, "output": .text,
    "tcp": .text, "serial": .text, "serial-mode": .text, "request-line": .text, "request-mode": .text,
    "pty": .flag,
    "log-level": .text,
  ]

  private let values: [String: Value]

  /// Reads a file.
  ///
  /// - Throws: `noInput` where it cannot be read; `data` with the key that is wrong.
  init(path: String) throws(InputError) {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw InputError(.noInput, file: path, "expected a readable file")
    }
    let values = try Self.values(in: data, of: path)
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      guard let kind = Self.options[key] else {
        let allowed = Self.options.keys.sorted().joined(separator: ", ")
        throw InputError(.data, file: path, place: key, "unknown key, expected one of \(allowed)")
      }
      guard value.isKind(kind) else {
        throw InputError(.data, file: path, place: key, "expected \(kind.rawValue), found \(value.found)")
      }
    }
    self.values = values
  }

  /// Its options as arguments, in the order of their names.
  ///
  /// - Parameter given: Names of options that are on the command line, which win.
  func arguments(besides given: Set<String>) -> [String] {
    var overruled = given
    if given.contains("input") { overruled.insert("scenario") }
    if given.contains("scenario") { overruled.formUnion(["input", "format", "channels"]) }
    if given.contains("wiring") { overruled.insert("rotation") }
    return values.filter { !overruled.contains($0.key) }.sorted { $0.key < $1.key }.compactMap {
      $1.argument(for: $0)
    }
  }

  private static func values(in data: Data, of path: String) throws(InputError) -> [String: Value] {
    do {
      // The decoder's own syntax errors do not say where.
      _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    } catch {
      let reason = (error as NSError).userInfo[NSDebugDescriptionErrorKey] ?? error
      throw InputError(.data, file: path, "expected JSON, found: \(reason)")
    }
    do {
      return try JSONDecoder().decode([String: Value].self, from: data)
    } catch {
      throw InputError(.data, file: path, "expected a JSON object")
    }
  }
}

extension ConfigurationFile {
  /// What stands behind a key.
  private enum Value: Decodable {
    case flag(Bool), whole(Int), number(Double), text(String), other(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .other("null")
      } else if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let whole = try? container.decode(Int.self) {
        self = .whole(whole)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .other((try? decoder.unkeyedContainer()) == nil ? "an object" : "an array")
      }
    }

    func isKind(_ kind: Kind) -> Bool {
      switch self {
      case .flag: kind == .flag
      case .whole: kind == .whole || kind == .number
      case .number: kind == .number
      case .text: kind == .text
      case .other: false
      }
    }

    var found: String {
      switch self {
      case .flag(let flag): "\(flag)"
      case .whole(let whole): "\(whole)"
      case .number(let number): "\(number)"
      case .text(let text): "\"\(text)\""
      case .other(let words): words
      }
    }

    /// The argument that says so; nil for a flag that is not set.
    func argument(for key: String) -> String? {
      switch self {
      case .flag(let flag): flag ? "--\(key)" : nil
      case .text(let text): "--\(key)=\(text)"
      case .whole, .number, .other: "--\(key)=\(found)"
      }
    }
  }
}
