// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import CalibrationFitting
import ArgumentParser
import Metering

/// Where the calibration comes from.
struct CalibrationOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the sensor's channels are off by, as p1clamp calibrate writes it.", valueName: "file"))
  var calibration: String?

  /// The calibration for frames that come with one of their own: the file's, or else their own.
  ///
  /// - Throws: `noInput` where the file cannot be read; `data` for what is wrong in it, or another resolution than the frames'.
  func calibration(for own: Calibration, named name: String) throws(InputError) -> Calibration {
    guard let calibration else { return own }
    return try CalibrationFile.load(calibration).calibration(for: own, named: name, file: calibration)
  }
}
