// SPDX-License-Identifier: Apache-2.0

/// What the lines of a cycle are read against.
struct LineReference {
  /// The direction of the voltage reference: its fundamental over its own magnitude.
  var phasor = Phasor.zero
  /// Whether there is one.
  var isKnown = false
  /// Variance of its angle over the cycle, square radians.
  var angleNoise = 0.0
  /// One over the cycle's length, frames.
  var inverseLength = 0.0
  /// Nominal voltage of a line, V.
  var voltage = 0.0
  /// The current from which on the clamps are overloaded, A.
  var largestCurrent = 0.0
  /// How power is approximated.
  var powerModel = PowerModel.active
}

extension Signal {
  /// Makes a line's reading of it.
  ///
  /// - Parameters:
  ///   - reference: What it is read against; it is left as it is: passed by its address, it is not copied.
  ///   - angle: Angle of the line's own voltage relative to the reference, degrees.
  ///   - direction: That of the cycle before, then of this one.
  ///   - reading: What becomes the reading, in place.
  @inline(never)
  mutating func read(
    _ reference: inout LineReference, angle: Double, _ direction: inout Direction,
    into reading: inout LineReading
  ) {
    let previous = direction
    direction = .indeterminate
    reading = LineReading()
    reading.isMeasured = !flags.contains(.derived)
    reading.flags = flags
    guard let square = square(inverseLength: reference.inverseLength) else {
      reading.power = 0
      if !flags.contains(.noSignal) { reading.flags.formUnion(.belowRange) }
      return
    }
    reading.current = Elementary.squareRoot(square)
    reading.apparentPower = reference.voltage * reading.current
    if reading.current > reference.largestCurrent { reading.flags.formUnion(.overRange) }
    let fundamental = phasor.square
    let inverse = 1 / fundamental
    reading.fundamental = Elementary.squareRoot(fundamental)
    // Everything that is not fundamental, relative to it.
    reading.thd = distortion
    if distortion == nil, fundamental > 0 {
      reading.thd = Elementary.squareRoot((square - fundamental) * inverse)
    }
    guard reference.isKnown else { return }
    // U conj(I) against the line's own voltage: its angle is phi, its projection the active current.
    let lagging = reference.phasor.rotated(degrees: angle).timesConjugate(of: phasor)
    let noise = scatter * reference.inverseLength
    let variance = noise + lagging.imaginary * lagging.imaginary * reference.angleNoise
    direction = Direction(
      power: reference.voltage * lagging.real,
      deviation: reference.voltage * Elementary.squareRoot(variance), previous: previous)
    reading.direction = direction
    if fundamental > 9 * noise {
      reading.phase = lagging.degrees
      reading.phaseVariance =
        (noise * inverse + reference.angleNoise)
        * (Elementary.degreesPerRadian * Elementary.degreesPerRadian)
    }
    reading.power = reference.powerModel.power(
      voltage: reference.voltage, current: reading.current, active: lagging.real, direction: direction)
  }
}
