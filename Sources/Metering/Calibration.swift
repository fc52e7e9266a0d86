// SPDX-License-Identifier: Apache-2.0

/// The conversion of all channels' codes into volts and amperes.
public struct Calibration: Sendable, Equatable {
  /// Each channel's own figures.
  public var channels: PerChannel<ChannelCalibration>
  /// The range the clamps are used for, for the flag `overRange`.
  public var range: ClampRange
  /// The code at the negative rail of the converters.
  public var lowestCode: Int16
  /// The code at the positive rail of the converters.
  public var highestCode: Int16
  /// The most that is subtracted from a mean square for the converter's noise, codes squared: 1 LSB RMS and quantisation by default.
  ///
  /// All other scatter counts as current.
  public var noiseLimit: Double

  /// A calibration of these figures.
  public init(
    channels: PerChannel<ChannelCalibration>, range: ClampRange, lowestCode: Int16, highestCode: Int16,
    noiseLimit: Double = Self.usualNoise
  ) {
    self.channels = channels
    self.range = range
    self.lowestCode = lowestCode
    self.highestCode = highestCode
    self.noiseLimit = noiseLimit
  }

  /// How far the rails are from the middle between them, codes.
  var rail: Double { 0.5 * Elementary.double(Int64(highestCode) &- Int64(lowestCode)) }

  /// The noise of 1 LSB RMS and quantisation, codes squared.
  public static var usualNoise: Double { 13.0 / 12 }

  /// Whether every channel's figures, and the limit of the noise, can be used in calculations.
  var isUsable: Bool {
    channels.voltage.isUsable && channels.inputs[0].isUsable && channels.inputs[1].isUsable
      && channels.inputs[2].isUsable && noiseLimit.isFiniteMagnitude
  }

  /// The nominal figures of the device: no file needed.
  ///
  /// - Parameters:
  ///   - clamp: The clamps; 80 A, 2000:1 over 40 ohm by default.
  ///   - bits: Converter resolution, 12...16.
  ///   - currentFullScale: Volts at the input converters' full scale.
  ///   - voltageFullScale: Mains volts at the voltage converter's full scale.
  @inline(__always)  // Constant arguments give a constant: less code than a call.
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
