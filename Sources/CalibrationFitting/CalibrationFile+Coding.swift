// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Metering

extension CalibrationFile: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case version, ratedCurrentAmperes, turnsRatio, burdenOhms, bits, currentFullScaleVolts,
      voltageFullScaleVolts
    case channels
  }

  /// Decodes types and keys strictly; ranges are for ``validate(file:)`` to check.
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    let version: Int = try object.integer(.version)
    guard version == Self.version else {
      throw DecodingError.at(object.path(.version), "expected \(Self.version), found \(version)")
    }
    let clamp = Clamp(
      rating: try object.number(.ratedCurrentAmperes), ratio: try object.number(.turnsRatio),
      burden: try object.number(.burdenOhms))
    self.init(
      clamp: clamp, bits: try object.integer(.bits),
      currentFullScale: try object.number(.currentFullScaleVolts),
      voltageFullScale: try object.number(.voltageFullScaleVolts))
    guard let channels = try object.object(.channels, default: nil as ChannelsEntry?) else {
      throw DecodingError.at(object.path(.channels), "expected an object, found none")
    }
    self.channels = channels.channels
  }
}

/// The channels of a file, by name.
private struct ChannelsEntry: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case voltage = "V"
    case input1 = "I1"
    case input2 = "I2"
    case input3 = "I3"
  }

  var channels: PerChannel<CalibrationFile.ChannelFigures>

  init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    func required<Value: Decodable>(_ key: Key) throws -> Value {
      guard let value = try object.object(key, default: nil as Value?) else {
        throw DecodingError.at(object.path(key), "expected a channel, found none")
      }
      return value
    }
    let voltage: VoltageEntry = try required(.voltage)
    let inputs: [InputEntry] = try [.input1, .input2, .input3].map(required)
    channels = PerChannel(
      voltage: voltage.figures, inputs: .init(inputs[0].figures, inputs[1].figures, inputs[2].figures))
  }
}

private struct VoltageEntry: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case gain, phaseDegrees, delayMicroseconds, offsetCodes, noiseCodesSquared
  }

  var figures: CalibrationFile.ChannelFigures

  init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    figures = CalibrationFile.ChannelFigures(
      gain: try object.number(.gain), lead: try object.number(.phaseDegrees),
      delay: try object.number(.delayMicroseconds), offset: try object.number(.offsetCodes),
      noise: object.isNull(.noiseCodesSquared) ? nil : try object.number(.noiseCodesSquared))
  }
}

private struct InputEntry: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case gain, phaseDegrees, delayMicroseconds, offsetCodes, noiseCodesSquared, points
  }

  var figures: CalibrationFile.ChannelFigures

  init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    figures = CalibrationFile.ChannelFigures(
      gain: try object.number(.gain), lead: try object.number(.phaseDegrees),
      delay: try object.number(.delayMicroseconds), offset: try object.number(.offsetCodes),
      noise: object.isNull(.noiseCodesSquared) ? nil : try object.number(.noiseCodesSquared))
    guard object.has(.points) else {
      throw DecodingError.at(object.path(.points), "expected an array, found none")
    }
    let points: [PointEntry] = try object.list(.points)
    for (index, entry) in points.enumerated() {
      let path = object.path(.points) + [PathKey(intValue: index)]
      do throws(CorrectionTable.Failure) {
        try figures.correction.append(entry.point)
      } catch {
        switch error {
        case .full:
          throw DecodingError.at(
            path, "expected at most \(CorrectionTable.capacity) points, found \(points.count)")
        case .notAscending:
          let least = index == 0 ? 0 : points[index - 1].point.current
          throw DecodingError.at(
            path + [PathKey(stringValue: "currentAmperes")],
            "expected more than \(least), as currents ascend, found \(entry.point.current)")
        }
      }
    }
  }
}

private struct PointEntry: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case currentAmperes, gain, phaseDegrees
  }

  var point: CorrectionPoint

  init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    point = CorrectionPoint(
      current: try object.number(.currentAmperes), gain: try object.number(.gain),
      lead: try object.number(.phaseDegrees))
  }
}
