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
  /// - Throws: `data` with the first key that is missing, unknown, given twice, of the wrong type or out of its range,
  ///   or the key at which the text stops being JSON.
  public init(json: [UInt8], file: String) throws(InputError) {
    self = try StrictFile.decode(json, as: "a calibration", file: file)
    try validate(file: file)
  }

  /// Reads and checks a file.
  ///
  /// - Throws: `noInput` where it cannot be read; what is wrong in it.
  public static func load(_ path: String) throws(InputError) -> CalibrationFile {
    let bytes = try WholeFile.bytes(of: path, expected: "a readable calibration file")
    return try CalibrationFile(json: bytes, file: path)
  }

  /// Checks and writes the file: whole and on the disk before it takes the place of what had its name.
  ///
  /// - Throws: `data` for a value out of its range, `inputOutput` with the system's reason; the old file is as it was.
  public func write(to path: String) throws(InputError) {
    try validate(file: path)
    try WholeFile.write(json, to: path)
  }

  /// The file's content: keys in a fixed order, a point a line, numbers that read back as the same.
  public var json: String {
    let inputs = Input.allCases.map {
      ",\n    \"I\($0.rawValue)\": \(Self.json(channels.inputs[$0], hasPoints: true))"
    }
    return """
      {
        "version": \(Self.version),
        "ratedCurrentAmperes": \(clamp.range.rating.plain),
        "turnsRatio": \(clamp.ratio.plain),
        "burdenOhms": \(clamp.burden.plain),
        "bits": \(bits),
        "currentFullScaleVolts": \(currentFullScale.plain),
        "voltageFullScaleVolts": \(voltageFullScale.plain),
        "channels": {
          "V": \(Self.json(channels.voltage, hasPoints: false))\(inputs.joined())
        }
      }

      """
  }

  private static func json(_ channel: ChannelFigures, hasPoints: Bool) -> String {
    let points = channel.correction.list.map { point in
      """

              {"currentAmperes": \(point.current.plain), "gain": \(point.gain.plain), \
      "phaseDegrees": \(point.lead.plain)}
      """
    }
    let list = points.isEmpty ? "" : points.joined(separator: ",") + "\n      "
    return """
      {
            "gain": \(channel.gain.plain),
            "phaseDegrees": \(channel.lead.plain),
            "delayMicroseconds": \(channel.delay.plain),
            "offsetCodes": \(channel.offset.plain),
            "noiseCodesSquared": \(channel.noise.map(\.plain) ?? "null")\(hasPoints ? ",\n      \"points\": [\(list)]" : "")
          }
      """
  }
}
