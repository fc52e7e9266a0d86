// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `p1clamp calibrate`: the errors of a sensor's channels, measured, written and exported.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Fits gain, phase and noise from recordings at known loads, and writes a calibration file.",
    discussion: """
      Without a subcommand it fits: p1clamp calibrate --point 5a.wav,input=1,amperes=5,degrees=0 --write sensor.json. \
      Options and examples: p1clamp help calibrate fit.
      """,
    subcommands: [CalibrateFitCommand.self, CalibrateExportCommand.self],
    defaultSubcommand: CalibrateFitCommand.self)
}
