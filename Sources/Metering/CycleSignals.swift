// SPDX-License-Identifier: Apache-2.0

/// One cycle's signals in volts and amperes, and the lines they belong to.
///
/// All its methods are mutating, so that they are called at its address: it would be copied for each otherwise. For the same
/// reason they take large parts by address, and leave them as they are.
struct CycleSignals: ~Copyable {
  /// What each channel carries; nothing for an input without a clamp.
  private var channels = PerChannel(repeating: Signal())
  /// What the inputs carry together, in a net without neutral.
  private var sum = Signal()
  private var reference = LineReference()

  /// Takes those of a cycle, in place: as a value they would be copied on the stack.
  @inline(never)
  mutating func take(
    _ sums: inout CycleSums, _ estimate: inout PhasorEstimate, frequency: Double,
    _ configuration: inout MeterConfiguration, _ noise: inout PerChannel<NoiseTracker>
  ) {
    reference.inverseLength = sums.inverseLength
    for channel in 0..<configuration.channelCount {
      let assignment = channel == 0 ? nil : configuration.wiring.inputs.with(channel - 1) { $0 }
      if channel > 0 && assignment == nil { continue }
      channels.with(channel) { signal in
        signal.meanSquare = sums.meanSquare.of(channel)
        signal.phasor = estimate.phasors.of(channel)
        signal.distortion = estimate.distortion.of(channel)
        if sums.isClipped.of(channel) { signal.flags.formUnion(.clipped) }
        if sums.isConstant.of(channel) { signal.flags.formUnion(.noSignal) }
        let measured = estimate.noise.of(channel)
        configuration.calibration.channels.with(channel) { calibration in
          noise.with(channel) {
            signal.take(
              $0.update(measured, deviation: estimate.noiseDeviation, known: calibration.noise))
          }
          signal.calibrate(&calibration, frequency: frequency)
        }
        if assignment?.polarity == .reversed { signal.negate() }
      }
    }
  }

  /// Adds up what the inputs carry.
  @inline(never)
  mutating func add(_ sums: inout CycleSums, _ estimate: inout PhasorEstimate) {
    sum.add(&channels.inputs.first)
    sum.add(&channels.inputs.second)
    sum.add(&channels.inputs.third)
    sum.add(products: product(.input1, .input2, &sums, &estimate))
    sum.add(products: product(.input1, .input3, &sums, &estimate))
    sum.add(products: product(.input2, .input3, &sums, &estimate))
  }

  /// Mean product of what two inputs carry, A squared.
  @inline(never)
  private mutating func product(
    _ a: Input, _ b: Input, _ sums: inout CycleSums, _ estimate: inout PhasorEstimate
  ) -> Double {
    let fundamental = estimate.phasors.of(a.index + 1).timesConjugate(
      of: estimate.phasors.of(b.index + 1))
    let harmonics = sums.meanProduct(a, b) - fundamental.real
    var other = channels.of(b.index + 1)
    return channels.with(a.index + 1) { $0.product(&other, harmonics: harmonics) }
  }

  /// Makes a reading of them, in place.
  ///
  /// - Parameters:
  ///   - frequency: Mains frequency, Hz; nil where the voltage does not show it.
  ///   - directions: Those of the cycle before, then of this one.
  @inline(never)
  mutating func read(
    frequency: Double?, _ configuration: inout MeterConfiguration, _ directions: inout PerLine<Direction>,
    into reading: inout Reading
  ) {
    reading.frequency = frequency
    setReference(isShown: frequency != nil, &configuration, &reading)
    reading.residual = nil
    var count = 0
    // The three lines' indices add up to 3: what is left of it with two clamps is the third line.
    var rest = 3
    for input in 0..<configuration.channelCount - 1 {
      guard let assignment = configuration.wiring.inputs.with(input, { $0 }) else { continue }
      count += 1
      rest -= assignment.line.index
      channels.with(input + 1) {
        $0.read(line: assignment.line.index, &reference, &configuration, &directions, into: &reading)
      }
    }
    guard !configuration.wiring.hasNeutral else { return }
    if count == 2 {
      sum.close()
      sum.read(line: rest, &reference, &configuration, &directions, into: &reading)
    } else if count == 3 {
      let square = sum.square(inverseLength: reference.inverseLength) ?? 0
      reading.residual = Elementary.squareRoot(square)
    }
  }

  /// Sets what the lines are read against, and the voltage's part of a reading.
  private mutating func setReference(
    isShown: Bool, _ configuration: inout MeterConfiguration, _ reading: inout Reading
  ) {
    let voltage = channels.voltage
    reading.voltage =
      voltage.flags.contains(.noSignal) ? nil : Elementary.squareRoot(voltage.square)
    if voltage.flags.contains(.clipped) { reading.flags.formUnion(.clipped) }
    reference.voltage = configuration.nominalVoltage * configuration.wiring.lineVoltageRatio
    reference.largestCurrent = configuration.calibration.range.effective
    reference.powerModel = configuration.powerModel
    let square = voltage.phasor.square
    guard isShown, square > 0 else { return }
    let inverse = 1 / square
    reference.isKnown = true
    reference.phasor = voltage.phasor * Elementary.squareRoot(inverse)
    reference.angleNoise = voltage.scatter * inverse * reference.inverseLength
  }
}

extension Signal {
  /// Makes a line's reading of it, in place, by the line's index.
  @inline(never)
  fileprivate mutating func read(
    line: Int, _ reference: inout LineReference, _ configuration: inout MeterConfiguration,
    _ directions: inout PerLine<Direction>, into reading: inout Reading
  ) {
    let angle = configuration.wiring.referenceAngles.with(line) { $0 }
    reading.lines.with(line) { part in
      directions.with(line) { direction in
        part.fillIfEmpty(LineReading())
        part.changeInPlace { self.read(&reference, angle: angle, &direction, into: &$0) }
      }
    }
  }
}
