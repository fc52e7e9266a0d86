// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import HostFiles
import StrictJSON

/// The `p1clamp` tool.
@main
struct P1ClampTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "p1clamp",
    abstract: "Measures mains currents by clamps and sends them as smart-meter P1 telegrams.",
    usage: "p1clamp [<subcommand>] [<options>]",
    discussion: """
      Without a subcommand it runs: a simulated star installation is measured in real time and a telegram \
      printed each second.

      Exit codes: 0 success, 64 usage, 65 bad input data, 66 no input, 74 input/output error.
      """,
    version: ToolVersion.text,
    subcommands: [
      RunCommand.self, InfoCommand.self, SimulateCommand.self, WiringCommand.self, DiagnoseCommand.self,
      CalibrateCommand.self,
      SweepCommand.self, LintCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  static func main() {
    StandardDescriptors.reserve()
    do {
      // Without any argument it would be a simulation that nobody asked for.
      guard !CommandLine.arguments.isEmpty else {
        throw InputError(
          .inputOutput, file: "the command line",
          "expected it in /proc/self/cmdline, found nothing: is /proc mounted?")
      }
      try WrittenArguments.check()
      let written = WrittenArguments.joiningNegativeValues(Array(CommandLine.arguments.dropFirst()))
      try RepeatedOption.check(written)
      let arguments = try ConfiguredArguments(written)
      if let file = arguments.file { try check(arguments, of: file) }
      var command = try parseAsRoot(arguments.all)
      try command.run()
    } catch let error as InputError {
      complain(error.description)
      exit(withError: error.exitCode)
    } catch {
      end(with: error)
    }
  }

  /// Ends the process with an error's message and exit code, or with the help or version that was asked for.
  private static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    guard !code.isSuccess else { exit(withError: error) }
    let arguments = CommandLine.arguments.dropFirst()
    // One that the parser did not throw knows no command.
    let full =
      (error as? ValidationError).map { "Error: \($0.message)\n" + usage(ofCommandIn: Array(arguments)) }
      ?? fullMessage(for: error)
    let message = full.inertLines(quoting: arguments)
    if !message.isEmpty { StandardError.write("\(message)\n") }
    Foundation.exit(code.rawValue)
  }

  /// The usage of the command that a command line is for, as the parser has it.
  private static func usage(ofCommandIn arguments: [String]) -> String {
    var names = ["p1clamp"]
    var command: any ParsableCommand.Type = Self.self
    var rest = arguments[...]
    while !command.configuration.subcommands.isEmpty {
      let subcommands = command.configuration.subcommands
      let named = subcommands.first { $0.configuration.commandName == rest.first }
      guard let next = named ?? command.configuration.defaultSubcommand else { break }
      if named != nil { rest.removeFirst() }
      command = next
      names.append(next.configuration.commandName ?? "")
    }
    return
      "Usage: \(usageString(for: command))\n  See '\(names.joined(separator: " ")) --help' for more information."
  }

  /// Checks the options of a file.
  ///
  /// - Throws: `data` where the command line would be right without them.
  private static func check(_ arguments: ConfiguredArguments, of file: ConfigurationFile) throws {
    do {
      _ = try parseAsRoot(arguments.all)
    } catch {
      guard (try? parseAsRoot(arguments.written)) != nil else { return }
      throw file.refused(message(for: error))
    }
  }
}
