// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

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
    subcommands: [
      RunCommand.self, SimulateCommand.self, CalibrateCommand.self, SweepCommand.self, LintCommand.self,
    ],
    defaultSubcommand: RunCommand.self)
}
