// SPDX-License-Identifier: Apache-2.0

/// What a channel, and with it a line, carries in one cycle, in volts or amperes, before it is judged.
///
/// Its methods are mutating, so that they are called at its address: it would be copied for each otherwise.
struct Signal {
  /// Units a code, negative for an inverted channel; 0 where there is nothing.
  private(set) var scale = 0.0
  /// True mean square, noise included, units squared.
  var meanSquare = 0.0
  /// Power of the stationary noise in it, units squared.
  private(set) var noise = 0.0
  /// Standard deviation of that power, units squared.
  private(set) var noiseDeviation = 0.0
  /// Power of what the phasor is uncertain by, units squared.
  private(set) var scatter = 0.0
  /// RMS phasor of the fundamental, units.
  var phasor = Phasor.zero
  /// Total harmonic distortion; nil where it is not known. 0 at first, as all the rest: memory that is cleared at once.
  var distortion: Double? = 0
  var flags = Flags()

  /// What it is without noise, units squared.
  var square: Double { meanSquare - noise }

  /// Takes the noise of a channel in codes.
  mutating func take(_ noise: Noise) {
    self.noise = noise.power
    noiseDeviation = noise.power * noise.deviation
    scatter = noise.scatter
  }

  /// Makes units of codes.
  ///
  /// - Parameters:
  ///   - channel: The channel's calibration; it is left as it is: passed by its address, it is not copied.
  ///   - frequency: Mains frequency, Hz.
  @inline(never)
  mutating func calibrate(_ channel: inout ChannelCalibration, frequency: Double) {
    let conversion = ChannelConversion(&channel, square: square, frequency: frequency)
    scale = conversion.scale
    phasor = conversion.phasor(phasor)
    let power = scale * scale
    meanSquare *= power
    noise *= power
    noiseDeviation *= power
    scatter *= power
  }

  /// Turns it round: its clamp is connected the other way.
  mutating func negate() {
    scale = -scale
    phasor = -phasor
  }

  /// Adds another one; what they have in common, their mean product, is left to ``add(products:)``.
  @inline(never)
  mutating func add(_ other: inout Signal) {
    meanSquare += other.meanSquare
    noise += other.noise
    noiseDeviation += other.noiseDeviation
    scatter += other.scatter
    phasor = phasor + other.phasor
    flags.formUnion(other.flags)
  }

  /// Adds the mean products, units squared, of the signals that were added.
  mutating func add(products: Double) {
    meanSquare += 2 * products
  }

  /// Makes a sum the line that closes it: what the others do not return.
  mutating func close() {
    phasor = -phasor
    distortion = nil
    flags = flags.intersection(.clipped).union(.derived)
  }

  /// Mean product with another channel, units squared.
  ///
  /// In codes it is known with the channels' errors of phase in it, of which those of the fundamental are taken out: of
  /// harmonics of 30 % a difference of 1 degree and order 5 leaves 0.02 % in the current.
  ///
  /// - Parameter harmonics: The mean product in codes, squared, without the fundamental's part.
  @inline(never)
  mutating func product(_ other: inout Signal, harmonics: Double) -> Double {
    harmonics * scale * other.scale + phasor.timesConjugate(of: other.phasor).real
  }

  /// Mean square with the noise power removed; nil below the floor, where it is within four standard deviations of zero.
  ///
  /// What is not a number is not below the floor: a telegram saturates for it, where it would tell of nothing otherwise.
  @inline(never)
  mutating func square(inverseLength: Double) -> Double? {
    let square = square
    let variance = noise * noise * (2 * inverseLength) + noiseDeviation * noiseDeviation
    return square <= 0 || square * square <= 16 * variance ? nil : square
  }
}
