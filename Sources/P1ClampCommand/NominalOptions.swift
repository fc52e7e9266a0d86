// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import ArgumentParser
import Foundation
import Metering
import StrictJSON

/// Options on the values that a calibration starts from.
struct NominalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is kept where nothing is measured: the device's nominal values (nominal, the default), or a calibration file.",
      valueName: "nominal|file"))
  var from: String?

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

  @Option(
    help: ArgumentHelp(
      """
      Standard uncertainty of the clamps' gain, relative: one number, or one each for inputs 1, 2 and 3 (nominal: none \
      is stated). Readings have it in their uncertainties.
      """, valueName: "list"))
  var gainUncertainty: String?

  @Option(
    help: ArgumentHelp(
      """
      Standard uncertainty of the clamps' phase, degrees, as above. A direction that it leaves open is indeterminate.
      """, valueName: "list"))
  var phaseUncertainty: String?

  @Option(
    help: ArgumentHelp(
      "The most that is subtracted for noise where it is measured while metering (nominal: 1.0833).",
      valueName: "codes^2"))
  var noiseLimit: Double?

  /// Whether the values are the device's nominal ones, not a file's.
  var isNominal: Bool { from == nil || from == "nominal" }

  /// Whether any of these options is given.
  var isAny: Bool {
    let lists = [from, delays, gainUncertainty, phaseUncertainty]
    let numbers = [rating, ratio, burden, currentFullScale, voltageFullScale, noiseLimit]
    return bits != nil || lists.contains { $0 != nil } || numbers.contains { $0 != nil }
  }

  func validate() throws {
    try Self.check(rating, in: CalibrationFile.ratings, "--rating")
    try Self.check(ratio, in: CalibrationFile.ratios, "--ratio")
    try Self.check(burden, in: CalibrationFile.burdens, "--burden")
    if let bits, !CalibrationFile.resolutions.contains(bits) {
      let range = CalibrationFile.resolutions
      throw ValidationError("--bits takes \(range.lowerBound)...\(range.upperBound), not \(bits).")
    }
    try Self.check(currentFullScale, in: CalibrationFile.currentFullScales, "--current-full-scale")
    try Self.check(voltageFullScale, in: CalibrationFile.voltageFullScales, "--voltage-full-scale")
    try Self.check(noiseLimit, in: CalibrationFile.noiseLimits, "--noise-limit")
    let file = try file(from: CalibrationFile())
    guard isNominal else { return }
    do throws(InputError) {
      try file.validate(file: "")
    } catch {
      // Each by itself is right.
      throw ValidationError(
        "--rating, --ratio, --burden and --current-full-scale do not go with each other: \(error.problem).")
    }
  }

  private static func check(_ value: Double?, in range: ClosedRange<Double>, _ option: String) throws {
    guard let value, !range.contains(value) else { return }
    let (least, most) = (NumberText.number(range.lowerBound), NumberText.number(range.upperBound))
    throw ValidationError("\(option) takes \(least)...\(most), not \(value).")
  }

  /// The calibration that these options describe.
  ///
  /// - Throws: What reading a file throws; `data` for a value that contradicts the file's.
  func file() throws -> CalibrationFile {
    guard let from, !isNominal else { return try file(from: CalibrationFile()) }
    let file = try file(from: CalibrationFile.load(from))
    try file.validate(file: from)
    return file
  }

  /// A calibration with the values of these options.
  ///
  /// - Throws: A usage error for a list that is wrong.
  private func file(from start: CalibrationFile) throws -> CalibrationFile {
    var file = start
    file.clamp = Clamp(
      rating: rating ?? file.clamp.range.rating, ratio: ratio ?? file.clamp.ratio,
      burden: burden ?? file.clamp.burden)
    file.bits = bits ?? file.bits
    file.currentFullScale = currentFullScale ?? file.currentFullScale
    file.voltageFullScale = voltageFullScale ?? file.voltageFullScale
    file.noiseLimit = noiseLimit ?? file.noiseLimit
    if let delays {
      let values = try Self.numbers(delays, in: -1000...1000, of: "--delays")
      guard values.count == 4 else {
        throw ValidationError("--delays takes four numbers, for V, I1, I2 and I3, not \(values.count).")
      }
      file.channels.voltage.delay = values[0]
      for input in Input.allCases { file.channels.inputs[input].delay = values[input.index + 1] }
    }
    if let gainUncertainty {
      let values = try Self.numbersOfInputs(gainUncertainty, in: 0...1, of: "--gain-uncertainty")
      for input in Input.allCases { file.channels.inputs[input].gainUncertainty = values[input] }
    }
    if let phaseUncertainty {
      let values = try Self.numbersOfInputs(phaseUncertainty, in: 0...180, of: "--phase-uncertainty")
      for input in Input.allCases { file.channels.inputs[input].leadUncertainty = values[input] }
    }
    return file
  }

  /// One number for all inputs, or one each.
  private static func numbersOfInputs(
    _ text: String, in range: ClosedRange<Double>, of option: String
  ) throws -> PerInput<Double> {
    let values = try numbers(text, in: range, of: option)
    switch values.count {
    case 1: return PerInput(repeating: values[0])
    case 3: return PerInput(values[0], values[1], values[2])
    default:
      throw ValidationError(
        "\(option) takes one number, or three for inputs 1, 2 and 3, not \(values.count).")
    }
  }

  private static func numbers(
    _ text: String, in range: ClosedRange<Double>, of option: String
  ) throws -> [Double] {
    do throws(NumberList.Failure) {
      return try NumberList(text, in: range).values
    } catch {
      throw ValidationError("\(option): \(error).")
    }
  }
}
