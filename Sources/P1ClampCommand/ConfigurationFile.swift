// SPDX-License-Identifier: Apache-2.0
import HostFiles
import StrictJSON

/// Options of `p1clamp run` in a file: a JSON object whose keys are the options' names.
struct ConfigurationFile {
  /// The kind of value that an option takes.
  enum Kind {
    case text
    /// A file or a device, relative to the folder of the configuration file; `-` is standard input.
    case path
    /// A name, or a path as above, which has a slash or ends in `.json`.
    case nameOrPath
    case number
    /// A number, or a text of several numbers.
    case numbers
    case whole
    case flag
  }

  /// Every option of `run` but `config` itself.
  static let options: [String: Kind] = [
    "input": .path, "format": .text, "channels": .text, "units": .text, "midpoint": .text,
    "full-scale": .number,
    "scenario": .nameOrPath, "rate": .number, "bits": .whole,
    "calibration": .path, "wiring": .nameOrPath, "rotation": .text, "power-model": .text, "estimator": .text,
    "profile": .text, "clock": .text, "time-zone": .text, "identification": .text, "equipment-id": .text,
    "version-text": .text, "nominal-voltage": .number, "interval": .whole,
    "seconds": .whole, "energy": .path, "pace": .text, "output": .text,
    "tcp": .text, "serial": .path, "serial-mode": .text, "request-line": .text, "request-mode": .text,
    "pty": .flag, "http": .text, "fuse": .numbers,
    "log-level": .text,
  ]

  private let path: String
  private let values: [String: StrictValue]
  private let arguments: [String: String]

  /// Reads a file.
  ///
  /// - Throws: `noInput` where it cannot be read; `data` with the line and the key that is wrong.
  init(path: String) throws(InputError) {
    let bytes = try WholeFile.bytes(of: path, expected: "a readable file")
    self.path = path
    values = try StrictValue(json: bytes, file: path).members(Self.options.keys.sorted())
    var arguments: [String: String] = [:]
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      switch Self.options[key] {
      case .text: arguments[key] = "--\(key)=\(try value.text())"
      case .path: arguments[key] = "--\(key)=\(Self.located(try value.text(), beside: path))"
      case .nameOrPath:
        let text = try value.text()
        let isPath = text.contains("/") || text.hasSuffix(".json")
        arguments[key] = "--\(key)=\(isPath ? Self.located(text, beside: path) : text)"
      case .number: arguments[key] = "--\(key)=\(try value.number().plain)"
      case .numbers:
        if let number = try? value.number() {
          arguments[key] = "--\(key)=\(number.plain)"
        } else {
          arguments[key] = "--\(key)=\(try value.text())"
        }
      case .whole: arguments[key] = "--\(key)=\(try value.integer() as Int)"
      case .flag, nil: arguments[key] = try value.flag() ? "--\(key)" : nil
      }
    }
    self.arguments = arguments
  }

  /// A path in the file, relative to the folder of the file.
  private static func located(_ text: String, beside file: String) -> String {
    guard !text.isEmpty, text != "-", !text.hasPrefix("/"), let slash = file.lastIndex(of: "/") else {
      return text
    }
    return file[...slash] + text
  }

  /// Its options as arguments, in the order of their names.
  ///
  /// - Parameter typed: Names of options that are on the command line, which win.
  func arguments(besides typed: Set<String>) -> [String] {
    var overruled = typed
    if typed.contains("no-pty") { overruled.insert("pty") }
    if typed.contains("input") { overruled.insert("scenario") }
    if typed.contains("scenario") {
      overruled.formUnion(["input", "format", "channels", "units", "midpoint", "full-scale"])
    }
    if typed.contains("wiring") { overruled.insert("rotation") }
    return arguments.filter { !overruled.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The error of a message about options, at the first option of the file that it names.
  func refused(_ message: String) -> InputError {
    for option in message.matches(of: /--([a-z-]+)/) {
      if let value = values[String(option.output.1)] { return value.refused(message) }
    }
    return InputError(.data, file: path, message)
  }
}
