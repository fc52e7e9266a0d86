// SPDX-License-Identifier: Apache-2.0
package import StrictJSON
import Metering

extension CalibrationFile: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case version, ratedCurrentAmperes, turnsRatio, burdenOhms, bits, currentFullScaleVolts,
      voltageFullScaleVolts
    case noiseLimitCodesSquared, channels
  }

  /// Reads types and keys strictly; ranges are for ``validate(file:)`` to check.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    let version: Int = try object.integer(.version)
    guard version == Self.version else {
      throw object.refused(.version, "expected \(Self.version), found \(version)")
    }
    let clamp = Clamp(
      rating: try object.number(.ratedCurrentAmperes), ratio: try object.number(.turnsRatio),
      burden: try object.number(.burdenOhms))
    self.init(
      clamp: clamp, bits: try object.integer(.bits),
      currentFullScale: try object.number(.currentFullScaleVolts),
      voltageFullScale: try object.number(.voltageFullScaleVolts))
    if object[.noiseLimitCodesSquared] != nil { noiseLimit = try object.number(.noiseLimitCodesSquared) }
    let channels: ChannelsEntry = try object.object(.channels)
    self.channels = channels.channels
  }
}

/// The channels of a file, by name.
private struct ChannelsEntry: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case voltage = "V"
    case input1 = "I1"
    case input2 = "I2"
    case input3 = "I3"
  }

  var channels: PerChannel<CalibrationFile.ChannelDeviation>

  init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    let voltage: VoltageEntry = try object.object(.voltage, expected: "a channel")
    let inputs = try [Key.input1, .input2, .input3].map { key throws(InputError) -> InputEntry in
      try object.object(key, expected: "a channel")
    }
    channels = PerChannel(
      voltage: voltage.figures, inputs: .init(inputs[0].figures, inputs[1].figures, inputs[2].figures))
  }
}

private struct VoltageEntry: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case gain, phaseDegrees, delayMicroseconds, offsetCodes, noiseCodesSquared
    case gainUncertainty, phaseUncertaintyDegrees
  }

  var figures: CalibrationFile.ChannelDeviation

  init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    figures = CalibrationFile.ChannelDeviation(
      gain: try object.number(.gain), lead: try object.number(.phaseDegrees),
      delay: try object.number(.delayMicroseconds), offset: try object.number(.offsetCodes),
      noise: try object.nullableNumber(.noiseCodesSquared),
      gainUncertainty: try object.number(.gainUncertainty, default: 0),
      leadUncertainty: try object.number(.phaseUncertaintyDegrees, default: 0))
  }
}

private struct InputEntry: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case gain, phaseDegrees, delayMicroseconds, offsetCodes, noiseCodesSquared
    case gainUncertainty, phaseUncertaintyDegrees, points
  }

  var figures: CalibrationFile.ChannelDeviation

  init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    figures = CalibrationFile.ChannelDeviation(
      gain: try object.number(.gain), lead: try object.number(.phaseDegrees),
      delay: try object.number(.delayMicroseconds), offset: try object.number(.offsetCodes),
      noise: try object.nullableNumber(.noiseCodesSquared),
      gainUncertainty: try object.number(.gainUncertainty, default: 0),
      leadUncertainty: try object.number(.phaseUncertaintyDegrees, default: 0))
    guard object[.points] != nil else {
      throw object.refused(.points, "expected an array, found no such key")
    }
    let items = try object.items(.points)
    for item in items {
      let entry = try PointEntry(reading: item)
      do throws(CorrectionTable.Failure) {
        try figures.correction.append(entry.point)
      } catch {
        switch error {
        case .full:
          throw item.refused(
            "expected at most \(CorrectionTable.capacity) points, found \(items.count)")
        case .notAscending:
          let least = figures.correction.list.last?.current ?? 0
          throw try entry.refused(
            item, "expected more than \(least.plain), as currents ascend, found \(entry.point.current.plain)")
        }
      }
    }
  }
}

private struct PointEntry: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case currentAmperes, gain, phaseDegrees
  }

  var point: CorrectionPoint

  init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    point = CorrectionPoint(
      current: try object.number(.currentAmperes), gain: try object.number(.gain),
      lead: try object.number(.phaseDegrees))
  }

  /// The error that something is wrong with the current of an entry.
  func refused(_ value: StrictValue, _ problem: String) throws(InputError) -> InputError {
    try StrictObject(value, of: Key.self).refused(.currentAmperes, problem)
  }
}
