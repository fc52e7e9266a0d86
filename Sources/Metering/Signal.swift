// SPDX-License-Identifier: Apache-2.0

/// The signal of a channel, and so of its line, over one cycle, in volts or amperes, before it becomes a reading.
struct Signal {
  /// Units a code, negative for an inverted channel; 0 where there is nothing.
  private(set) var scale = 0.0
  /// Mean square without its noise, units squared; negative where the noise was taken for too large.
  private(set) var square = 0.0
  /// Power of the noise that was subtracted, units squared.
  private(set) var noise = 0.0
  /// Standard deviation of that power, units squared.
  private(set) var noiseDeviation = 0.0
  /// Power of the noise for the uncertainty of phasors, units squared.
  private(set) var unlimitedNoise = 0.0
  /// RMS phasor of the fundamental against the voltage, units.
  private(set) var phasor = Phasor.zero
  /// Mean square of the fundamental, units squared, noise removed; noise can make it negative.
  private(set) var fundamental = 0.0
  /// The phasor times the voltage, VA.
  private(set) var apparent = Phasor.zero
  /// Squares of the calibration's own standard uncertainties: of the gain, relative, and of the lead, radians.
  private(set) var gainVariance = 0.0
  private(set) var leadVariance = 0.0
  /// Whether there is ``apparent``.
  private(set) var hasApparent = false
  /// Whether the current is too large to estimate: nearly all codes are at the rails.
  var isSaturated = false
  var flags = Flags()

  /// An empty signal.
  init() {}

  /// Sets the signal of a channel, in codes.
  ///
  /// - Parameters:
  ///   - meanSquare: True mean square in codes, noise included.
  ///   - codes: The fundamental that the estimator measures, in codes.
  ///   - noise: The noise of the channel, as far as it is known, in codes.
  ///   - period: Mean length of the periods, frames.
  ///   - hasApparent: Whether a power model needs ``apparent``.
  mutating func update(
    meanSquare: Double, _ codes: borrowing @_addressable Fundamental, _ noise: Noise, period: Double,
    hasApparent: Bool = false
  ) {
    square = meanSquare - noise.power
    self.noise = noise.power
    noiseDeviation = noise.power * noise.relativeDeviation
    unlimitedNoise = noise.unlimitedPower
    phasor = codes.phasor
    apparent = codes.apparent
    self.hasApparent = hasApparent
    // A period's phasor has 2 (T - 0.47) / T^2 of the noise, as frames at an edge are shared.
    let inverse = Elementary.reciprocal(period)
    fundamental = codes.square - noise.power * 2 * inverse * (1 - 0.467 * inverse)
  }

  /// Replaces a clipped signal by the sine that has as many codes at the rails, where that is larger.
  ///
  /// A sine with a share q of its codes at rails of +-c has the amplitude c / cos(pi q / 2), up to 6.4 c for q = 0.9. The signal
  /// is taken for such a sine where it has more than half the power of the smallest sine that reaches the rails. A peaked
  /// current, with 50 % of harmonics and up to 44 A on a front end that clips at 62.5 A, is then never read too low. Where the
  /// signal has clearly less power than a sine with that share keeps, it may be a sine that flows for only a part of the cycle:
  /// the part for which share and power agree.
  ///
  /// A current that is clipped in some periods and not in others is at least that of the sine of each period.
  ///
  /// The fundamental of a clipped sine lacks up to 11 % more than its RMS does. The uncertainty is as much as is estimated.
  ///
  /// Where frames and mains run in step, the share is exact to one frame of a period. Then sines of up to 2.3 c read 100...106 %
  /// with 80 frames a period or more, and up to 116 % with 40. With 20 frames they read up to 122 % at 1.8 c and up to 143 % at
  /// 2.3 c.
  ///
  /// - Parameters:
  ///   - share: The share of the codes that are at the rails, 0...1.
  ///   - lost: What the mean square lacks by the sines of the periods, Q10; in halves of c squared.
  ///   - rail: c, codes.
  ///   - period: Length of a mains period, frames.
  @inline(never)  // 96 bytes of flash less
  mutating func unclip(share: Double, lost: Double, rail: Double, period: Double) {
    flags.formUnion(.clipped)
    let least = 0.5 * rail * rail
    let power = square * Elementary.reciprocal(least)
    let frame = Elementary.reciprocal(period)
    let sine = ClippedSine(share: min(share, 0.9), frame: frame, meanSquare: power)
    var ratio = power > 0.5 ? sine.whole * Elementary.reciprocal(power) : 1
    // A share that is a frame too large keeps 3 % too much at 20 frames a period.
    if power + 16 * frame * frame < 0.97 * sine.rest {
      let burst = ClippedSine(share: share, meanSquare: power)
      ratio = max(ratio, burst.whole * Elementary.reciprocal(burst.rest))
    }
    // Less than 2^-9 is a level at the rails, and no sine in any period. Numbers above 0 compare as their bits do.
    if Int64(bitPattern: power.bitPattern) > (1023 - 9) &<< 52 {
      let whole = 1 + 0x1p-10 * lost * Elementary.reciprocal(power)
      if whole.bitPattern > ratio.bitPattern { ratio = whole }
    }
    guard ratio > 1 else { return }
    let factor = Elementary.squareRoot(ratio)
    let estimated = 1 - Elementary.reciprocal(factor)
    gainVariance = estimated * estimated
    // Of a sine 0.9 % too much at most, and 0.3 % too little.
    let own = factor + 0.095 * (factor - 1)
    square *= ratio
    fundamental *= own * own
    phasor = phasor * own
    if hasApparent { apparent = apparent * own }
  }

