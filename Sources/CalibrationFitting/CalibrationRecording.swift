// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
public import Recordings
import Foundation
public import Metering

/// A recording for a calibration: at a known load, or at zero current.
public struct CalibrationRecording {
  private let source: any FrameSource
  private let name: String

  /// The frames of `source`, called `name` in errors.
  public init(_ source: any FrameSource, name: String) {
    self.source = source
    self.name = name
  }

  /// The frames from the first one on, a second a block.
  private var blocks: FrameBlocks {
    FrameBlocks(source, framesPerBlock: max(1, Int(source.rate)))
  }

  /// The fewest cycles that show a standard deviation.
  private static let leastCycles = 3

  /// Measures what the channel of a point shows with a calibration, over the whole recording. A cycle is left out where a flag
  /// tells anything of it or of its line.
  ///
  /// - Parameters:
  ///   - file: The calibration in all but the input's gain, phase and points.
  ///   - wiring: Which line each input measures.
  ///   - estimator: Makes what finds frequency and phasors, for a rate in frames/s and a number of channels.
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
    let gain = Self.estimate(gains, least: 1e-6)
    let lead = Self.estimate(leads, least: 1e-4)
    try check(gain.value, lead.value, of: point)
    var voltageGain: Estimate?
    if let volts = point.volts { voltageGain = Self.estimate(voltages.map { volts / $0 }, least: 1e-6) }
    return CalibrationMeasurement(
      point: point, gain: gain, lead: lead, voltageGain: voltageGain, cycles: gains.count, leftOut: leftOut)
  }

  /// Checks that the errors are not larger than any clamp's.
  private func check(_ gain: Double, _ lead: Double, of point: CalibrationPoint) throws(InputError) {
    guard (0.5...2).contains(gain) else {
      throw failure(
        "expected about \(point.amperes) A at input \(point.input.rawValue), found \(point.amperes / gain) A")
    }
    guard abs(lead) <= 30 else {
      throw failure(
        "expected about \(point.degrees) degrees at input \(point.input.rawValue), found "
          + "\(Phasor(magnitude: 1, degrees: point.degrees - lead).degrees): check degrees, the clamp's direction and the "
          + "wiring", remedy: .check(.wiring))
    }
  }

  /// Mean with its standard error, which has a least value: two equal readings are no proof of exactness.
  private static func estimate(_ values: [Double], least: Double) -> Estimate {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
    return Estimate(mean, deviation: max(deviation, least))
  }

  /// Offset and noise of every input, from a recording in which no current flows.
  ///
  /// The voltage may be there; then of its channel only the offset is told.
  ///
  /// - Returns: For each channel the mean, codes, and the variance, codes squared; nil for what does not show.
  /// - Throws: `data` where the recording is shorter than a second, holds no codes of a converter, or a current flows.
  public func zero() throws(InputError) -> PerChannel<(offset: Double, noise: Double?)?> {
    guard source.calibration.range.rating.isFinite else {
      throw failure(
        "expected the codes of a converter, found amperes: they tell neither offset nor noise in codes")
    }
    var columns = [[Double]](repeating: [], count: source.channelCount)
    var blocks = blocks
    while let samples = try blocks.next() {
      for (index, code) in samples.enumerated() { columns[index % source.channelCount].append(Double(code)) }
    }
    let found = Double(columns[0].count) / source.rate
    guard found >= 1 else { throw failure("expected at least 1 s at zero current, found \(found) s") }
    var figures = PerChannel<(offset: Double, noise: Double?)?>(repeating: nil)
    let step = (Double(source.calibration.highestCode) - Double(source.calibration.lowestCode)) / 2048
    for (channel, codes) in columns.enumerated() {
      let offset = Self.weightedMean(codes)
      let variance = codes.reduce(0) { $0 + ($1 - offset) * ($1 - offset) } / Double(codes.count)
      let isQuiet = variance <= step * step
      guard let input = Input(rawValue: UInt8(channel)) else {
        figures.voltage = (offset, isQuiet ? variance : nil)
        continue
      }
      guard isQuiet else {
        throw failure(
          "expected no current at input \(channel), found \(NumberText.number(variance.squareRoot())) codes RMS"
        )
      }
      figures.inputs[input] = (offset, variance)
    }
    return figures
  }

  /// Mean under a Hann window: of a sinusoid of any frequency above 10/T less than 0.03 % is left.
  private static func weightedMean(_ codes: [Double]) -> Double {
    var sum = 0.0
    for (index, code) in codes.enumerated() {
      sum += code * (1 - cos(2 * .pi * (Double(index) + 0.5) / Double(codes.count)))
    }
    return sum / Double(codes.count)
  }

  private func failure(_ problem: String, remedy: InputError.Remedy? = nil) -> InputError {
    InputError(.data, file: name, problem, remedy: remedy)
  }
}
