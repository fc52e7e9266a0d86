// SPDX-License-Identifier: Apache-2.0
public import Metering
public import Recordings

/// A recording and its known load.
public struct CalibrationPoint: Sendable, Equatable {
  /// Where the frames are.
  public var file: String
  /// The input whose clamp carries the load.
  public var input: Input
  /// True RMS of the current, A, above 0.
  public var amperes: Double
  /// How far the current lags the voltage of the line that the wiring map has at the input, degrees.
  public var degrees: Double
  /// True RMS of the voltage, V; nil where it is not known.
  public var volts: Double?

  /// A point of these parts.
  public init(file: String, input: Input, amperes: Double, degrees: Double, volts: Double? = nil) {
    self.file = file
    self.input = input
    self.amperes = amperes
    self.degrees = degrees
    self.volts = volts
  }
}

/// A value with the standard deviation of its random error.
public struct Estimate: Sendable, Equatable {
  /// The value, in the unit of the quantity.
  public var value: Double
  /// Standard deviation of its error, in the same unit.
  public var deviation: Double

  /// A value and the standard deviation of its error.
  public init(_ value: Double, deviation: Double) {
    self.value = value
    self.deviation = deviation
  }

  /// The mean of estimates of the same value, each weighted by its deviation; nil of none.
  public init?(meanOf estimates: [Estimate]) {
    guard !estimates.isEmpty else { return nil }
    let weights = estimates.map { 1 / ($0.deviation * $0.deviation) }
    let sum = weights.reduce(0, +)
    self.init(
      zip(estimates, weights).reduce(0) { $0 + $1.0.value * $1.1 } / sum, deviation: (1 / sum).squareRoot())
  }
}

/// The errors of a channel in a recording at a known load.
public struct CalibrationMeasurement: Sendable {
  /// The recording and its load.
  public var point: CalibrationPoint
  /// True current over the one that the nominal channel shows.
  public var gain: Estimate
  /// How far the channel leads, degrees; of an inverted channel after it is turned round.
  public var lead: Estimate
  /// Whether the channel shows the current the other way round.
  public var isInverted: Bool
  /// True voltage over the one that the nominal channel shows; nil where the true one is not known.
  public var voltageGain: Estimate?
  /// Cycles that counted.
  public var cycles: Int
  /// Cycles that were left out because of a flag, of their own or of the line, or for want of a current.
  public var leftOut: LeftOutSeconds

  /// A measurement of these parts.
  public init(
    point: CalibrationPoint, gain: Estimate, lead: Estimate, isInverted: Bool = false,
    voltageGain: Estimate? = nil, cycles: Int, leftOut: LeftOutSeconds = LeftOutSeconds()
  ) {
    self.point = point
    self.gain = gain
    self.lead = lead
    self.isInverted = isInverted
    self.voltageGain = voltageGain
    self.cycles = cycles
    self.leftOut = leftOut
  }

  /// Ratio error of the nominal channel, percent.
  public var ratioError: Double { (1 / gain.value - 1) * 100 }
}
