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

  /// Appends the next frames to the latest second.
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
    func distortion(_ value: Double) -> Double? { value >= 0 ? value : nil }
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
      // The median of half the bins, which a Hann window correlates: measured 1.77 / sqrt(bins), 1000...8000 frames/s.
      noiseDeviation: 1.77 / (Double(cm_fftw_length(estimator)) / 4).squareRoot(),
      distortion: PerChannel(
        voltage: distortion(result.distortion.0),
        inputs: PerInput(
          distortion(result.distortion.1), distortion(result.distortion.2), distortion(result.distortion.3))))
  }

  /// The highest harmonic order that is measured.
  public static var highestOrder: Int { Int(CM_FFTW_ORDERS) }

  /// RMS of a harmonic of the voltage in the latest cycle, codes; see ``harmonic(_:of:)``.
  public func voltageHarmonic(_ order: Int) -> Double {
    harmonic(order, ofChannel: 0)
  }

  /// RMS of a harmonic of an input in the latest cycle, codes.
  ///
  /// The power of the five bins of the Hann-windowed transform nearest to the harmonic, less the noise in them:
  /// simpler than the groups of IEC 61000-4-7, whose windows are 10 periods. 0 before the first cycle, and for
  /// orders beyond half the frame rate.
  ///
  /// - Parameter order: 1...40.
  public func harmonic(_ order: Int, of input: Input) -> Double {
    harmonic(order, ofChannel: input.index + 1)
  }

  private func harmonic(_ order: Int, ofChannel channel: Int) -> Double {
    precondition((1...Self.highestOrder).contains(order))
    return cm_fftw_harmonic(estimator, UInt32(channel), UInt32(order))
  }
}
