// SPDX-License-Identifier: Apache-2.0
import CMeterFFTW
public import Metering

/// The host's phasor estimator: Fourier transforms by FFTW over the latest second of frames.
///
/// It owns its plan and buffers, a few hundred kilobytes, and allocates nothing after it was made. Standard
/// deviations are within a few per cent of the Cramer-Rao bound; see `cm_fftw_estimate_cycle` for the method.
public struct FFTWEstimator: PhasorEstimator, ~Copyable {
  /// Frames a second.
  public let rate: Double
  /// Channels of each frame, 1...4.
  public let channelCount: Int
  private let estimator: OpaquePointer

  /// Why an estimator could not be made.
  public enum Failure: Error, Sendable {
    /// The rate is outside 1000...16000 frames/s or there are not 1...4 channels.
    case unsupportedFormat
    /// Memory or a plan was not to be had.
    case noPlan
  }

  /// Plans the transforms for frames of `channelCount` channels, 1...4, at `rate` frames/s, 1000...16000.
  public init(rate: Double, channelCount: Int) throws(Failure) {
    guard MeterConfiguration.rates.contains(rate), (1...4).contains(channelCount) else {
      throw .unsupportedFormat
    }
    guard let estimator = cm_fftw_create(rate, UInt32(channelCount)) else { throw .noPlan }
    self.estimator = estimator
    self.rate = rate
    self.channelCount = channelCount
  }

  deinit {
    cm_fftw_destroy(estimator)
  }

  /// Takes the next frames into the latest second.
  public mutating func update(_ frames: Span<Int16>) {
    frames.withUnsafeBufferPointer { samples in
      cm_fftw_update(estimator, samples.baseAddress, samples.count / channelCount)
    }
  }

  /// Does nothing: a transform needs no edges.
  public mutating func endPeriod(at edge: PeriodEdge) {}

  /// Estimates the cycle that ended at the latest edge; it must lie within the latest 1.25 s.
  ///
  /// - Complexity: O(N log N) for the N frames of a second.
  public mutating func estimate(_ cycle: borrowing CycleSums, frequency: Double) -> PhasorEstimate {
    var span = cm_fftw_span(
      start: cycle.start, length: cycle.length, frequency: frequency, voltage: cycle.isVoltageSeen)
    var result = cm_fftw_estimate()
    let isHeld = cm_fftw_estimate_cycle(estimator, &span, &result)
    precondition(isHeld, "the estimator was not fed the frames of the cycle")
    return PhasorEstimate(
      frequency: result.frequency > 0 ? result.frequency : nil,
      phasors: PerChannel(
        voltage: Phasor(real: result.real.0, imaginary: result.imaginary.0),
        inputs: PerInput(
          Phasor(real: result.real.1, imaginary: result.imaginary.1),
          Phasor(real: result.real.2, imaginary: result.imaginary.2),
          Phasor(real: result.real.3, imaginary: result.imaginary.3))),
      noise: PerChannel(
        voltage: result.noise.0, inputs: PerInput(result.noise.1, result.noise.2, result.noise.3)),
      noiseDeviation: 0.06,
      distortion: PerChannel(
        voltage: Self.distortion(result, 0),
        inputs: PerInput(Self.distortion(result, 1), Self.distortion(result, 2), Self.distortion(result, 3))))
  }

  /// Total harmonic distortion of a channel, orders 2...40.
  private static func distortion(_ result: cm_fftw_estimate, _ channel: Int) -> Double? {
    withUnsafeBytes(of: result.harmonic) { bytes in
      let orders = Int(CM_FFTW_ORDERS) + 1
      let harmonic = bytes.bindMemory(to: Double.self)[channel * orders..<(channel + 1) * orders]
      let fundamental = harmonic[harmonic.startIndex + 1]
      guard fundamental > 0 else { return nil }
      let power = harmonic.dropFirst(2).reduce(0) { $0 + $1 * $1 }
      return power.squareRoot() / fundamental
    }
  }
}
