// SPDX-License-Identifier: Apache-2.0

/// What turns the codes of all channels into volts and amperes.
public struct Calibration: Sendable, Equatable {
  /// Each channel's own figures.
  public var channels: PerChannel<ChannelCalibration>
  /// The range the clamps are used for, for the flag `overRange`.
  public var range: ClampRange
  /// The code at the negative rail of the converters.
  public var lowestCode: Int16
  /// The code at the positive rail of the converters.
  public var highestCode: Int16

  /// A calibration of these figures.
  public init(
    channels: PerChannel<ChannelCalibration>, range: ClampRange, lowestCode: Int16, highestCode: Int16
  ) {
    self.channels = channels
    self.range = range
    self.lowestCode = lowestCode
    self.highestCode = highestCode
  }

  /// Whether every channel's figures can be calculated with; the calibration is left as it is: passed by its address, it is
  /// not copied.
  static func isUsable(_ calibration: inout Calibration) -> Bool {
    ChannelCalibration.isUsable(&calibration.channels.voltage)
      && ChannelCalibration.isUsable(&calibration.channels.inputs.first)
      && ChannelCalibration.isUsable(&calibration.channels.inputs.second)
      && ChannelCalibration.isUsable(&calibration.channels.inputs.third)
  }

  /// The most that a channel's noise can be, codes squared: a thousandth of the scale's half squared, 4 at 12 bits.
  ///
  /// It bounds how much too low a current can be read for a load that never keeps still: 0.2 % at 1 A.
  var noiseLimit: Double {
    let step = Elementary.number(Int64(highestCode) - Int64(lowestCode)) * (1.0 / 2048)
    return step * step
  }

  /// The nominal figures of the device: no file needed.
  ///
  /// - Parameters:
  ///   - clamp: The clamps; 80 A, 2000:1 over 40 ohm by default.
  ///   - bits: Converter resolution, 12...16.
  ///   - currentFullScale: Volts at the input converters' full scale.
  ///   - voltageFullScale: Mains volts at the voltage converter's full scale.
  @inline(__always)  // Of constants it is a constant: less code than a call.
  public static func nominal(
    clamp: Clamp = Clamp(), bits: Int = 12, currentFullScale: Double = 1.25, voltageFullScale: Double = 400
  ) -> Calibration {
    let converter = Converter(bits: bits, fullScale: currentFullScale)
    let voltage = ChannelCalibration(scale: Converter(bits: bits, fullScale: voltageFullScale).step)
    let input = ChannelCalibration(scale: converter.step * clamp.amperesPerVolt)
    return Calibration(
      channels: .init(voltage: voltage, inputs: .init(repeating: input)), range: clamp.range,
      lowestCode: converter.lowestCode, highestCode: converter.highestCode)
  }
}
