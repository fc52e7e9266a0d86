// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import ArgumentParser

/// `p1clamp calibrate export`: a calibration file as source for firmware.
struct CalibrateExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Prints a calibration file in fixed point, as a C header or as Swift source.",
    discussion: """
      Each number is the file's to within half a unit of its format: currents Q14.18 A, gains Q2.30, phases 2^-32 \
      turns, delays picoseconds, scales Q15.48, offsets and noise Q16.

        p1clamp calibrate export sensor.json --format c > calibration.h
      """)

  /// The languages.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case c, swift
  }

  @Argument(help: "A calibration file.")
  var file: String

  @Option(help: "The language: c is C11 that needs nothing but stdint.h; swift needs the module Metering.")
  var format: Format

  func run() throws {
    Interruption.listen()
    try reportingErrors {
      let export = try CalibrationExport(try CalibrationFile.load(file), named: file)
      try StandardOutput.write(Array((format == .c ? export.header : export.swift).utf8))
    }
  }
}
