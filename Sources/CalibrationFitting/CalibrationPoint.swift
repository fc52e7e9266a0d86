// SPDX-License-Identifier: Apache-2.0
public import Metering

/// A recording at a known load, and what is known of it.
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

  /// Why a text is not a point.
  public struct Failure: Error, CustomStringConvertible {
    /// What was expected and what was found.
    public var description: String
  }

  /// A point as the command line has it: `FILE,input=1,amperes=10,degrees=0` and perhaps `,volts=230`.
  ///
  /// - Throws: What is missing or wrong.
  public init(_ text: String) throws(Failure) {
    var figures: [String: Double] = [:]
    var parts = text.split(separator: ",", omittingEmptySubsequences: false)
    while let part = parts.last, let equals = part.firstIndex(of: "=") {
      let key = String(part[..<equals])
      guard let range = Self.ranges[key] else { break }
      guard let value = Double(part[part.index(after: equals)...]), range.contains(value) else {
        throw Failure(
          description: "expected \(key) in \(range.lowerBound)...\(range.upperBound), found \(part)")
      }
      guard figures.updateValue(value, forKey: key) == nil else {
        throw Failure(description: "\(key) is given twice")
      }
      parts.removeLast()
    }
    let file = parts.joined(separator: ",")
    guard !file.isEmpty else {
      throw Failure(description: "expected a file before the first comma, found none")
    }
    guard let number = figures["input"], let input = UInt8(exactly: number).flatMap(Input.init) else {
      throw Failure(description: "expected input=1, 2 or 3 behind the file, found \(text)")
    }
    guard let amperes = figures["amperes"] else {
      throw Failure(description: "expected amperes=A, found none")
    }
    guard let degrees = figures["degrees"] else {
      throw Failure(description: "expected degrees=D, found none")
    }
    self.init(file: file, input: input, amperes: amperes, degrees: degrees, volts: figures["volts"])
  }

  private static let ranges: [String: ClosedRange<Double>] = [
    "input": 1...3, "amperes": 0.001...10000, "degrees": -360...360, "volts": 1...100000,
  ]
}

/// A value with the standard deviation of its random error.
public struct Estimate: Sendable, Equatable {
  /// The value.
  public var value: Double
  /// Standard deviation of its error.
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

/// What a recording at a known load shows.
public struct CalibrationMeasurement: Sendable {
  /// What is known.
  public var point: CalibrationPoint
  /// True current over the one that the nominal channel shows.
  public var gain: Estimate
  /// How far the channel leads, degrees.
  public var lead: Estimate
  /// True voltage over the one that the nominal channel shows; nil where the true one is not known.
  public var voltageGain: Estimate?
  /// Cycles that counted.
  public var cycles: Int
  /// Cycles that were left out: clipped, without frequency, with a gap, or without current.
  public var rejected: Int

  /// A measurement of these parts.
  public init(
    point: CalibrationPoint, gain: Estimate, lead: Estimate, voltageGain: Estimate? = nil, cycles: Int,
    rejected: Int = 0
  ) {
    self.point = point
    self.gain = gain
    self.lead = lead
    self.voltageGain = voltageGain
    self.cycles = cycles
    self.rejected = rejected
  }

  /// Ratio error of the nominal channel, percent.
  public var ratioError: Double { (1 / gain.value - 1) * 100 }
}
