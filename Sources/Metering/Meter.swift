// SPDX-License-Identifier: Apache-2.0

/// Turns frames into readings, one a second of the sample clock.
///
/// Cycle n reaches from where cycle n-1 ended to the end of the last mains period that is complete at n seconds:
/// a whole number of periods, every frame counted once. The first one begins when the voltage has been found.
public struct Meter<Estimator: PhasorEstimator & ~Copyable>: ~Copyable {
  /// The configuration of the measurement.
  public private(set) var configuration: MeterConfiguration
  private var accumulator: Accumulator
  /// The estimator, as the latest cycle left it.
  public private(set) var estimator: Estimator
  /// The latest reading, empty before the first: it is made in place.
  package private(set) var latest = Reading()
  private var seconds: Int64 = 0
  /// Frames that are complete at the end of the second, and how many of them are to come.
  private var boundary: Int64
  private var rest: Int
  private var cycles = 0
  private var noise: PerChannel<NoiseTracker>
  private var directions = PerLine<Direction>(repeating: .indeterminate)
  /// Unit phasors of the lines' own voltages against the reference.
  private var lineVoltages: PerLine<Phasor>

  /// A meter at rest.
  ///
  /// - Throws: The part of the configuration that cannot be measured.
  public init(
    _ configuration: MeterConfiguration, estimator: consuming Estimator
  ) throws(MeterConfiguration.Failure) {
    try configuration.validate()
    self.init(validated: configuration, estimator: estimator)
  }

  /// A meter at rest, of a configuration that can be measured.
  package init(validated configuration: MeterConfiguration, estimator: consuming Estimator) {
    self.configuration = configuration
    accumulator = Accumulator(configuration, measuresFundamentals: estimator.usesResonators)
    self.estimator = estimator
    noise = Self.trackers(configuration)
    lineVoltages = Self.voltages(configuration)
    boundary = Self.frames(in: 1, rate: configuration.rate)
    rest = Int(boundary)
  }

  /// Puts a meter at rest into memory, part by part: as a value it would be built on the stack and copied from there.
  ///
  /// - Parameters:
  ///   - place: Uninitialised memory; it holds nothing to be destroyed where this throws.
  ///   - configure: Changes the default configuration.
  ///   - estimator: Makes the estimator.
  /// - Throws: The part of the configuration that cannot be measured.
  package static func initialize(
    _ place: UnsafeMutablePointer<Self>, _ configure: (inout MeterConfiguration) -> Void,
    estimator: () -> Estimator
  ) throws(MeterConfiguration.Failure) {
    MeterConfiguration.initialize(&place.pointee.configuration)
    configure(&place.pointee.configuration)
    try place.pointee.configuration.validate()
    put(estimator(), into: &place.pointee.estimator)
    Accumulator.initialize(
      &place.pointee.accumulator, place.pointee.configuration,
      measuresFundamentals: place.pointee.estimator.usesResonators)
    put(trackers(place.pointee.configuration), into: &place.pointee.noise)
    put(Reading(), into: &place.pointee.latest)
    place.pointee.seconds = 0
    place.pointee.boundary = frames(in: 1, rate: place.pointee.configuration.rate)
    place.pointee.rest = Int(place.pointee.boundary)
    place.pointee.cycles = 0
    place.pointee.directions = PerLine(repeating: .indeterminate)
    place.pointee.lineVoltages = voltages(place.pointee.configuration)
  }

  /// Initialises a part in place. Each part has a call of its own, so that their values share the stack.
  private static func put<Part: ~Copyable>(
    _ part: @autoclosure () -> Part, into place: UnsafeMutablePointer<Part>
  ) {
    place.initialize(to: part())
  }

  /// The trackers of each channel's noise, up to the calibration's limit.
  private static func trackers(_ configuration: borrowing @_addressable MeterConfiguration) -> PerChannel<
    NoiseTracker
  > {
    PerChannel(repeating: NoiseTracker(limit: configuration.calibration.noiseLimit))
  }

  /// The lines' own voltages, by the wiring's angles.
  private static func voltages(_ configuration: borrowing @_addressable MeterConfiguration) -> PerLine<Phasor>
  {
    configuration.wiring.referenceAngles.map { Phasor(magnitude: 1, degrees: $0) }
  }

  /// The latest reading; nil before the first.
  public var reading: Reading? { hasReading ? latest : nil }

  /// Whether there has been a reading.
  package var hasReading: Bool { cycles > 0 }

  /// Takes frames and hands out a reading at the end of each second.
  ///
  /// - Parameters:
  ///   - samples: Interleaved codes of any number of whole frames.
  ///   - body: Called with each reading as soon as its second is complete.
  /// - Throws: What `body` throws; the frames after that reading are not taken.
  /// - Complexity: O(frames), and one estimate a second.
  public mutating func update<Failure: Error>(
    _ samples: Span<Int16>, _ body: (Reading) throws(Failure) -> Void
  ) throws(Failure) {
    checkWhole(samples)
    var taken = 0
    while taken < samples.count {
      if advance(samples, &taken), closeCycle() { try body(latest) }
    }
  }

  /// Takes frames without handing out readings: ``reading`` is then the latest.
  ///
  /// - Parameter samples: Interleaved codes of any number of whole frames.
  /// - Returns: Whether they completed a reading, or several.
  public mutating func update(_ samples: Span<Int16>) -> Bool {
    checkWhole(samples)
    var taken = 0
    var isComplete = false
    while taken < samples.count {
      if advance(samples, &taken), closeCycle() { isComplete = true }
    }
    return isComplete
  }

