// SPDX-License-Identifier: Apache-2.0
import CMeter

/// The phasor estimator for firmware: a fixed-point correlator, with no stored samples, heap or libc.
///
/// About 600 bytes of state. Its oscillator runs at the mean frequency of the cycle before; what the voltage
/// turns against it in the cycle gives the frequency, and all phasors are turned to that. Of the harmonics it
/// knows nothing; noise is what the periods' fundamentals scatter by.
public struct FixedEstimator: PhasorEstimator, ~Copyable {
  private let format: cm_format
  private let rate: Double
  private var correlator = cm_correlator()

  /// An estimator for frames of `channelCount` channels, 1...4, at `rate` frames/s, 1000...16000.
  ///
  /// - Parameter nominalFrequency: Mains frequency until one has been measured, Hz.
  public init(rate: Double, channelCount: Int, nominalFrequency: Double = 50) {
    precondition((1...4).contains(channelCount) && rate >= 1000 && rate <= 16000)
    self.rate = rate
    format = cm_format(channels: UInt32(channelCount), low_rail: .min, high_rail: .max)
    cm_correlator_tune(&correlator, cm_correlator_step(UInt32(rate / nominalFrequency * 65536)))
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
      jump: false,
      opens: edge.isOpening)
    withUnsafePointer(to: format) { cm_correlator_end_period(&correlator, $0, &edge) }
  }

  /// Estimates the cycle that ended at the latest edge.
  ///
  /// - Complexity: O(1).
  public mutating func estimate(_ cycle: borrowing CycleSums, frequency: Double) -> PhasorEstimate {
    var correlation = cm_correlation()
    cm_correlator_close(&correlator, &correlation)
    let length = cycle.length
    let framesPerPeriod = length / Double(max(1, correlation.periods))
    // Frames at an edge are shared between two periods, which takes 2 x 2 E[w (1-w)] frames of noise from each period and
    // 2 E[w (1-w)] more from a difference, w being a share and E[w (1-w)] = 1/6 - 1/20 for any place of the edge.
    let shared = framesPerPeriod - 0.7
    // An RMS phasor of one code correlates to frames / sqrt(2).
    let unit = 1.414_213_562_373_095_1 / length

    // The fundamental must stand 13 dB out of the noise in it, or the voltage shows nothing.
    let voltage = PeriodMoments(&correlation, channel: 0)
    let noise = voltage.scatter / shared
    let isShown = cycle.isVoltageSeen && voltage.sum.square > 20 * noise * length
    let turn = isShown ? voltage.turn : 0
    let oscillator = Double(correlation.step) * (rate / 4_294_967_296)
    /// It gets the correlation by its address: a variable that it captured would be on the heap.
    func input(_ correlation: inout cm_correlation, _ channel: Int) -> (phasor: Phasor, noise: Double) {
      let moments = PeriodMoments(&correlation, channel: channel)
      return (moments.turned(by: turn) * unit, moments.scatter / shared)
    }
    let input1 = input(&correlation, 1)
    let input2 = input(&correlation, 2)
    let input3 = input(&correlation, 3)
    return PhasorEstimate(
      frequency: isShown ? oscillator + turn * rate / (framesPerPeriod * 2 * .pi) : nil,
      phasors: PerChannel(
        voltage: voltage.turned(by: turn) * unit,
        inputs: PerInput(input1.phasor, input2.phasor, input3.phasor)),
      noise: PerChannel(voltage: noise, inputs: PerInput(input1.noise, input2.noise, input3.noise)),
      // Differences of n periods, two parts each: sqrt(1.5 / n).
      noiseDeviation: 0.18, distortion: .init(repeating: nil))
  }
}