  /// Converts codes into volts or amperes.
  ///
  /// - Parameters:
  ///   - channel: The channel's calibration.
  ///   - frequency: Mains frequency, Hz.
  mutating func calibrate(_ channel: borrowing @_addressable ChannelCalibration, frequency: Double) {
    let conversion = ChannelConversion(channel, square: square, frequency: frequency)
    scale = conversion.scale
    phasor = conversion.phasor(phasor)
    if hasApparent { apparent = conversion.phasor(apparent) }
    let power = scale * scale
    square *= power
    noise *= power
    noiseDeviation *= power
    unlimitedNoise *= power
    fundamental *= power
    gainVariance += channel.gainUncertainty * channel.gainUncertainty
    let lead = channel.leadUncertainty * Elementary.radiansPerDegree
    leadVariance = lead * lead
  }

  /// Refers the signal to the calibrated voltage: its unit phasor, and its volts a code for products with it.
  mutating func refer(to voltage: Phasor, scale: Double) {
    phasor = phasor.timesConjugate(of: voltage)
    if hasApparent { apparent = apparent.timesConjugate(of: voltage) * scale }
  }

  /// Reverses the signal, for a clamp that is connected the other way round.
  mutating func negate() {
    scale = -scale
    phasor = -phasor
    apparent = -apparent
  }

  /// Adds another signal, except for the mean products of the two: ``add(products:fundamentals:)`` adds those.
  @inline(never)  // 304 bytes of flash less
  mutating func add(_ other: borrowing @_addressable Signal) {
    square += other.square
    noise += other.noise
    noiseDeviation += other.noiseDeviation
    unlimitedNoise += other.unlimitedNoise
    fundamental += other.fundamental
    phasor = phasor + other.phasor
    apparent = apparent + other.apparent
    hasApparent = hasApparent || other.hasApparent
    gainVariance = max(gainVariance, other.gainVariance)
    leadVariance = max(leadVariance, other.leadVariance)
    isSaturated = isSaturated || other.isSaturated
    flags.formUnion(other.flags)
  }

  /// Adds the mean products, units squared, of the signals that were added, and of their fundamentals.
  mutating func add(products: Double, fundamentals: Double) {
    square += 2 * products
    fundamental += 2 * fundamentals
  }

  /// Turns the sum of the other lines into the line that returns it, with the opposite sign.
  mutating func close() {
    phasor = -phasor
    apparent = -apparent
    flags = flags.intersection(.clipped).union(.derived)
  }

  /// Variance of the mean square of its noise alone, units to the fourth.
  func noiseVariance(inverseLength: Double) -> Double {
    noise * noise * (2 * inverseLength) + noiseDeviation * noiseDeviation
  }

  /// Whether it is within four standard deviations of zero.
  ///
  /// A value that is not a number is not, so that a telegram saturates for it and does not state zero.
  func isNothing(noiseVariance: Double) -> Bool {
    square <= 0 || square * square <= 16 * noiseVariance
  }
}
