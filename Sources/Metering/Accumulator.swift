// SPDX-License-Identifier: Apache-2.0
import CMeter

/// Exact integer sums over mains periods: the Swift face of `cm_accumulator`.
///
/// About 1.1 KB of state, no heap.
public struct Accumulator: ~Copyable {
  /// Frames a second.
  public private(set) var rate: Double
  /// Channels of each frame, 1...4.
  public private(set) var channelCount: Int
  private var configuration: cm_accumulator_config
  private var state = cm_accumulator()
  /// The latest period. It is kept, since zeroing one would take longer than most calls do.
  private var period = cm_period()

  /// An accumulator for frames of `channelCount` channels, 1...4.
  ///
  /// - Parameters:
  ///   - rate: Frames a second, 1000...16000.
  ///   - channelCount: The voltage and the inputs, 1...4.
  ///   - nominalFrequency: Mains frequency until one has been measured, 45...65 Hz.
  ///   - lowestCode: The code at the converters' negative rail.
  ///   - highestCode: The code at the converters' positive rail.
  ///   - measuresFundamentals: Whether the fundamentals of all channels are measured; otherwise an estimator measures them,
  ///     see ``update(_:with:)``.
  ///   - hasProducts: Whether products of the inputs are summed, for a net without a neutral.
  ///   - hasApparent: Whether the products of the fundamentals and the voltage are summed, for the power model `measured`.
  public init(
    rate: Double, channelCount: Int, nominalFrequency: Double, lowestCode: Int16, highestCode: Int16,
    measuresFundamentals: Bool = true, hasProducts: Bool = true, hasApparent: Bool = true
  ) {
    precondition((1...4).contains(channelCount) && rate >= 1000 && rate <= 16000)
    precondition(MeterConfiguration.nominalFrequencies.contains(nominalFrequency))
    self.rate = rate
    self.channelCount = channelCount
    configuration = Self.configuration(
      rate: rate, channelCount: channelCount, nominalFrequency: nominalFrequency, lowestCode: lowestCode,
      highestCode: highestCode, measuresFundamentals: measuresFundamentals, hasProducts: hasProducts,
      hasApparent: hasApparent)
  }

  /// An accumulator for a meter.
  init(_ configuration: borrowing @_addressable MeterConfiguration, measuresFundamentals: Bool) {
    self.init(
      rate: configuration.rate, channelCount: configuration.channelCount,
      nominalFrequency: configuration.nominalFrequency,
      lowestCode: configuration.calibration.lowestCode, highestCode: configuration.calibration.highestCode,
      measuresFundamentals: measuresFundamentals, hasProducts: !configuration.wiring.hasNeutral,
      hasApparent: configuration.powerModel == .measured)
    self.configuration.loop.least_magnitude = Self.leastMagnitude(configuration)
  }

  /// Puts an accumulator for a meter into memory: as a value it would be built on the stack, which takes twice its size.
  @inline(never)
  static func initialize(
    _ place: UnsafeMutablePointer<Self>, _ meter: borrowing @_addressable MeterConfiguration,
    measuresFundamentals: Bool
  ) {
    place.pointee.state = cm_accumulator()
    place.pointee.period = cm_period()
    place.pointee.rate = meter.rate
    place.pointee.channelCount = meter.channelCount
    place.pointee.configuration = configuration(
      rate: meter.rate, channelCount: meter.channelCount, nominalFrequency: meter.nominalFrequency,
      lowestCode: meter.calibration.lowestCode, highestCode: meter.calibration.highestCode,
      measuresFundamentals: measuresFundamentals, hasProducts: !meter.wiring.hasNeutral,
      hasApparent: meter.powerModel == .measured)
    place.pointee.configuration.loop.least_magnitude = leastMagnitude(meter)
  }

  /// The configuration that C is given once; see the initialiser.
  private static func configuration(
    rate: Double, channelCount: Int, nominalFrequency: Double, lowestCode: Int16, highestCode: Int16,
    measuresFundamentals: Bool, hasProducts: Bool, hasApparent: Bool
  ) -> cm_accumulator_config {
    cm_accumulator_config(
      format: cm_format(
        channels: UInt32(channelCount), low_rail: lowestCode, high_rail: highestCode, products: hasProducts),
      loop: cm_loop_config(
        nominal_period: period(of: nominalFrequency, rate: rate),
        shortest_period: period(of: highestFrequency, rate: rate),
        longest_period: period(of: lowestFrequency, rate: rate), patience: period(of: 2, rate: rate),
        least_magnitude: leastMagnitude),
      correlated: measuresFundamentals ? UInt32(channelCount) : 0, apparent: hasApparent)
  }

  /// Whole frames in a number of codes; an incomplete frame does not count.
  func frames(of codes: Int) -> Int { cm_frames_of(codes, configuration.format.channels) }