  /// Traps where the samples are not whole frames.
  private func checkWhole(_ samples: Span<Int16>) {
    precondition(accumulator.frames(of: samples.count) * accumulator.channelCount == samples.count)
  }

  /// Takes the samples from `taken` up to an edge, the end of a second or the last sample; returns whether a second ends
  /// there.
  @inline(never)
  private mutating func advance(_ samples: Span<Int16>, _ taken: inout Int) -> Bool {
    let channels = accumulator.channelCount
    let most = min(samples.count &- taken, rest &* channels)
    let next = samples.extracting(taken..<taken &+ most)
    let frames = accumulator.update(next, with: &estimator)
    taken &+= frames &* channels
    rest &-= frames
    guard rest == 0 else { return false }
    beginSecond()
    return true
  }

  /// Begins the next second of the sample clock.
  private mutating func beginSecond() {
    seconds += 1
    let end = Self.frames(in: seconds + 1, rate: configuration.rate)
    rest = Int(end - boundary)
    boundary = end
  }

  /// Skips frames that were lost, as their driver reports them: ``reading`` is then the latest.
  ///
  /// The sample clock runs on. What was measured before them is read when the second in which they begin is over; a second of
  /// which all frames are lost has no reading.
  ///
  /// - Parameter frames: How many, at least 0.
  /// - Returns: Whether a second ended with them that has a reading.
  public mutating func skip(frames: Int) -> Bool {
    precondition(frames >= 0)
    var lost = frames
    var isComplete = false
    while lost > 0 {
      let part = min(lost, rest)
      accumulator.skip(frames: part)
      estimator.skip(frames: part)
      lost -= part
      rest -= part
      if rest == 0 {
        beginSecond()
        if closeCycle() { isComplete = true }
      }
    }
    return isComplete
  }

  /// Makes the reading of a cycle, in place; false where there was no period.
  @inline(never)
  private mutating func closeCycle() -> Bool {
    var sums = CycleSums()
    guard accumulator.closeCycle(into: &sums) else { return false }
    cycles += 1
    measure(sums)
    return true
  }

  /// Measures a cycle of these sums; apart from ``closeCycle()`` for the stack's sake.
  @inline(never)
  private mutating func measure(_ sums: borrowing @_addressable CycleSums) {
    var signals = CycleSignals()
    update(sums, into: &signals)
    read(sums, &signals)
  }

  /// Takes a cycle's signals; apart from ``measure(_:)``, so that the estimate is off the stack when they are read.
  @inline(never)
  private mutating func update(_ sums: borrowing @_addressable CycleSums, into signals: inout CycleSignals) {
    let estimate = estimator.estimate(sums)
    var period = sums.meanPeriod
    if let shown = sums.period { period = shown }
    let frequency = configuration.rate * Elementary.reciprocal(period)
    signals.update(sums, estimate, frequency: frequency, configuration, &noise)
    if !configuration.wiring.hasNeutral { signals.add(sums, estimate) }
  }

  /// Makes the reading of a cycle's signals; apart from ``measure(_:)``, so that the stack does not hold the parts of the
  /// estimate and of the reading at once.
  @inline(never)
  private mutating func read(_ sums: borrowing @_addressable CycleSums, _ signals: inout CycleSignals) {
    let inverse = Elementary.reciprocal(configuration.rate)
    latest.cycle = cycles
    latest.time = Elementary.double(seconds)
    latest.start = sums.start * inverse
    latest.end = sums.end * inverse
    latest.duration = sums.length * inverse
    latest.frequency = nil
    latest.frequencyUncertainty = nil
    latest.flags = Flags()
    var isShown = sums.isVoltageShown
    if let period = sums.period {
      let frequency = configuration.rate * Elementary.reciprocal(period)
      latest.frequency = frequency
      isShown = Self.isFollowed(frequency)
      let turns = Elementary.reciprocal(Elementary.double(Int64(sums.timedPeriods)))
      // With fewer periods than the cycle has, the variance of the phases is larger by the same ratio.
      let share = Elementary.double(Int64(sums.periods)) * turns
      latest.frequencyUncertainty =
        signals.turnUncertainty * Elementary.squareRoot(share) * frequency * turns
    }
    if sums.hasGap { latest.flags.formUnion(.gap) }
    if sums.hasJump { latest.flags.formUnion(.jump) }
    if sums.heldPeriods > 0 { latest.flags.formUnion(.dip) }
    signals.read(isShown: isShown, configuration, lineVoltages, &directions, into: &latest)
  }

  /// Whether the periods are those of a frequency, Hz: 40...73 Hz, a little more than they can be tuned to.
  ///
  /// The upper halves of numbers above 0 compare as they do.
  @inline(__always)
  private static func isFollowed(_ frequency: Double) -> Bool {
    let (lowest, highest) = (UInt32(0x4044_0000), UInt32(0x4052_4000))
    return UInt32(truncatingIfNeeded: frequency.bitPattern &>> 32) &- lowest < highest &- lowest
  }

  /// Frames that complete a number of seconds, rounded up to a whole frame.
  @inline(never)
  private static func frames(in seconds: Int64, rate: Double) -> Int64 {
    let exact = Elementary.double(seconds) * rate
    let whole = Int64(bitPattern: Elementary.fixedPoint(exact, fractionBits: 0))
    return Elementary.double(whole) < exact ? whole + 1 : whole
  }
}
