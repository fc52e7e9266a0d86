// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// An option of one value that a command line gives twice: the parser would take the last one in silence.
enum RepeatedOption {
  /// Options that take no value.
  static let flags: Set<String> = [
    "pty", "no-pty", "guide", "quick", "mains", "check", "null-mains", "help", "help-hidden", "version",
  ]
  /// Options that may be given several times.
  static let repeatable: Set<String> = ["point"]
  /// Options whose value is a list.
  static let lists: Set<String> = [
    "channels", "units", "midpoint", "generation", "delays", "gain-uncertainty", "phase-uncertainty",
    "currents", "angles",
    "frequencies", "distortions", "noise",
  ]

  /// Finds an option that is given twice.
  ///
  /// - Throws: The option with both values and what to write in their place.
  static func check(_ arguments: [String]) throws(ValidationError) {
    var values: [String: String] = [:]
    var rest = arguments[...]
    while let argument = rest.popFirst(), argument != "--" {
      guard argument.hasPrefix("--") else { continue }
      let name = String(argument.dropFirst(2).prefix { $0 != "=" })
      guard !flags.contains(name), !repeatable.contains(name) else { continue }
      let isWhole = argument.contains("=")
      guard let value = isWhole ? String(argument.dropFirst(name.count + 3)) : rest.popFirst() else { return }
      if let first = values.updateValue(value, forKey: name) {
        throw ValidationError(
          "--\(name) is given twice, \(first) and \(value): \(advice(name, first, value, of: arguments.first))"
        )
      }
    }
  }

  private static func advice(_ name: String, _ first: String, _ second: String, of command: String?) -> String
  {
    let isList = lists.contains(name) || (name == "bits" && command == "sweep")
    return isList && first != second
      ? "give both in one list, as --\(name) \(first),\(second)." : "give it once, as --\(name) \(second)."
  }
}
