// SPDX-License-Identifier: Apache-2.0
import HostFiles
import StrictJSON

/// Options of `p1clamp run` in a file: a JSON object whose keys are the options' names.
struct ConfigurationFile {
  /// Every option of `run` but `config` itself.
  static let options: [String: Settings.Kind] = [
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
  private let settings: Settings

  /// Reads a file.
  ///
  /// - Throws: `noInput` where it cannot be read; `data` with the line and the key that is wrong.
  init(path: String) throws(InputError) {
    let bytes = try WholeFile.bytes(of: path, expected: "a readable file")
    self.path = path
    settings = try Settings(json: bytes, file: path, kinds: Self.options)
  }

  /// Its options as arguments, in the order of their names.
  ///
  /// - Parameter typed: Names of options that are on the command line, which win.
  func arguments(besides typed: Set<String>) -> [String] {
    var overruled = typed
    if typed.contains("no-pty") { overruled.insert("pty") }
    if typed.contains("input") { overruled.insert("scenario") }
    if typed.contains("scenario") {
      // What is simulated is not of the house whose energy the file counts.
      overruled.formUnion(["input", "format", "channels", "units", "midpoint", "full-scale", "energy"])
    }
    if typed.contains("wiring") { overruled.insert("rotation") }
    return settings.values.filter { !overruled.contains($0.key) }.sorted { $0.key < $1.key }
      .compactMap { name, value in
        switch value {
        case .text(let text): "--\(name)=\(text)"
        case .flag(let isOn): isOn ? "--\(name)" : nil
        }
      }
  }

  /// The error of a message about options, at the first option of the file that it names.
  func refused(_ message: String) -> InputError {
    for option in message.matches(of: /--([a-z-]+)/) {
      if let error = settings.refused(String(option.output.1), message) { return error }
    }
    return InputError(.data, file: path, message)
  }
}