  /// Adds frames, up to the end of the mains period in progress.
  ///
  /// - Parameter frames: Interleaved codes of whole frames; results do not depend on how they are split.
  /// - Returns: How many frames were taken, and the period that ended just before the last of them if there is one.
  /// - Complexity: O(frames), two passes over all codes.
  public mutating func update(_ frames: Span<Int16>) -> (frames: Int, period: MainsPeriod?) {
    var hasEnded = false
    let taken = cm_accumulator_update_codes(&state, &configuration, frames, &period, &hasEnded)
    guard hasEnded else { return (taken, nil) }
    return (
      taken,
      MainsPeriod(
        end: period.end, length: period.length, phase: period.phase, isHeld: period.held,
        counts: period.counts)
    )
  }

  /// Adds frames, up to the end of the mains period in progress, and passes them to an estimator.
  ///
  /// The accumulator must measure the fundamentals if, and only if, the estimator uses its resonators.
  ///
  /// - Parameters:
  ///   - frames: Interleaved codes of whole frames; results do not depend on how they are split.
  ///   - estimator: The estimator that receives the frames as well.
  /// - Returns: How many frames were taken.
  /// - Complexity: O(frames).
  public mutating func update<Estimator: PhasorEstimator & ~Copyable>(
    _ frames: Span<Int16>, with estimator: inout Estimator
  ) -> Int {
    if !estimator.usesResonators { correlate(frames, with: &estimator) }
    let step = update(frames)
    if estimator.usesResonators { estimator.update(frames.extracting(first: step.frames &* channelCount)) }
    if let period = step.period { estimator.endPeriod(period) }
    return step.frames
  }

  /// Feeds an estimator that correlates by itself, up to the next edge, and receives the period's voltage from it.
  private mutating func correlate<Estimator: PhasorEstimator & ~Copyable>(
    _ frames: Span<Int16>, with estimator: inout Estimator
  ) {
    let edge = cm_accumulator_next_edge(&state)
    let codes = Int(edge.frames) &* channelCount
    estimator.update(frames.extracting(first: codes))
    guard edge.correlates, codes <= frames.count else { return }
    let sum = estimator.correlate(PeriodSpan(end: edge.end, length: edge.length))
    cm_accumulator_set_voltage(
      &state, cm_vector(real: Self.correlation(sum.real), imaginary: Self.correlation(sum.imaginary)))
  }

  /// A correlation in units of 1/32 code, rounded to nearest.
  private static func correlation(_ sum: Double) -> Int32 { Int32(sum * 32 + (sum < 0 ? -0.5 : 0.5)) }

  /// Skips frames that were lost; the period in progress is dropped.
  public mutating func skip(frames: Int) {
    cm_accumulator_skip(&state, UInt64(frames))
  }

  /// Closes the cycle at the end of the latest period; the next one begins there, so every frame counts once in total.
  ///
  /// A cycle must have at most 140 periods and 32000 frames, 2 s at 16000 frames/s: beyond that sums may overflow. Traps at
  /// 131072 frames or more.
  ///
  /// - Returns: The sums of the whole periods since the last call; nil when there was none.
  public mutating func closeCycle() -> CycleSums? {
    var sums = CycleSums()
    return closeCycle(into: &sums) ? sums : nil
  }

  /// Closes the cycle into `sums`, which are empty before; returns whether there was a whole period.
  mutating func closeCycle(into sums: inout CycleSums) -> Bool {
    _ = cm_accumulator_close(&state)
    let isComplete = state.cycle.periods > 0
    if isComplete {
      sums.update(
        &state.cycle, channelCount: channelCount, hasProducts: configuration.format.products,
        hasApparent: configuration.apparent)
    }
    cm_accumulator_begin(&state)
    return isComplete
  }

  /// The period of a frequency, Hz, in 1/65536 frames.
  private static func period(of frequency: Double, rate: Double) -> UInt32 {
    UInt32(
      truncatingIfNeeded: Elementary.fixedPoint(
        rate * Elementary.reciprocal(frequency) * 65536, fractionBits: 0))
  }

  /// Mains frequencies that are followed, Hz.
  private static let lowestFrequency = 42.0
  private static let highestFrequency = 70.0

  /// The least voltage: half an amplitude, Q10, of 3 codes RMS, eight standard deviations of 1 LSB noise in a period at 1000
  /// frames/s.
  private static let leastMagnitude: Int32 = 2172

  /// The least voltage of a meter: a fiftieth of the nominal one. What a wire picks up that is connected nowhere, from the lines
  /// beside it, is less, and has any phase.
  private static func leastMagnitude(_ meter: borrowing @_addressable MeterConfiguration) -> Int32 {
    // 1024 / sqrt 2 of a fiftieth.
    let codes =
      14.481_546_878_700_5 * meter.nominalVoltage
      * Elementary.reciprocal(meter.calibration.channels.voltage.scale.magnitude)
    let magnitude = Elementary.fixedPoint(codes, fractionBits: 0)
    return max(leastMagnitude, Int32(truncatingIfNeeded: min(magnitude, 1 &<< 24)))
  }
}
