// SPDX-License-Identifier: Apache-2.0
import StrictJSON
public import Recordings
import Foundation
public import Metering

/// A recording for a calibration: at a known load, or at zero current.
public struct CalibrationRecording {
  let source: any FrameSource
  let name: String

  /// The frames of `source`, called `name` in errors.
  public init(_ source: any FrameSource, name: String) {
    self.source = source
    self.name = name
  }

  /// The frames from the first one on, a second a block.
  var blocks: FrameBlocks {
    FrameBlocks(source, framesPerBlock: max(1, Int(source.rate)))
  }

  /// The fewest cycles that show a standard deviation.
  private static let leastCycles = 3

  /// Measures the errors of a point's channel with a calibration, over the whole recording.
  ///
  /// A cycle with a flag, of its own or of the line, is left out.
  ///
  /// - Parameters:
  ///   - point: The load that the recording shows.
  ///   - file: The calibration in all but the input's gain, phase and points.
  ///   - wiring: Which line each input measures.
  ///   - estimator: Makes the estimator of frequency and phasors, for a rate in frames/s and a number of channels.
  /// - Throws: `data` where the recording has no such input, ends too soon, or cannot be of that load; what `estimator`
  ///   throws.
  public func measure<Estimator: PhasorEstimator & ~Copyable>(
    _ point: CalibrationPoint, with file: CalibrationFile, wiring: WiringMap,
    estimator: (_ rate: Double, _ channelCount: Int) throws -> Estimator
  ) throws -> CalibrationMeasurement {
    guard let assignment = wiring.inputs[point.input] else {
      throw failure("the wiring has no line at input \(point.input.rawValue)")
    }
    var map = WiringMap(
      inputs: .init(repeating: nil), referenceAngles: wiring.referenceAngles,
      hasNeutral: wiring.hasNeutral)
    map.inputs[point.input] = assignment
    guard map.channelCount <= source.channelCount else {
      throw failure("expected input \(point.input.rawValue), found \(source.channelCount - 1) inputs")
    }
    var bare = file
    bare.channels.inputs[point.input].gain = 1
    bare.channels.inputs[point.input].lead = 0
    bare.channels.inputs[point.input].correction = CorrectionTable()
    var calibration = try bare.calibration(for: source.calibration, named: name, file: "calibration")
    calibration.range = ClampRange(rating: .infinity)
    let configuration = MeterConfiguration(
      rate: source.rate, channelCount: source.channelCount, calibration: calibration, wiring: map)
    var meter = try Meter(
      configuration, estimator: estimator(source.rate, source.channelCount))

    var gains: [Double] = []
    var leads: [Double] = []
    var voltages: [Double] = []
    var leftOut = LeftOutSeconds()
    var blocks = blocks
    try meter.measure(&blocks) { reading in
      guard let line = reading.lines[assignment.line], let phase = line.phase,
        let voltage = reading.voltage,
        line.current > 0, line.flags.isEmpty, reading.flags.isEmpty
      else {
        leftOut.add(reading, lines: [reading.lines[assignment.line]])
        return
      }
      gains.append(point.amperes / line.current)
      // Near 180 degrees noise alone would change the sign: all are taken near the first.
      let lead = Phasor(magnitude: 1, degrees: point.degrees - phase).degrees
      leads.append(leads.first.map { $0 + (lead - $0).remainder(dividingBy: 360) } ?? lead)
      voltages.append(voltage)
    }
    guard gains.count >= Self.leastCycles else {
      let places = leftOut.count > 0 ? ": left out are \(leftOut.text)" : ""
      throw failure(
        "expected at least \(Self.leastCycles) s with a voltage and \(point.amperes) A, found \(gains.count)"
          + places)
    }
    let gain = Self.estimate(gains, least: gains[0] * 1e-6)
    var lead = Self.estimate(leads, least: 1e-4)
    let isInverted = Phasor(magnitude: 1, degrees: lead.value).real < 0
    if isInverted { lead.value = (lead.value - 180).remainder(dividingBy: 360) }
    try check(lead.value, isInverted: isInverted, of: point)
    var voltageGain: Estimate?
    if let volts = point.volts { voltageGain = Self.estimate(voltages.map { volts / $0 }, least: 1e-6) }
    return CalibrationMeasurement(
      point: point, gain: gain, lead: lead, isInverted: isInverted, voltageGain: voltageGain,
      cycles: gains.count, leftOut: leftOut)
  }

  /// The most that a clamp with its front end turns the current by, degrees.
  private static let mostLead = 30.0

  /// Checks that the phase is not further off than any clamp's, one way round or the other.
  private func check(_ lead: Double, isInverted: Bool, of point: CalibrationPoint) throws(InputError) {
    guard abs(lead) <= Self.mostLead else {
      let found = Phasor(magnitude: 1, degrees: point.degrees - lead).degrees
      let opposite = abs((lead - 2 * point.degrees).remainder(dividingBy: 180))
      let hint =
        opposite <= 10 ? "degrees with the other sign would fit, as a lag is positive; else " : ""
      throw failure(
        "expected about \(NumberText.number(point.degrees)) degrees at input \(point.input.rawValue), "
          + "found \(NumberText.number(found, digits: 4)) degrees"
          + (isInverted ? " with the channel turned round: " : ": ")
          + hint + "check degrees, the clamp's direction and the wiring", remedy: .check(.wiring))
    }
  }

  /// The mean with its standard error, which is `least` at least: two equal readings are no proof of exactness.
  private static func estimate(_ values: [Double], least: Double) -> Estimate {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
    return Estimate(mean, deviation: max(deviation, least))
  }

  func failure(_ problem: String, remedy: InputError.Remedy? = nil) -> InputError {
    InputError(.data, file: name, problem, remedy: remedy)
  }
}
