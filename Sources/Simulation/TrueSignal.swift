// SPDX-License-Identifier: Apache-2.0
import Metering
public import StrictJSON

/// The currents in the lines of a simulated installation, frame by frame, without clamps, converter and noise: the truth
/// with which readings of moving mains are compared.
public struct TrueSignal: Sendable {
  /// Frames a second.
  public let rate: Double
  private var signal: SimulatedSignal
  private let scales: SIMD4<Double>
  let lines: [Line]
  /// RMS of each line's own voltage while its factor is 1, V.
  private let lineVoltage: Double
  private let angles: PerLine<Double>

  /// The values that a perfect meter reads over some frames, on one line.
  public struct Mean: Sendable, Equatable {
    /// RMS of the current without its mean, A.
    public var current: Double
    /// Mean of the current times that of a unit RMS cosine in phase with the line's own voltage, A: the active current.
    public var active: Double
    /// The same with a cosine that lags by 90 degrees, A: the reactive current, positive when the current lags.
    public var reactive: Double
    /// Mean of the line's own voltage, its fundamental, times the current in phase with it, W: the active power.
    public var power: Double
  }

  /// The signal of a scenario.
  ///
  /// - Parameters:
  ///   - scenario: The installation; its clamps, converter and noise do not count.
  ///   - file: The scenario's name in an error.
  /// - Throws: The key that is out of its range or contradicts another one.
  public init(_ scenario: Scenario, file: String = "scenario") throws(InputError) {
    try scenario.validate(file: file)
    var ideal = scenario
    ideal.offset = .init(repeating: 0)
    ideal.midpoint = nil
    ideal.delays = .init(repeating: 0)
    ideal.clampErrors = .init(repeating: nil)
    ideal.clamps = .init(repeating: nil)
    for (input, line) in zip(Input.allCases, scenario.wiring.lines) {
      ideal.clamps[input] = .init(line, .normal)
    }
    rate = scenario.rate
    lines = scenario.wiring.lines
    lineVoltage = Network(scenario).lineVoltage
    signal = SimulatedSignal(ideal)
    let channels = scenario.calibration.channels
    scales = SIMD4([channels.voltage.scale] + Input.allCases.map { channels.inputs[$0].scale })
    var angles = PerLine<Double>(repeating: 0)
    for line in Line.allCases { angles[line] = scenario.rotation.angle(of: line) }
    self.angles = angles
  }

  /// The means over frames, one for each line that the net has, in the order of its lines.
  ///
  /// - Parameter frames: Fractional, from 0; the ends count in proportion.
  /// - Complexity: O(frames); fastest when ranges follow one another.
  public mutating func means(over frames: Range<Double>) -> [Mean] {
    sums(over: frames).lines
  }

  /// The means over frames of each line and of the voltage.
  ///
  /// - Returns: The lines; RMS of the reference, V; mean frequency, Hz.
  mutating func sums(over frames: Range<Double>) -> (lines: [Mean], rms: Double, frequency: Double) {
    let first = Int(frames.lowerBound.rounded(.down))
    let last = Int(frames.upperBound.rounded(.up))
    var weight = 0.0
    var sum = SIMD4<Double>.zero
    var square = SIMD4<Double>.zero
    var active = SIMD4<Double>.zero
    var reactive = SIMD4<Double>.zero
    var power = SIMD4<Double>.zero
    var turned = 0.0
    var before: Double?
    let shifts = Line.allCases.map { angles[$0] }
    for frame in first...last {
      // The integral of the linear interpolant between frames over the range.
      let share = Self.share(of: frame, in: frames)
      guard share > 0 else { continue }
      let (codes, turns) = signal.state(at: frame)
      let current = codes * scales
      var cosine = SIMD4<Double>.zero
      var sine = SIMD4<Double>.zero
      for (channel, shift) in shifts.enumerated() {
        let own = Phasor(magnitude: 2.0.squareRoot(), degrees: 360 * turns + shift)
        cosine[channel + 1] = own.real
        sine[channel + 1] = own.imaginary
      }
      if let before { turned += (turns - before).remainder(dividingBy: 1) }
      before = turns
      weight += share
      sum += share * current
      square += share * current * current
      let inPhase = share * current * cosine
      active += inPhase
      power += signal.voltageFactor(at: frame) * lineVoltage * inPhase
      reactive += share * current * sine
    }
    let means = (1...3).map { channel in
      let mean = sum[channel] / weight
      return Mean(
        current: max(0, square[channel] / weight - mean * mean).squareRoot(),
        active: active[channel] / weight,
        reactive: reactive[channel] / weight,
        power: power[channel] / weight)
    }
    let mean = sum[0] / weight
    return (
      means, max(0, square[0] / weight - mean * mean).squareRoot(),
      turned * rate / Double(max(1, last - first))
    )
  }

  /// The first place at which a mains period begins, in frames.
  mutating func firstPeriodStart() -> Double {
    var frame = 1
    // A period that begins with the first frame, but for rounding, begins there.
    while periodStart(before: frame) < -1e-6 { frame += 1 }
    return max(0, periodStart(before: frame))
  }

  /// The last place before a frame at which a mains period begins, in frames; negative where there is none.
  mutating func periodStart(before frame: Int) -> Double {
    let (_, before) = signal.state(at: max(0, frame - 1))
    let (_, turns) = signal.state(at: max(1, frame))
    let step = (turns - before).remainder(dividingBy: 1)
    let fraction = turns - turns.rounded(.down)
    return step > 0 ? Double(max(1, frame)) - fraction / step : Double(frame)
  }

  /// The weight of a frame in the integral over a range: that of the hat of unit width about it.
  private static func share(of frame: Int, in frames: Range<Double>) -> Double {
    func area(upTo x: Double) -> Double {
      let t = min(max(x - Double(frame), -1), 1)
      return t < 0 ? 0.5 * (1 + t) * (1 + t) : 1 - 0.5 * (1 - t) * (1 - t)
    }
    return area(upTo: frames.upperBound) - area(upTo: frames.lowerBound)
  }
}
