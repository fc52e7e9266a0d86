// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// A command line, with the options of the file that its `--config` names.
struct ConfiguredArguments {
  /// The user's arguments, without the tool's name.
  let written: [String]
  /// The file; nil if there is none.
  let file: ConfigurationFile?
  /// The user's arguments and those that the file adds.
  let all: [String]

  /// Reads the file that a command line for `run` names.
  ///
  /// - Throws: `noInput` where it cannot be read; `data` with the line and the key that is wrong.
  init(_ written: [String]) throws(InputError) {
    self.written = written
    let isRun = written.first == "run" || written.first?.hasPrefix("-") == true
    guard isRun, let path = Self.value(of: "--config", in: written) else {
      file = nil
      all = written
      return
    }
    let file = try ConfigurationFile(path: path)
    self.file = file
    let typed = Set(
      written.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2).prefix { $0 != "=" }) })
    let options = written.first == "run" ? written.dropFirst() : written[...]
    all = ["run"] + file.arguments(besides: typed) + options
  }

  private static func value(of option: String, in arguments: [String]) -> String? {
    guard let index = arguments.lastIndex(where: { $0 == option || $0.hasPrefix(option + "=") }) else {
      return nil
    }
    let argument = arguments[index]
    guard argument == option else { return String(argument.dropFirst(option.count + 1)) }
    return index + 1 < arguments.count ? arguments[index + 1] : nil
  }
}
