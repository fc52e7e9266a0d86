// SPDX-License-Identifier: Apache-2.0

/// An estimator of the fundamental of each channel in the mains periods of a cycle.
///
/// It is fed the same frames as the ``Accumulator``, is told where each period ends, and is asked once a cycle.
public protocol PhasorEstimator: ~Copyable {
  /// Whether the estimator takes the fundamentals from the accumulator, which then measures those of all channels.
  ///
  /// An estimator that does not gives the accumulator the voltage's; see ``correlate(_:)``.
  var usesResonators: Bool { get }

  /// Takes the next frames.
  ///
  /// - Parameter frames: Interleaved codes of whole frames, none of them beyond the frame after a period's end.
  mutating func update(_ frames: Span<Int16>)

  /// The voltage's correlation in a period that ends just before the latest frame.
  ///
  /// - Returns: The sum of code * e^(-j 2 pi t / T) over it, t from its start, T its length.
  mutating func correlate(_ period: PeriodSpan) -> Phasor

  /// Takes a period that ended just before the latest frame.
  mutating func endPeriod(_ period: MainsPeriod)

  /// Skips frames that were lost.
  mutating func skip(frames: Int)

  /// Estimates the cycle that the latest periods belong to, and begins the next.
  mutating func estimate(_ cycle: borrowing CycleSums) -> PhasorEstimate
}

extension PhasorEstimator where Self: ~Copyable {
  /// Traps: an estimator that uses the accumulator's resonators is not asked.
  public mutating func correlate(_ period: PeriodSpan) -> Phasor {
    preconditionFailure("the accumulator's resonators measure the voltage")
  }
}

/// The fundamental of one channel in a cycle, in codes.
///
/// I_k and V_k are the phasors of the channel and of the voltage in period k, and u_k = V_k / |V_k|. Means are over the periods,
/// weighted by their length.
public struct Fundamental: Sendable, Equatable {
  /// Mean of conj(u_k) I_k: the phasor against the voltage.
  public var phasor: Phasor
  /// Mean of |I_k|^2, codes squared, its noise included; without meaning for the voltage.
  public var square: Double
  /// Mean of |V_k| conj(u_k) I_k, codes of both channels; without meaning for the voltage.
  public var apparent: Phasor
  /// Power of the white noise, codes squared; nil where nothing shows it.
  public var noise: Double?
  /// Relative standard deviation of ``noise``.
  public var noiseDeviation: Double

  /// The fundamental of these parts; of nothing by default.
  public init(
    phasor: Phasor = .zero, square: Double = 0, apparent: Phasor = .zero, noise: Double? = nil,
    noiseDeviation: Double = 0
  ) {
    self.phasor = phasor
    self.square = square
    self.apparent = apparent
    self.noise = noise
    self.noiseDeviation = noiseDeviation
  }
}

/// The fundamentals of all channels in a cycle, in codes.
public struct PhasorEstimate: Sendable {
  /// The fundamental of each channel.
  public var channels: PerChannel<Fundamental>
  /// Mean of Re(I_ak conj(I_bk)) of the inputs a and b, in the order (1,2) (1,3) (2,3), codes squared.
  public var products: InlineArray<3, Double>

  /// An estimate of these parts.
  public init(channels: PerChannel<Fundamental>, products: InlineArray<3, Double> = [0, 0, 0]) {
    self.channels = channels
    self.products = products
  }
}
