// SPDX-License-Identifier: Apache-2.0
import CMeterFFTW
public import Metering

/// The host's phasor estimator: each mains period correlated in floating point, noise and harmonics by FFTW over the latest
/// second of frames.
///
/// It owns its plan and buffers, a few hundred kilobytes, and allocates nothing after it is made. Standard deviations are
/// within a few per cent of the Cramer-Rao bound.
public struct FFTWEstimator: PhasorEstimator, ~Copyable {
  /// Frames a second.
  public let rate: Double
  /// Channels of each frame, 1...4.
  public let channelCount: Int
  private let estimator: OpaquePointer

  /// False: it correlates in floating point, the voltage too.
  public var usesResonators: Bool { false }

  /// Why an estimator could not be made.
  public enum Failure: Error, Sendable {
    /// The rate is outside 1000...16000 frames/s or there are not 1...4 channels.
    case unsupportedFormat
    /// There is no memory, or no plan.
    case noPlan
  }

  /// Plans the transforms for frames of `channelCount` channels, 1...4, at `rate` frames/s, 1000...16000.
  ///
  /// - Throws: `unsupportedFormat` for other frames, `noPlan` where there is no memory or no plan.
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

  /// Correlates all channels in a period.
  ///
  /// Traps where the estimator was not fed its frames.
  ///
  /// - Complexity: O(frames), one pass.
  public mutating func correlate(_ period: PeriodSpan) -> Phasor {
    let voltage = cm_fftw_correlate(estimator, period.end, period.length)
    precondition(voltage.is_held, "the estimator was not fed the frames of the period")
    return Phasor(real: voltage.real, imaginary: voltage.imaginary)
  }

  /// Adds the period that was correlated last to the cycle, if it belongs to one.
  ///
  /// Traps where none was.
  public mutating func endPeriod(_ period: MainsPeriod) {
    guard period.counts else { return }
    var period = cm_fftw_period(
      phase: Double(period.phase) * (2 * .pi * 0x1p-32), held: period.isHeld)
    let isCorrelated = cm_fftw_add_period(estimator, &period)
    precondition(isCorrelated, "the period was not correlated")
  }

  /// Skips frames that were lost.
  public mutating func skip(frames: Int) {
    cm_fftw_skip(estimator, frames)
  }

  /// Estimates the cycle of the latest periods.
  ///
  /// - Complexity: O(N log N) for the N frames of a second.
  public mutating func estimate(_ cycle: borrowing CycleSums) -> PhasorEstimate {
    var result = cm_fftw_estimate()
    var period = cycle.meanPeriod
    if let shown = cycle.period { period = shown }
    cm_fftw_estimate_cycle(estimator, rate / period, &result)
    let sums = result.sums
    // An RMS phasor of one code correlates to T / sqrt(2).
    let inverse = 1 / sums.length
    let unit = 2.0.squareRoot() * inverse
    // The median of half the bins, which a Hann window correlates: measured as 1.77 / sqrt(bins) at 1000...8000 frames/s.
    let deviation = 1.77 / (Double(cm_fftw_length(estimator)) / 4).squareRoot()
    func fundamental(
      _ real: Double, _ imaginary: Double, _ square: Double, _ apparent: (Double, Double), _ noise: Double
    ) -> Fundamental {
      Fundamental(
        phasor: Phasor(real: real * unit, imaginary: imaginary * unit), square: 2 * square * inverse,
        apparent: Phasor(real: 2 * apparent.0 * inverse, imaginary: 2 * apparent.1 * inverse),
        noise: noise < 0 ? nil : noise, noiseDeviation: deviation)
    }
    let (real, imaginary, square, noise) = (sums.real, sums.imaginary, sums.square, result.noise)
    let (apparentReal, apparentImaginary) = (sums.apparent_real, sums.apparent_imaginary)
    return PhasorEstimate(
      channels: PerChannel(
        voltage: fundamental(real.0, imaginary.0, square.0, (apparentReal.0, apparentImaginary.0), noise.0),
        inputs: PerInput(
          fundamental(real.1, imaginary.1, square.1, (apparentReal.1, apparentImaginary.1), noise.1),
          fundamental(real.2, imaginary.2, square.2, (apparentReal.2, apparentImaginary.2), noise.2),
          fundamental(real.3, imaginary.3, square.3, (apparentReal.3, apparentImaginary.3), noise.3))),
      products: [
        2 * sums.product.0 * inverse, 2 * sums.product.1 * inverse, 2 * sums.product.2 * inverse,
      ])
  }

  /// The highest harmonic order that is measured.
  public static var highestOrder: Int { Int(CM_FFTW_ORDERS) }

  /// RMS of a harmonic of the voltage, codes; see ``harmonic(_:of:)``.
  public func voltageHarmonic(_ order: Int) -> Double {
    harmonic(order, ofChannel: 0)
  }

  /// RMS of a harmonic of an input, codes, in the latest second that was complete at a cycle's end.
  ///
  /// The power of the five bins of the Hann-windowed transform nearest to the harmonic, less the noise in them. That is
  /// simpler than the groups of IEC 61000-4-7, whose windows are 10 periods. 0 before the first cycle, and for orders
  /// beyond half the frame rate.
  ///
  /// - Parameters:
  ///   - order: 1...40; traps for others.
  ///   - input: The input.
  public func harmonic(_ order: Int, of input: Input) -> Double {
    harmonic(order, ofChannel: input.index + 1)
  }

  private func harmonic(_ order: Int, ofChannel channel: Int) -> Double {
    precondition((1...Self.highestOrder).contains(order))
    return cm_fftw_harmonic(estimator, UInt32(channel), UInt32(order))
  }
}
