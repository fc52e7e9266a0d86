// SPDX-License-Identifier: Apache-2.0
import HostFiles
public import StrictJSON
import Metering

extension CalibrationFile {
  /// Decodes and checks a file's content.
  ///
  /// - Parameters:
  ///   - json: A JSON object in UTF-8.
  ///   - file: What to call it in an error.
  /// - Throws: `data` with the line and path of the first key that is missing, unknown, given twice, of the wrong type
  ///   or out of its range, or the place at which the text stops being JSON.
  public init(json: [UInt8], file: String) throws(InputError) {
    let value = try StrictValue(json: json, file: file)
    let calibration = try CalibrationFile(reading: value)
    try value.locating { () throws(InputError) in try calibration.validate(file: file) }
    self = calibration
  }

  /// Reads and checks a file.
  ///
  /// - Throws: `noInput` where it cannot be read; what is wrong in it.
  public static func load(_ path: String) throws(InputError) -> CalibrationFile {
    let bytes = try WholeFile.bytes(of: path, expected: "a readable calibration file")
    return try CalibrationFile(json: bytes, file: path)
  }

  /// Checks and writes the file: it is complete and synced to the disk before it replaces a file of that name.
  ///
  /// - Throws: `data` for a value out of its range, `inputOutput` with the system's reason; the old file is as it was.
  public func write(to path: String) throws(InputError) {
    try validate(file: path)
    try WholeFile.write(json, to: path)
  }

  /// The file's content: keys in a fixed order, one point a line, numbers that read back as the same. Uncertainties and a noise
  /// limit are left out where none are stated.
  public var json: String {
    let voltage = JSONValue.Member("V", Self.json(channels.voltage, points: nil))
    let inputs = Input.allCases.map { input in
      let figures = channels.inputs[input]
      return JSONValue.Member("I\(input.rawValue)", Self.json(figures, points: figures.correction.list))
    }
    var members = [
      JSONValue.Member("version", .integer(Self.version)),
      .init("ratedCurrentAmperes", .number(clamp.range.rating)), .init("turnsRatio", .number(clamp.ratio)),
      .init("burdenOhms", .number(clamp.burden)), .init("bits", .integer(bits)),
      .init("currentFullScaleVolts", .number(currentFullScale)),
      .init("voltageFullScaleVolts", .number(voltageFullScale)),
    ]
    if let noiseLimit { members.append(.init("noiseLimitCodesSquared", .number(noiseLimit))) }
    members.append(.init("channels", .members([voltage] + inputs, .indented)))
    return JSONValue.members(members, .indented).json() + "\n"
  }

  private static func json(_ channel: ChannelDeviation, points: [CorrectionPoint]?) -> JSONValue {
    var members = [
      JSONValue.Member("gain", .number(channel.gain)), .init("phaseDegrees", .number(channel.lead)),
      .init("delayMicroseconds", .number(channel.delay)), .init("offsetCodes", .number(channel.offset)),
      .init("noiseCodesSquared", .number(channel.noise)),
    ]
    if channel.gainUncertainty != 0 {
      members.append(.init("gainUncertainty", .number(channel.gainUncertainty)))
    }
    if channel.leadUncertainty != 0 {
      members.append(.init("phaseUncertaintyDegrees", .number(channel.leadUncertainty)))
    }
    if let points {
      let rows = points.map { point in
        JSONValue.object(
          [
            "currentAmperes": .number(point.current), "gain": .number(point.gain),
            "phaseDegrees": .number(point.lead),
          ], .spaced)
      }
      members.append(.init("points", .list(rows, .indented)))
    }
    return .members(members, .indented)
  }
}
