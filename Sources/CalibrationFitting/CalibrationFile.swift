// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
public import Metering

/// A sensor's calibration as it is kept in a file: nominal values, and the differences of each channel from them.
///
/// It is a JSON object with units in the names of its keys; every one of these must be there:
///
///     {
///       "version": 1,
///       "ratedCurrentAmperes": 80,
///       "turnsRatio": 2000,
///       "burdenOhms": 40,
///       "bits": 12,
///       "currentFullScaleVolts": 1.25,
///       "voltageFullScaleVolts": 400,
///       "channels": {
///         "V": {"gain": 1, "phaseDegrees": 0, "delayMicroseconds": 0, "offsetCodes": 0, "noiseCodesSquared": null},
///         "I1": {"gain": 1, "phaseDegrees": 0, "delayMicroseconds": 60, "offsetCodes": 3.2, "noiseCodesSquared": 1.1,
///           "points": [{"currentAmperes": 1, "gain": 1.021, "phaseDegrees": 2.1}]},
///         "I2": ...,
///         "I3": ...
///       }
///     }
///
/// `gain` is the true value over the one that the channel shows, `phaseDegrees` how far the channel leads the truth;
/// a point's figures come on top of the channel's. `delayMicroseconds` is how much later than the frame the channel is
/// sampled. `noiseCodesSquared` is null where the noise is measured while metering.
///
/// Three more keys are optional, and no others may be there. A channel's `gainUncertainty` (relative) and `phaseUncertaintyDegrees`
/// state the standard uncertainties of its gain and its phase. Those of readings include them, and a direction is `indeterminate`
/// where the uncertainty of the phase leaves it open. `noiseLimitCodesSquared`, beside `bits`, is the most that is subtracted for
/// the converter's noise where that is measured while metering. A file is written without the keys that it does not state.
public struct CalibrationFile: Sendable, Equatable {
  /// The version of the format that is read and written.
  public static let version = 1

  /// The clamps and their burden; rated 1...10000 A, ratio 1...100000, burden 0.001...100000 ohm.
  public var clamp: Clamp
  /// Converter resolution, 12...16 bits.
  public var bits: Int
  /// Volts at the input converters' full scale, 0.001...1000.
  public var currentFullScale: Double
  /// Mains volts at the voltage converter's full scale, 1...100000.
  public var voltageFullScale: Double
  /// The most that is subtracted from a mean square for the converter's noise, codes squared, 0...65535; nil for 1 LSB RMS and
  /// quantisation. Frames that come with a calibration of their own have their own.
  public var noiseLimit: Double?
  /// The differences of each channel.
  public var channels: PerChannel<ChannelDeviation>

  /// The differences of one channel from its nominal values.
  public struct ChannelDeviation: Sendable, Equatable {
    /// The true value over the one that the nominal channel shows, of a magnitude of 0.0001...10000; negative where the channel
    /// is inverted.
    public var gain: Double
    /// How far the channel leads the truth, degrees, -180...180.
    public var lead: Double
    /// How much later than its frame the channel is sampled, microseconds, -1000...1000.
    public var delay: Double
    /// The code of the converter without a signal, within its range.
    public var offset: Double
    /// Power of the noise, codes squared, 0...65535; nil where it is not known.
    public var noise: Double?
    /// Standard uncertainty of the gain, relative, 0...1; 0 where none is stated.
    public var gainUncertainty: Double
    /// Standard uncertainty of the lead, degrees, 0...180; 0 where none is stated.
    public var leadUncertainty: Double
    /// The error over current; gains 0.5...2, leads -30...30. None for the voltage.
    public var correction: CorrectionTable

    /// Figures of these parts; no difference by default.
    public init(
      gain: Double = 1, lead: Double = 0, delay: Double = 0, offset: Double = 0, noise: Double? = nil,
      gainUncertainty: Double = 0, leadUncertainty: Double = 0,
      correction: CorrectionTable = CorrectionTable()
    ) {
      self.gain = gain
      self.lead = lead
      self.delay = delay
      self.offset = offset
      self.noise = noise
      self.gainUncertainty = gainUncertainty
      self.leadUncertainty = leadUncertainty
      self.correction = correction
    }
  }

