// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
public import Waveforms

extension CalibrationFile {
  /// Decodes and checks a file's content.
  ///
  /// - Parameters:
  ///   - json: A JSON object in UTF-8.
  ///   - file: What to call it in an error.
  /// - Throws: `data` with the first key that is missing, unknown, given twice, of the wrong type or out of its range,
  ///   or the key at which the text stops being JSON.
  public init(json: [UInt8], file: String) throws(WaveformError) {
    do throws(JSONSyntax.Failure) {
      try JSONSyntax.check(json)
    } catch {
      throw WaveformError(.data, file: file, place: error.path.isEmpty ? nil : error.path, error.problem)
    }
    do {
      self = try JSONDecoder().decode(CalibrationFile.self, from: Data(json))
    } catch DecodingError.dataCorrupted(let context) {
      let path = context.codingPath.keyPath
      throw WaveformError(.data, file: file, place: path.isEmpty ? nil : path, context.debugDescription)
    } catch {
      throw WaveformError(.data, file: file, "expected a calibration, found: \(error)")
    }
    try validate(file: file)
  }

  /// Reads and checks a file.
  ///
  /// - Throws: `noInput` where it cannot be read; what is wrong in it.
  public static func load(_ path: String) throws(WaveformError) -> CalibrationFile {
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw WaveformError(.noInput, file: path, "expected a readable calibration file")
    }
    return try CalibrationFile(json: [UInt8](bytes), file: path)
  }

  /// Checks and writes the file: whole and on the disk before it takes the place of what had its name.
  ///
  /// - Throws: `data` for a value out of its range, `inputOutput` with the system's reason; the old file is as it was.
  public func write(to path: String) throws(WaveformError) {
    try validate(file: path)
    let output = try ByteOutput(path: path, isCancelled: { false })
    try output.write(Array(json.utf8))
    try output.synchronize()
    try output.finish()
  }

  /// The file's content: keys in a fixed order, a point a line, numbers that read back as the same.
  public var json: String {
    let inputs = Input.allCases.map {
      ",\n    \"I\($0.rawValue)\": \(Self.json(channels.inputs[$0], hasPoints: true))"
    }
    return """
      {
        "version": \(Self.version),
        "ratedCurrentAmperes": \(number(clamp.range.rating)),
        "turnsRatio": \(number(clamp.ratio)),
        "burdenOhms": \(number(clamp.burden)),
        "bits": \(bits),
        "currentFullScaleVolts": \(number(currentFullScale)),
        "voltageFullScaleVolts": \(number(voltageFullScale)),
        "channels": {
          "V": \(Self.json(channels.voltage, hasPoints: false))\(inputs.joined())
        }
      }

      """
  }

  private static func json(_ channel: ChannelFigures, hasPoints: Bool) -> String {
    let points = channel.correction.list.map { point in
      """

              {"currentAmperes": \(number(point.current)), "gain": \(number(point.gain)), \
      "phaseDegrees": \(number(point.lead))}
      """
    }
    let list = points.isEmpty ? "" : points.joined(separator: ",") + "\n      "
    return """
      {
            "gain": \(number(channel.gain)),
            "phaseDegrees": \(number(channel.lead)),
            "delayMicroseconds": \(number(channel.delay)),
            "offsetCodes": \(number(channel.offset)),
            "noiseCodesSquared": \(channel.noise.map(number) ?? "null")\(hasPoints ? ",\n      \"points\": [\(list)]" : "")
          }
      """
  }
}

/// A JSON number that reads back as the same.
private func number(_ value: Double) -> String {
  Int(exactly: value).map(String.init) ?? "\(value)"
}
