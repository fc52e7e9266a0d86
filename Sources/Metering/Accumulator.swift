// SPDX-License-Identifier: Apache-2.0
import CMeter

/// An edge between two mains periods, just before the latest frame.
public struct PeriodEdge: Sendable, Equatable {
  /// Where it lies between the last frame but one (0) and the latest frame (65536).
  public var fraction: UInt32
  /// 1/65536 frames since the edge before; 0 for the first edge.
  public var length: UInt32
  /// Whole periods the length stands for; 0 at the first edge and where a lost voltage returned.
  public var periods: Int
  /// Whether a crossing of the voltage shows it; false where it was put by the last known frequency.
  public var isSeen: Bool
  /// Whether the period before it is out of line by half a frame and by a degree: frames were lost, or the voltage's phase
  /// jumped.
  public var isJump: Bool
  /// Whether what lies before it belongs to no cycle: true until the first cycle begins.
  public var isOpening: Bool
}

/// Exact integer sums over whole mains periods: the Swift face of `cm_accumulator`.
///
/// About 500 bytes of state, no heap.
public struct Accumulator: ~Copyable {
  /// Frames a second.
  public let rate: Double
  /// Channels of each frame, 1...4.
  public let channelCount: Int
  private let configuration: cm_accumulator_config
  private var state = cm_accumulator()

  /// An accumulator for frames of `channelCount` channels, 1...4.
  ///
  /// - Parameters:
  ///   - rate: Frames a second, 1000...16000.
  ///   - nominalFrequency: Mains frequency until one has been measured, 45...65 Hz.
  ///   - lowestCode: The code at the converters' negative rail.
  ///   - highestCode: The code at the converters' positive rail.
  public init(
    rate: Double, channelCount: Int, nominalFrequency: Double, lowestCode: Int16, highestCode: Int16
  ) {
    precondition((1...4).contains(channelCount) && rate >= 1000 && rate <= 16000)
    precondition(MeterConfiguration.nominalFrequencies.contains(nominalFrequency))
    self.rate = rate
    self.channelCount = channelCount
    configuration = cm_accumulator_config(
      format: cm_format(channels: UInt32(channelCount), low_rail: lowestCode, high_rail: highestCode),
      periods: cm_periods_config(
        nominal_period: Self.period(of: nominalFrequency, rate: rate),
        shortest_period: Self.period(of: Self.highestFrequency, rate: rate),
        longest_period: Self.period(of: Self.lowestFrequency, rate: rate),
        smoothing: max(1, min(CM_PERIODS_MAX_SMOOTHING, Self.whole(rate * Self.smoothingTime))),
        least_swing: Self.leastSwing))
  }

  /// An accumulator for a meter.
  init(_ configuration: inout MeterConfiguration) {
    self.init(
      rate: configuration.rate, channelCount: configuration.channelCount,
      nominalFrequency: configuration.nominalFrequency,
      lowestCode: configuration.calibration.lowestCode, highestCode: configuration.calibration.highestCode)
  }

  /// Frames of so many codes; what is less than a frame does not count.
  func frames(of codes: Int) -> Int { cm_frames_of(codes, configuration.format.channels) }

  /// Adds frames, up to the next edge between two mains periods.
  ///
  /// - Parameter frames: Interleaved codes of whole frames; results do not depend on how they are split.
  /// - Returns: How many frames were taken, and the edge just before the last of them if there is one.
  /// - Complexity: O(frames), one pass over the voltages and one over all codes.
  public mutating func update(_ frames: Span<Int16>) -> (frames: Int, edge: PeriodEdge?) {
    var edge = cm_edge()
    var found = false
    let count = self.frames(of: frames.count)
    let taken = frames.withUnsafeBufferPointer { samples in
      withUnsafePointer(to: configuration) { configuration in
        cm_accumulator_update(&state, configuration, samples.baseAddress, count, &edge, &found)
      }
    }
    guard found else { return (taken, nil) }
    return (
      taken,
      PeriodEdge(
        fraction: edge.fraction, length: edge.length, periods: Int(edge.periods), isSeen: edge.seen,
        isJump: edge.jump,
        isOpening: edge.opens)
    )
  }

  /// Closes the cycle at the latest edge; the next one begins there, so every frame counts once in total.
  ///
  /// Traps where the cycle has 131072 frames or more, 8 s at 16000 frames/s: the sums have room for as many.
  ///
  /// - Returns: The sums of the whole periods since the last call; nil when there was none.
  public mutating func closeCycle() -> CycleSums? {
    var cycle = cm_cycle()
    cm_accumulator_close(&state, &cycle)
    guard cycle.length > 0 else { return nil }
    let period = withUnsafePointer(to: configuration.periods) { cm_periods_period(&state.periods, $0) }
    return CycleSums(&cycle, period: Elementary.number(Int64(period)) * 0x1p-16)
  }

  /// A period in 1/65536 frames.
  private static func period(of frequency: Double, rate: Double) -> UInt32 {
    whole(rate / frequency * 65536)
  }

  /// The whole part of a number in 0..<2^32.
  private static func whole(_ x: Double) -> UInt32 {
    UInt32(truncatingIfNeeded: Elementary.magnitude(x, bits: 0))
  }

  /// Mains frequencies that are followed, Hz.
  private static let lowestFrequency = 42.0
  private static let highestFrequency = 70.0
  /// Length of the moving average before crossings are looked for: 7 frames at 4000 frames/s.
  private static let smoothingTime = 1.76e-3
  /// The least amplitude of a voltage, codes: 1.6 V peak at 12 bits, 20 sigma of 1 LSB noise after smoothing.
  private static let leastSwing: Int32 = 8
}
