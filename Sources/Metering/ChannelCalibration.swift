// SPDX-License-Identifier: Apache-2.0

/// The conversion of one channel's codes into its physical quantity.
public struct ChannelCalibration: Sendable, Equatable {
  /// Volts or amperes a code; negative where the channel is inverted.
  public var scale: Double
  /// How much later than the voltage this channel is sampled, s, a magnitude below 512: positive for a multiplexed converter.
  public var delay: Double
  /// How far the channel leads the true quantity at any current and frequency, degrees, a magnitude below 512.
  public var lead: Double
  /// The error as a function of the current, on top of ``scale`` and ``lead``.
  public var correction: CorrectionTable
  /// The converter's code without a signal.
  ///
  /// It is for code that handles samples before the meter, such as the driver of an unsigned converter. The meter
  /// itself subtracts each cycle's mean.
  public var offset: Double
  /// Power of the channel's noise, codes squared, quantisation included; nil to measure it while metering.
  public var noise: Double?
  /// Standard uncertainty of the channel's gain, relative.
  public var gainUncertainty: Double
  /// Standard uncertainty of its lead, degrees.
  public var leadUncertainty: Double

  /// A channel of `scale` units a code, sampled `delay` seconds after the voltage; without errors by default.
  public init(
    scale: Double, delay: Double = 0, lead: Double = 0, correction: CorrectionTable = CorrectionTable(),
    offset: Double = 0, noise: Double? = nil, gainUncertainty: Double = 0, leadUncertainty: Double = 0
  ) {
    self.scale = scale
    self.delay = delay
    self.lead = lead
    self.correction = correction
    self.offset = offset
    self.noise = noise
    self.gainUncertainty = gainUncertainty
    self.leadUncertainty = leadUncertainty
  }

  /// Whether every figure that a meter uses is finite, the scale is not 0, the gains are above 0, noise and uncertainties are
  /// not negative, and the magnitudes of the delay and the leads are below 512.
  var isUsable: Bool {
    guard scale.isFinite, scale != 0, delay.isBelow512, lead.isBelow512, (noise ?? 0).isFiniteMagnitude,
      gainUncertainty.isFiniteMagnitude, leadUncertainty.isFiniteMagnitude
    else { return false }
    for index in 0..<correction.count {
      let point = correction[index]
      guard point.gain > 0, point.gain.isFinite, point.lead.isBelow512 else { return false }
    }
    return true
  }

  /// A phasor of codes as a phasor of volts or amperes, referred to the voltage's sample times.
  ///
  /// - Parameters:
  ///   - codes: RMS phasor in codes; its magnitude is taken for the RMS of the whole signal.
  ///   - frequency: Frequency of the phasor, Hz.
  public func phasor(_ codes: Phasor, frequency: Double) -> Phasor {
    conversion(at: codes.magnitude, frequency: frequency).phasor(codes)
  }

  /// The conversion of codes into amperes or volts at one operating point.
  ///
  /// - Parameters:
  ///   - codes: RMS of the channel without noise, codes.
  ///   - frequency: Mains frequency, Hz.
  func conversion(at codes: Double, frequency: Double) -> ChannelConversion {
    ChannelConversion(self, square: codes * codes, frequency: frequency)
  }
}

extension Double {
  /// Whether its magnitude is below 512; false for NaN. A look at the exponent, which takes the least code.
  @inline(__always)
  var isBelow512: Bool {
    UInt32(truncatingIfNeeded: bitPattern &>> 32) &<< 1 < (1023 + 9) &<< 21
  }

  /// Whether it is 0 or above, and finite.
  @inline(never)
  var isFiniteMagnitude: Bool { self >= 0 && isFinite }
}

/// A channel's calibration at one current and frequency.
struct ChannelConversion {
  /// Units a code.
  let scale: Double
  /// The angle by which the fundamental is turned, degrees.
  let turn: Double

  /// The conversion for a mean square in codes squared, at a mains frequency in Hz; see
  /// ``ChannelCalibration/conversion(at:frequency:)``.
  init(_ channel: borrowing @_addressable ChannelCalibration, square: Double, frequency: Double) {
    var point = CorrectionPoint(current: 0, gain: 1, lead: 0)
    if channel.correction.count > 0 {
      let shown = Elementary.squareRoot(square) * abs(channel.scale)
      // The table is over the true current: the second look-up is at the result of the first, whose error is of second order.
      point = channel.correction.point(at: shown)
      point = channel.correction.point(at: shown * point.gain)
    }
    scale = channel.scale * point.gain
    turn = -(channel.lead + point.lead + 360 * frequency * channel.delay)
  }

  /// The fundamental in volts or amperes, from codes.
  func phasor(_ codes: Phasor) -> Phasor {
    codes.rotated(degrees: turn) * scale
  }
}
