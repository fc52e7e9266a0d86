// SPDX-License-Identifier: Apache-2.0

/// The references against which the lines of a cycle are read.
struct LineReference {
  /// Whether there is a voltage.
  var isKnown = false
  /// Variance of its phase over the cycle, square radians.
  var angleVariance = 0.0
  /// One over the cycle's length, frames.
  var inverseLength = 0.0
  /// Nominal voltage of a line, V.
  var voltage = 0.0
  /// The voltage that powers are calculated with, V, and the square of its standard uncertainty, relative.
  var powerVoltage = 0.0
  var powerVoltageVariance = 0.0
  /// The ratio of the measured voltage to a line's.
  var ratio = 1.0
  /// The current above which the clamps are overloaded, A.
  var largestCurrent = 0.0
  /// How power is approximated.
  var powerModel = PowerModel.active
}

extension Signal {
  /// Makes the reading of the signal's line.
  ///
  /// - Parameters:
  ///   - reference: The references that it is read against.
  ///   - voltage: Unit phasor of the line's own voltage against the reference.
  ///   - direction: The direction of the cycle before; on return, that of this one.
  ///   - reading: An empty reading, which becomes that of the signal.
  @inline(never)
  func read(
    _ reference: borrowing @_addressable LineReference, voltage: Phasor, _ direction: inout Direction,
    into reading: inout LineReading
  ) {
    let previous = direction
    direction = .indeterminate
    reading.isMeasured = !flags.contains(.derived)
    reading.flags = flags
    guard !isSaturated else {
      // Nothing else is known: no fundamental and no direction. As much power in as the line may carry.
      // Neither is negative, so their bits compare as they do.
      let least = Elementary.squareRoot(square).bitPattern
      reading.current = Double(bitPattern: max(least, LineReading.saturatedCurrent.bitPattern))
      reading.uncertainty.current = reading.current
      reading.apparentPower = reference.voltage * reading.current
      reading.flags.formUnion(.overRange)
      return
    }
    let noiseVariance = noiseVariance(inverseLength: reference.inverseLength)
    guard !isNothing(noiseVariance: noiseVariance) else {
      reading.power = 0
      if !flags.contains(.noSignal) { reading.flags.formUnion(.belowRange) }
      return
    }
    reading.current = Elementary.squareRoot(square)
    // A quarter of the mean square's variance, 4 square noise / N on top of the noise's own, over the mean square.
    let noise = unlimitedNoise * reference.inverseLength
    let variance = noise + 0.25 * noiseVariance * Elementary.reciprocal(square)
    let deviation = Elementary.squareRoot(variance + square * gainVariance)
    reading.uncertainty.current = deviation
    // The fundamental is a part of the current, whatever was clipped or changed within a period. Two deviations are allowed:
    // a limit that noise reaches would be a bias. No value is negative, so doubling adds 1 to the exponent, and the bits
    // compare as the values do.
    let limit = reading.current + Double(bitPattern: deviation.bitPattern &+ 1 &<< 52)
    reading.fundamental = Elementary.squareRoot(fundamental)
    if reading.fundamental.bitPattern > limit.bitPattern { reading.fundamental = limit }
    reading.apparentPower = reference.voltage * reading.current
    if reading.current > reference.largestCurrent { reading.flags.formUnion(.overRange) }
    if fundamental > 0 {
      reading.thd = Elementary.squareRoot(
        (square - fundamental) * Elementary.reciprocal(fundamental))
    }
    guard reference.isKnown else { return }
    readPower(reference, voltage: voltage, noise: noise, previous, &direction, into: &reading)
  }

  /// Makes the part of a reading that a voltage is needed for; `noise` is the phasor's.
  @inline(never)
  private func readPower(
    _ reference: borrowing @_addressable LineReference, voltage: Phasor, noise: Double, _ previous: Direction,
    _ direction: inout Direction, into reading: inout LineReading
  ) {
    // U conj(I) against the line's own voltage: its angle is phi, its projection the active current.
    let lagging = voltage.timesConjugate(of: phasor)
    let turned = reference.angleVariance + leadVariance
    let variance = noise + lagging.imaginary * lagging.imaginary * turned
    let deviation = Elementary.squareRoot(variance)
    direction = Direction(power: lagging.real, deviation: deviation, previous: previous)
    reading.direction = direction
    let square = phasor.square
    if square > 9 * noise {
      reading.phase = lagging.degrees
      let variance = noise * Elementary.reciprocal(square) + turned
      reading.uncertainty.phase = Elementary.squareRoot(variance) * Elementary.degreesPerRadian
    }
    let measured = hasApparent ? reference.ratio * voltage.timesConjugate(of: apparent).real : 0
    reading.power = reference.powerModel.power(
      voltage: reference.voltage, current: reading.current, active: lagging.real, measured: measured)
    reading.uncertainty.power = powerUncertainty(reading, reference, active: lagging.real, deviation)
  }

  /// Standard uncertainty of a power, W, from an active current and its standard deviation, A.
  private func powerUncertainty(
    _ reading: borrowing @_addressable LineReading, _ reference: borrowing @_addressable LineReference,
    active: Double, _ deviation: Double
  ) -> Double {
    switch reference.powerModel {
    case .active, .measured:
      let variance = gainVariance + reference.powerVoltageVariance
      guard variance > 0 else { return reference.powerVoltage * deviation }
      return reference.powerVoltage
        * Elementary.squareRoot(deviation * deviation + active * active * variance)
    case .nominal, .wholeAmperes:
      return reference.voltage * reading.uncertainty.current
    }
  }
}
