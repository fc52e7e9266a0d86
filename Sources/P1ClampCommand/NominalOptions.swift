// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import ArgumentParser
import Foundation
import Metering

/// What a calibration starts from.
struct NominalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is kept where nothing is measured: the device's nominal values, or a calibration file.",
      valueName: "nominal|file"))
  var from = "nominal"

  @Option(help: ArgumentHelp("Rated current of the clamps, A (nominal: 80).", valueName: "amperes"))
  var rating: Double?

  @Option(help: ArgumentHelp("Turns ratio of the clamps (nominal: 2000).", valueName: "n"))
  var ratio: Double?

  @Option(help: ArgumentHelp("Burden resistance (nominal: 40).", valueName: "ohms"))
  var burden: Double?

  @Option(help: ArgumentHelp("Resolution of the codes (nominal: 12).", valueName: "12..16"))
  var bits: Int?

  @Option(help: ArgumentHelp("Full scale of the inputs' converters (nominal: 1.25).", valueName: "volts"))
  var currentFullScale: Double?

  @Option(
    help: ArgumentHelp(
      "Mains voltage at the voltage converter's full scale (nominal: 400).", valueName: "volts"))
  var voltageFullScale: Double?

  @Option(
    help: ArgumentHelp(
      "How much later than its frame a multiplexed converter samples V, I1, I2 and I3, microseconds (nominal: 0,0,0,0).",
      valueName: "list"))
  var delays: String?

  /// The calibration that these options describe.
  func file() throws -> CalibrationFile {
    var file = from == "nominal" ? CalibrationFile() : try CalibrationFile.load(from)
    file.clamp = Clamp(
      rating: rating ?? file.clamp.range.rating, ratio: ratio ?? file.clamp.ratio,
      burden: burden ?? file.clamp.burden)
    file.bits = bits ?? file.bits
    file.currentFullScale = currentFullScale ?? file.currentFullScale
    file.voltageFullScale = voltageFullScale ?? file.voltageFullScale
    if let delays {
      let list: NumberList
      do throws(NumberList.Failure) {
        list = try NumberList(delays, in: -1000...1000)
      } catch {
        throw ValidationError("--delays: \(error).")
      }
      guard list.values.count == 4 else {
        throw ValidationError("--delays takes four numbers, for V, I1, I2 and I3, not \(list.values.count).")
      }
      file.channels.voltage.delay = list.values[0]
      for input in Input.allCases { file.channels.inputs[input].delay = list.values[input.index + 1] }
    }
    try file.validate(file: from == "nominal" ? "options" : from)
    return file
  }
}
