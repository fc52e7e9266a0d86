// SPDX-License-Identifier: Apache-2.0
import CMeter

/// The phasor estimator for firmware: a fixed-point correlator, with no stored samples, heap or libc.
///
/// About 370 bytes of state. Its resonators oscillate at the mean frequency of the cycle before; what the voltage
/// turns against it in the cycle gives the frequency, and all phasors are turned to that. Of the harmonics it
/// knows nothing; noise is what the periods' fundamentals scatter by.
public struct FixedEstimator: PhasorEstimator, ~Copyable {
  private let format: cm_format
  private let rate: Double
  private var correlator = cm_correlator()

  /// An estimator for frames of `channelCount` channels, 1...4, at `rate` frames/s, 1000...16000.
  ///
  /// - Parameter nominalFrequency: Mains frequency until one has been measured, 45...65 Hz.
  public init(rate: Double, channelCount: Int, nominalFrequency: Double = 50) {
    precondition((1...4).contains(channelCount) && rate >= 1000 && rate <= 16000)
    precondition(MeterConfiguration.nominalFrequencies.contains(nominalFrequency))
    self.rate = rate
    format = cm_format(channels: UInt32(channelCount), low_rail: .min, high_rail: .max)
    let period = Elementary.magnitude(rate / nominalFrequency, bits: 16)
    cm_correlator_tune(&correlator, cm_correlator_step(UInt32(truncatingIfNeeded: period)))
  }

  /// Correlates the next frames.
  public mutating func update(_ frames: Span<Int16>) {
    frames.withUnsafeBufferPointer { samples in
      withUnsafePointer(to: format) { format in
        cm_correlator_update(
          &correlator, format, samples.baseAddress,
          cm_frames_of(samples.count, format.pointee.channels))
      }
    }
  }

  /// Ends a period.
  public mutating func endPeriod(at edge: PeriodEdge) {
    var edge = cm_edge(
      fraction: edge.fraction, length: edge.length, periods: UInt32(edge.periods), seen: edge.isSeen,
      jump: edge.isJump,
      opens: edge.isOpening)
    withUnsafePointer(to: format) { cm_correlator_end_period(&correlator, $0, &edge) }
  }

  /// Estimates the cycle that ended at the latest edge.
  ///
  /// - Complexity: O(1).
  public mutating func estimate(_ cycle: borrowing CycleSums, frequency: Double) -> PhasorEstimate {
    var correlation = cm_correlation()
    cm_correlator_close(&correlator, &correlation)
    // Differences of n periods, two parts each, have a deviation of sqrt(1.5 / n).
    var estimate = PhasorEstimate(
      frequency: nil, phasors: .init(repeating: .zero), noise: .init(repeating: 0), noiseDeviation: 0.18,
      distortion: .init(repeating: nil))

    let periods = Elementary.number(Int64(correlation.periods))
    // Frames at an edge are shared between two periods, which takes 2 x 2 E[w (1-w)] frames of noise from each period and
    // 2 E[w (1-w)] more from a difference, w being a share and E[w (1-w)] = 1/6 - 1/20 for any place of the edge.
    let shared = cycle.length - 0.7 * periods
    // Each difference has twice the noise of a period; their squares are in Q4.
    let noiseUnit =
      periods * 0x1p-5 / (shared * Elementary.number(Int64(max(2, correlation.periods) &- 1)))
    // An RMS phasor of one code correlates to frames / sqrt(2), in Q5.
    let unit = 1.414_213_562_373_095_1 * 0x1p-5 * cycle.inverseLength

    var halfTurn = 0.0
    var moments = PeriodMoments()
    for channel in 0..<4 where correlation.periods > 0 {
      moments.take(&correlation, channel: channel)
      let noise = PeriodMoments.scatter(&correlation, channel: channel) * noiseUnit
      if channel == 0, cycle.isVoltageSeen, isShown(moments.sum, noise: noise * cycle.length) {
        halfTurn = moments.halfTurn()
        estimate.frequency =
          rate
          * (Elementary.number(Int64(correlation.step)) * 0x1p-32 + halfTurn * (periods / .pi)
            * cycle.inverseLength)
      }
      let phasor = moments.turned(by: halfTurn) * unit
      estimate.phasors.with(channel) { $0 = phasor }
      estimate.noise.with(channel) { $0 = noise }
    }
    return estimate
  }

  /// Whether a sum of periods, Q5, stands 13 dB out of its noise, codes squared times frames: less, and the voltage shows nothing.
  private func isShown(_ sum: Phasor, noise: Double) -> Bool {
    sum.square > 20 * 0x1p10 * noise
  }
}