  /// The nominal values of the device unless others are given; ``validate(file:)`` checks them.
  public init(
    clamp: Clamp = Clamp(), bits: Int = 12, currentFullScale: Double = 1.25, voltageFullScale: Double = 400,
    noiseLimit: Double? = nil, channels: PerChannel<ChannelDeviation> = .init(repeating: ChannelDeviation())
  ) {
    self.clamp = clamp
    self.bits = bits
    self.currentFullScale = currentFullScale
    self.voltageFullScale = voltageFullScale
    self.noiseLimit = noiseLimit
    self.channels = channels
  }

  /// The file in the form of a meter's configuration. All delays are relative to the voltage's.
  public var calibration: Calibration {
    var calibration = Calibration.nominal(
      clamp: clamp, bits: bits, currentFullScale: currentFullScale, voltageFullScale: voltageFullScale)
    if let noiseLimit { calibration.noiseLimit = noiseLimit }
    let reference = channels.voltage.delay
    calibration.channels.voltage = Self.channel(
      channels.voltage, scale: calibration.channels.voltage.scale, reference: reference)
    for input in Input.allCases {
      calibration.channels.inputs[input] = Self.channel(
        channels.inputs[input], scale: calibration.channels.inputs[input].scale, reference: reference)
    }
    return calibration
  }

  /// The calibration for frames that come with one of their own.
  ///
  /// Codes of a converter are calibrated by the file alone. A recording of amperes and volts, such as COMTRADE or CSV, keeps its
  /// own scales and skews; the file's gains, phases and delays come on top.
  ///
  /// - Parameters:
  ///   - own: The calibration with which the frames come.
  ///   - name: What to call the frames in an error.
  ///   - file: What to call the file in an error.
  /// - Throws: `data` where the frames have another resolution than the file.
  public func calibration(
    for own: Calibration, named name: String, file: String
  ) throws(InputError) -> Calibration {
    guard own.range.rating.isFinite else { return corrections(on: own) }
    let calibration = calibration
    guard calibration.lowestCode == own.lowestCode else {
      let found = own.lowestCode.magnitude.trailingZeroBitCount + 1
      throw InputError(
        .data, file: file, place: "bits", "expected \(found), the resolution of \(name), found \(bits)")
    }
    return rescaled(calibration, to: own)
  }

  /// A calibration for codes that are scaled, each channel by its own factor.
  private func rescaled(_ calibration: Calibration, to own: Calibration) -> Calibration {
    var calibration = calibration
    let steps = own.codeSteps
    guard steps != PerChannel(repeating: 1) else {
      for input in Input.allCases {
        calibration.channels.inputs[input].offset += own.channels.inputs[input].offset
      }
      calibration.channels.voltage.offset += own.channels.voltage.offset
      return calibration
    }
    calibration.channels.voltage.rescale(by: steps.voltage, own.channels.voltage)
    for input in Input.allCases {
      calibration.channels.inputs[input].rescale(by: steps.inputs[input], own.channels.inputs[input])
    }
    calibration.noiseLimit = own.noiseLimit
    return calibration
  }

  /// A calibration with its own scales and delays, corrected by the file's gains, phases and delays; noise is measured.
  package func corrections(on own: Calibration) -> Calibration {
    var calibration = calibration
    calibration.lowestCode = own.lowestCode
    calibration.highestCode = own.highestCode
    calibration.noiseLimit = own.noiseLimit
    calibration.channels.voltage = Self.rescaled(
      channels.voltage, calibration.channels.voltage, own.channels.voltage)
    for input in Input.allCases {
      calibration.channels.inputs[input] = Self.rescaled(
        channels.inputs[input], calibration.channels.inputs[input], own.channels.inputs[input])
    }
    return calibration
  }

  private static func channel(
    _ figures: ChannelDeviation, scale: Double, reference: Double
  ) -> ChannelCalibration {
    ChannelCalibration(
      scale: scale * figures.gain, delay: (figures.delay - reference) * 1e-6, lead: figures.lead,
      correction: figures.correction, offset: figures.offset, noise: figures.noise,
      gainUncertainty: figures.gainUncertainty, leadUncertainty: figures.leadUncertainty)
  }

  private static func rescaled(
    _ figures: ChannelDeviation, _ channel: ChannelCalibration, _ own: ChannelCalibration
  ) -> ChannelCalibration {
    var channel = channel
    channel.scale = own.scale * figures.gain
    channel.delay += own.delay
    channel.offset = 0
    channel.noise = nil
    return channel
  }
}
