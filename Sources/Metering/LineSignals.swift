// SPDX-License-Identifier: Apache-2.0

/// What one line carries, in amperes, before it is judged.
struct LineSignal {
  /// True mean square, noise included, A squared.
  var meanSquare: Double
  /// Power of the stationary noise in it, A squared.
  var noise: Double
  /// Standard deviation of that power, A squared.
  var noiseDeviation: Double
  /// Power of what the phasor is uncertain by, A squared.
  var scatter: Double
  /// RMS phasor of the fundamental, A.
  var phasor: Phasor
  /// Total harmonic distortion; nil where it is not known.
  var distortion: Double?
  var isMeasured: Bool
  var flags: Flags

  /// A line that carries minus the sum of two others whose mean product is `product`.
  @inline(never)
  static func derived(from a: LineSignal, _ b: LineSignal, product: Double) -> LineSignal {
    LineSignal(
      meanSquare: a.meanSquare + b.meanSquare + 2 * product, noise: a.noise + b.noise,
      noiseDeviation: a.noiseDeviation + b.noiseDeviation, scatter: a.scatter + b.scatter,
      phasor: -(a.phasor + b.phasor), distortion: nil, isMeasured: false,
      flags: a.flags.union(b.flags).intersection(.clipped).union(.derived))
  }
}

/// What of a configuration the lines' readings depend on.
struct Installation {
  /// Nominal voltage of a line, V.
  let lineVoltage: Double
  /// The current from which on the clamps are overloaded, A.
  let largestCurrent: Double
  /// Angle of each line's own voltage relative to the reference, degrees.
  let referenceAngles: PerLine<Double>
  /// How power is approximated.
  let powerModel: PowerModel
}

/// One cycle's signals in volts and amperes, on the lines they belong to.
///
/// All its methods are mutating, so that they are called at its address: it would be copied for each otherwise.
struct LineSignals: ~Copyable {
  /// The fundamental of the voltage reference, V; nil while it is lost.
  private(set) var reference: Phasor?
  /// True RMS of the voltage, V.
  private(set) var voltage = 0.0
  private var referenceScatter = 0.0
  private var length = 0.0
  /// What each line carries; nil for one that is not measured.
  var lines = PerLine<LineSignal?>(repeating: nil)
  /// RMS of the three currents' sum in a net without neutral, A; nil where it is not measured.
  private(set) var residual: Double?

  /// Takes those of a cycle, in place: as a value they would be copied on the stack.
  @inline(never)
  mutating func update(
    _ sums: borrowing CycleSums, _ estimate: PhasorEstimate, _ noise: PerChannel<Noise>,
    _ conversions: PerChannel<ChannelConversion>, _ wiring: WiringMap
  ) {
    length = sums.length
    let conversion = conversions.voltage
    voltage =
      Elementary.squareRoot(sums.meanSquare.voltage - noise.voltage.power) * abs(conversion.scale)
    referenceScatter = noise.voltage.scatter * conversion.scale * conversion.scale
    reference =
      sums.isVoltageSeen && estimate.frequency != nil ? conversion.phasor(estimate.phasors.voltage) : nil
    place(.input1, sums, estimate, noise.inputs[.input1], conversions.inputs[.input1], wiring)
    place(.input2, sums, estimate, noise.inputs[.input2], conversions.inputs[.input2], wiring)
    place(.input3, sums, estimate, noise.inputs[.input3], conversions.inputs[.input3], wiring)
    derive(sums, estimate, conversions.inputs, wiring)
    residual = residual(sums, estimate, conversions.inputs, wiring)
  }

