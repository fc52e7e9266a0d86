// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `p1clamp calibrate`: what a sensor's channels are off by, measured, written and exported.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Fits gain, phase and noise from recordings at known loads, and writes a calibration file.",
    subcommands: [CalibrateFitCommand.self, CalibrateExportCommand.self],
    defaultSubcommand: CalibrateFitCommand.self)
}
