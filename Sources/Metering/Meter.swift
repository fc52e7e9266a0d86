// SPDX-License-Identifier: Apache-2.0

/// Turns frames into readings, one a second of the sample clock.
///
/// Cycle n reaches from where cycle n-1 ended to the end of the last mains period that is complete at n seconds:
/// a whole number of periods, every frame counted once. The first one begins when a period has been measured.
public struct Meter<Estimator: PhasorEstimator & ~Copyable>: ~Copyable {
  /// What is measured and how.
  public private(set) var configuration: MeterConfiguration
  private var accumulator: Accumulator
  /// What finds frequency and phasors, as the latest cycle left it.
  public private(set) var estimator: Estimator
  /// The latest reading; nil before the first.
  public private(set) var reading: Reading?
  private var seconds: Int64 = 0
  /// Frames that are complete at the end of the second, and how many of them are to come.
  private var boundary: Int64
  private var rest: Int
  private var cycles = 0
  private var noise: PerChannel<NoiseTracker>
  private var directions = PerLine<Direction>(repeating: .indeterminate)

  /// A meter at rest.
  ///
  /// - Throws: What in the configuration cannot be measured.
  public init(
    _ configuration: MeterConfiguration, estimator: consuming Estimator
  ) throws(MeterConfiguration.Failure) {
    try configuration.validate()
    self.init(validated: configuration, estimator: estimator)
  }

  /// A meter at rest, of a configuration that can be measured.
  package init(validated configuration: MeterConfiguration, estimator: consuming Estimator) {
    self.configuration = configuration
    self.estimator = estimator
    var configuration = configuration
    accumulator = Accumulator(&configuration)
    noise = Self.trackers(&configuration)
    boundary = Self.frames(in: 1, rate: configuration.rate)
    rest = Int(boundary)
  }

  /// Puts a meter at rest into memory, part by part: as a value it would be built on the stack and copied from there.
  ///
  /// - Parameters:
  ///   - place: Uninitialised memory; it holds nothing to be destroyed where this throws.
  ///   - configure: Changes what in the configuration is not as by default.
  ///   - estimator: Makes what finds frequency and phasors.
  package static func initialize(
    _ place: UnsafeMutablePointer<Self>, _ configure: (inout MeterConfiguration) -> Void,
    estimator: () -> Estimator
  ) throws(MeterConfiguration.Failure) {
    MeterConfiguration.initialize(&place.pointee.configuration)
    configure(&place.pointee.configuration)
    try MeterConfiguration.validate(&place.pointee.configuration)
    put(estimator(), into: &place.pointee.estimator)
    put(Accumulator(&place.pointee.configuration), into: &place.pointee.accumulator)
    put(trackers(&place.pointee.configuration), into: &place.pointee.noise)
    put(nil, into: &place.pointee.reading)
    place.pointee.seconds = 0
    place.pointee.boundary = frames(in: 1, rate: place.pointee.configuration.rate)
    place.pointee.rest = Int(place.pointee.boundary)
    place.pointee.cycles = 0
    place.pointee.directions = PerLine(repeating: .indeterminate)
  }

  /// Initialises a part in place; a function of its own for each, so that their values share the stack.
  @inline(never)
  private static func put<Part: ~Copyable>(
    _ part: @autoclosure () -> Part, into place: UnsafeMutablePointer<Part>
  ) {
    place.initialize(to: part())
  }

  /// What follows the noise of each channel, up to the calibration's limit.
  private static func trackers(_ configuration: inout MeterConfiguration) -> PerChannel<NoiseTracker> {
    PerChannel(repeating: NoiseTracker(limit: configuration.calibration.noiseLimit))
  }

  /// Takes frames and hands out a reading at the end of each second.
  ///
  /// - Parameters:
  ///   - samples: Interleaved codes of any number of whole frames.
  ///   - body: Called with each reading as soon as its second is complete.
  /// - Throws: What `body` throws; the frames behind that reading are not taken.
  /// - Complexity: O(frames), and one estimate a second.
  public mutating func update<Failure: Error>(
    _ samples: Span<Int16>, _ body: (Reading) throws(Failure) -> Void
  ) throws(Failure) {
    checkWhole(samples)
    var taken = 0
    while taken < samples.count {
      if advance(samples, &taken), closeCycle(), let reading { try body(reading) }
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

  /// Takes the samples from `taken` to an edge, the end of a second or the last one; whether a second ends there.
  @inline(never)
  private mutating func advance(_ samples: Span<Int16>, _ taken: inout Int) -> Bool {
    let channels = accumulator.channelCount
    let most = min(samples.count &- taken, rest &* channels)
    let next = samples.extracting(taken..<taken &+ most)
    let step = accumulator.update(next)
    estimator.update(next.extracting(first: step.frames &* channels))
    if let edge = step.edge { estimator.endPeriod(at: edge) }
    taken &+= step.frames &* channels
    rest &-= step.frames
    guard rest == 0 else { return false }
    seconds += 1
    let end = Self.frames(in: seconds + 1, rate: configuration.rate)
    rest = Int(end - boundary)
    boundary = end
    return true
  }

  /// Makes the reading of a cycle, in place; false where there was no period.
  @inline(never)
  private mutating func closeCycle() -> Bool {
    guard var sums = accumulator.closeCycle() else { return false }
    cycles += 1
    reading.fillIfEmpty(Reading())
    measure(&sums)
    return true
  }

  /// Measures a cycle of these sums; apart from ``closeCycle()`` for the stack's sake.
  @inline(never)
  private mutating func measure(_ sums: inout CycleSums) {
    let assumed = configuration.rate / sums.period
    var estimate = estimator.estimate(sums, frequency: assumed)
    read(&sums, &estimate, frequency: estimate.frequency ?? assumed)
  }

  /// Makes the reading of a cycle's signals; apart from ``measure(_:)``, so that the stack has not to take the parts of the
  /// estimate and of the reading at once.
  @inline(never)
  private mutating func read(_ sums: inout CycleSums, _ estimate: inout PhasorEstimate, frequency: Double) {
    var signals = CycleSignals()
    signals.take(&sums, &estimate, frequency: frequency, &configuration, &noise)
    if !configuration.wiring.hasNeutral { signals.add(&sums, &estimate) }
    let shown = sums.isVoltageSeen ? estimate.frequency : nil
    reading.changeInPlace {
      $0.cycle = cycles
      $0.time = Elementary.number(seconds)
      $0.duration = sums.length / configuration.rate
      $0.flags = shown == nil ? .frequencyLost : Flags()
      if sums.hasGap { $0.flags.formUnion(.gap) }
      signals.read(frequency: shown, &configuration, &directions, into: &$0)
    }
  }

  /// Frames that are complete after so many seconds.
  @inline(never)
  private static func frames(in seconds: Int64, rate: Double) -> Int64 {
    let exact = Elementary.number(seconds) * rate
    let whole = Int64(bitPattern: Elementary.magnitude(exact, bits: 0))
    return Elementary.number(whole) < exact ? whole + 1 : whole
  }
}
