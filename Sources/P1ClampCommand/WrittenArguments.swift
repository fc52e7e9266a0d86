// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StrictJSON

/// The command line as it was written.
enum WrittenArguments {
  /// Refuses arguments that are not UTF-8: a file of such a name would be another one.
  static func check() throws(ValidationError) {
    for index in 0..<Int(CommandLine.argc) {
      guard let argument = CommandLine.unsafeArgv[index], String(validatingCString: argument) == nil else {
        continue
      }
      throw ValidationError(
        "Argument \(index), \(String(cString: argument).printable), is not UTF-8: give the file another name, or a link of one."
      )
    }
  }

  /// Arguments with negative values joined to their options, as `--seconds=-5`: the parser would take them for options.
  static func joiningNegativeValues(_ arguments: [String]) -> [String] {
    var joined: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      joined.append(argument)
      if argument == "--" { break }
      guard argument.hasPrefix("--"), !argument.contains("="), let value = rest.first, isNegative(value),
        !RepeatedOption.flags.contains(String(argument.dropFirst(2)))
      else { continue }
      joined[joined.count - 1] += "=\(value)"
      rest.removeFirst()
    }
    return joined + rest
  }

  private static func isNegative(_ text: String) -> Bool {
    guard text.first == "-" else { return false }
    let rest = text.dropFirst()
    let digit = rest.first == "." ? rest.dropFirst().first : rest.first
    return digit.map { $0.isASCII && $0.isNumber } ?? false
  }
}