  /// Puts what an input carries on its line.
  @inline(never)
  private mutating func place(
    _ input: Input, _ sums: borrowing CycleSums, _ estimate: PhasorEstimate, _ noise: Noise,
    _ conversion: ChannelConversion, _ wiring: WiringMap
  ) {
    guard let assignment = wiring.inputs[input] else { return }
    let power = conversion.scale * conversion.scale
    var flags = Flags()
    if sums.isClipped.inputs[input] { flags.formUnion(.clipped) }
    if sums.isConstant.inputs[input] { flags.formUnion(.noSignal) }
    lines[assignment.line] = LineSignal(
      meanSquare: sums.meanSquare.inputs[input] * power, noise: noise.power * power,
      noiseDeviation: noise.power * noise.deviation * power, scatter: noise.scatter * power,
      phasor: conversion.phasor(estimate.phasors.inputs[input]) * assignment.polarity.sign,
      distortion: estimate.distortion.inputs[input], isMeasured: true, flags: flags)
  }

  /// Sets a line's part of a reading; `direction` is that of the cycle before, then of this one.
  @inline(never)
  mutating func read(
    _ line: Line, _ installation: Installation, _ direction: inout Direction, into reading: inout Reading?
  ) {
    let part = self.reading(of: line, installation, &direction)
    switch line {
    case .l1: reading?.lines.first = part
    case .l2: reading?.lines.second = part
    case .l3: reading?.lines.third = part
    }
  }

  /// The reading of a line; `direction` is that of the cycle before, then of this one.
  @inline(never)
  private mutating func reading(
    of line: Line, _ installation: Installation, _ direction: inout Direction
  ) -> LineReading? {
    guard let signal = lines[line] else { return nil }
    let voltage = installation.lineVoltage
    guard let current = current(of: signal) else {
      direction = .indeterminate
      let flags = signal.flags.contains(.noSignal) ? signal.flags : signal.flags.union(.belowRange)
      return LineReading(
        current: 0, fundamental: 0, phase: nil, direction: .indeterminate, power: 0, apparentPower: 0,
        isMeasured: signal.isMeasured, flags: flags)
    }
    let fundamental = signal.phasor.magnitude
    var reading = LineReading(
      current: current, fundamental: fundamental, phase: nil, direction: .indeterminate, power: nil,
      apparentPower: voltage * current, thd: signal.distortion ?? Self.distortion(current, fundamental),
      isMeasured: signal.isMeasured, flags: signal.flags)
    if current > installation.largestCurrent { reading.flags.formUnion(.overRange) }
    guard let reference, reference.square > 0 else {
      direction = .indeterminate
      return reading
    }
    // U conj(I) against the line's own voltage: its angle is phi, its projection the active current.
    let turned =
      reference.rotated(degrees: installation.referenceAngles[line]) * (1 / reference.magnitude)
    let lagging = turned.timesConjugate(of: signal.phasor)
    let componentNoise = signal.scatter / length
    let referenceAngleNoise = referenceScatter / (length * reference.square)
    let deviation = Elementary.squareRoot(
      componentNoise + lagging.imaginary * lagging.imaginary * referenceAngleNoise)
    direction = Direction(
      power: voltage * lagging.real, deviation: voltage * deviation, previous: direction)
    reading.direction = direction
    if signal.phasor.square > 9 * componentNoise {
      reading.phase = lagging.degrees
      let variance = componentNoise / signal.phasor.square + referenceAngleNoise
      reading.phaseVariance = variance * Elementary.degreesPerRadian * Elementary.degreesPerRadian
    }
    reading.power = installation.powerModel.power(
      voltage: voltage, current: current, active: lagging.real, direction: direction)
    return reading
  }

  /// True RMS with the noise power removed; nil below the floor, where it is within four standard deviations of zero.
  @inline(never)
  mutating func current(of signal: LineSignal) -> Double? {
    let square = signal.meanSquare - signal.noise
    let sampling = signal.noise * signal.noise * 2 / length
    let deviation = Elementary.squareRoot(sampling + signal.noiseDeviation * signal.noiseDeviation)
    return square <= 4 * deviation ? nil : Elementary.squareRoot(square)
  }

  /// Everything that is not fundamental, relative to it.
  private static func distortion(_ current: Double, _ fundamental: Double) -> Double? {
    fundamental > 0 ? Elementary.squareRoot(current * current - fundamental * fundamental) / fundamental : nil
  }
}
