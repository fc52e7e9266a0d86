// SPDX-License-Identifier: Apache-2.0
public import Simulation
import Metering

/// One stream of a sweep: a star net with the same load on all three lines.
///
/// The rest is random, from a seed: the voltage's phase, the phases of all harmonics, and a DC of -20...20 codes in
/// each channel. The voltage has ``voltageDistortion``.
public struct SweepCondition: Sendable, Equatable {
  /// RMS of the fundamental current, A, above 0.
  public var current: Double
  /// How far the current lags the voltage, degrees, -180...180.
  public var angle: Double
  /// Mains frequency, Hz, 45...65.
  public var frequency: Double
  /// RMS of the current's harmonics, percent of the fundamental's, 0...100.
  public var distortion: Double
  /// Converter resolution, 12...16 bits.
  public var bits: Int
  /// RMS of the noise before quantisation, LSB, 0...100.
  public var noise: Double
  /// Frames a second, 1000...16000.
  public var rate: Double

  /// A condition; everything but the current has the accuracy targets' own value by default.
  public init(
    current: Double, angle: Double = 0, frequency: Double = 50.02, distortion: Double = 0, bits: Int = 12,
    noise: Double = 1, rate: Double = 4000
  ) {
    self.current = current
    self.angle = angle
    self.frequency = frequency
    self.distortion = distortion
    self.bits = bits
    self.noise = noise
    self.rate = rate
  }

  /// RMS of the voltage's harmonics, percent of the fundamental's.
  public static let voltageDistortion = 6.0
  /// The largest DC in any channel, codes.
  public static let largestOffset = 20.0

  /// RMS of the fundamental voltage, V.
  static let voltage = 230.0

  /// The largest current that the signal can reach whatever the phases of its harmonics, A, six deviations of
  /// noise and the largest DC included.
  public var peak: Double {
    let harmonics = Self.harmonics(distortion, frequency: frequency, rate: rate) { 0 }
    let factor = harmonics.reduce(1) { $0 + $1.percent / 100 }
    return 2.0.squareRoot() * current * factor + (Self.largestOffset + 6 * noise) * scale
  }

  /// The current at the converter's positive rail, A: 62.5 with the device's clamps.
  public var fullScale: Double {
    Double(Calibration.nominal(bits: bits).highestCode) * scale
  }

  /// Whether the converter holds the signal: nothing clips, as ``peak`` stays below ``fullScale``.
  ///
  /// At 12 bits 40 A are attainable without distortion only: at 50 % the peak may be twice the fundamental's.
  public var isAttainable: Bool { peak < fullScale }

  /// Whether the accuracy targets are defined here: 12 bits, 1 LSB of noise, 4000 frames/s, 40 mA...40 A,
  /// 47.5...52.5 or 57.5...62.5 Hz.
  public var hasTargets: Bool {
    bits == 12 && noise == 1 && rate == 4000 && (0.04...40).contains(current)
      && ((47.5...52.5).contains(frequency) || (57.5...62.5).contains(frequency))
  }

  /// RMS of the true current, A, harmonics included.
  public var trueCurrent: Double {
    current * (1 + distortion * distortion / 10000).squareRoot()
  }

  /// The theoretical bound for one cycle of about a second.
  public var bound: CramerRaoBound {
    let calibration = Calibration.nominal(bits: bits)
    return CramerRaoBound(
      voltage: Self.voltage / calibration.channels.voltage.scale, current: current / scale,
      distortion: distortion / 100, noise: noise, frames: rate, rate: rate)
  }

  /// The scenario of one stream.
  ///
  /// - Parameter seed: Of everything random in it.
  public func scenario(seed: UInt64) -> Scenario {
    var generator = SplitMix64(seed: seed)
    func degrees() -> Double { Double.random(in: -180..<180, using: &generator) }
    func offset() -> Double {
      Double.random(in: -Self.largestOffset...Self.largestOffset, using: &generator)
    }
    let voltage = Scenario.Voltage(
      rms: Self.voltage, phase: degrees(),
      harmonics: Self.harmonics(Self.voltageDistortion, frequency: frequency, rate: rate, phase: degrees))
    let load = Scenario.Load(
      .all, current: current, phase: angle,
      harmonics: Self.harmonics(distortion, frequency: frequency, rate: rate, phase: degrees))
    return Scenario(
      rate: rate, bits: bits, seed: generator.next(), wiring: .star, frequency: .init(frequency),
      voltage: voltage, noise: noise,
      offset: .init(voltage: offset(), inputs: .init(offset(), offset(), offset())), loads: [load])
  }

  private var scale: Double { Calibration.nominal(bits: bits).channels.inputs[.input1].scale }

  /// Odd orders 3...11 below half the frame rate, in inverse proportion to their order as a rectangular current
  /// has them, together `distortion` percent.
  private static func harmonics(
    _ distortion: Double, frequency: Double, rate: Double, phase: () -> Double
  ) -> [Scenario.Harmonic] {
    guard distortion > 0 else { return [] }
    let orders = [3, 5, 7, 9, 11].filter { Double($0) * frequency < rate / 2 }
    let sum = orders.reduce(0) { $0 + 1 / Double($1 * $1) }.squareRoot()
    return orders.map {
      Scenario.Harmonic(order: $0, percent: distortion / (Double($0) * sum), phase: phase())
    }
  }
}
