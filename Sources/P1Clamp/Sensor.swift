// SPDX-License-Identifier: Apache-2.0
public import Metering
public import P1Port

/// The whole sensor: fed frames, it gives a reading a second, its telegram and the states of the indicators.
///
///     var sensor = try Sensor(.init(rate: 4000), estimator: FFTWEstimator(rate: 4000, channelCount: 4))
///     sensor.update(frames) { reading, telegram in
///       send(telegram)
///     }
public struct Sensor<Estimator: PhasorEstimator & ~Copyable>: ~Copyable {
  /// The dialect of the telegrams.
  public private(set) var profile: TelegramProfile
  /// The device that the telegrams name.
  public private(set) var identity: Telegram.Identity
  /// The meter that turns frames into readings.
  public private(set) var meter: Meter<Estimator>

  /// A sensor at rest.
  ///
  /// - Parameters:
  ///   - configuration: The configuration of the measurement.
  ///   - profile: The dialect of the telegrams.
  ///   - identity: What the telegrams say of the device.
  ///   - estimator: The estimator of frequency and phasors, made for the same rate and channels.
  /// - Throws: The part of the configuration that cannot be measured.
  public init(
    _ configuration: MeterConfiguration, profile: TelegramProfile = .csp1,
    identity: Telegram.Identity = Telegram.Identity(), estimator: consuming Estimator
  ) throws(MeterConfiguration.Failure) {
    try configuration.validate()
    self.profile = profile
    self.identity = identity
    meter = Meter(validated: configuration, estimator: estimator)
  }

  /// Builds a sensor at rest in the caller's memory. As a value it would be built on the stack and copied, which takes
  /// some 5 KB of stack instead of 2.
  ///
  /// - Parameters:
  ///   - place: Uninitialised memory; it holds nothing to be destroyed where this throws.
  ///   - profile: The dialect of the telegrams.
  ///   - identity: What the telegrams say of the device.
  ///   - configure: Changes the default configuration.
  ///   - estimator: Makes the estimator of frequency and phasors, for the rate and channels of the configuration.
  /// - Throws: The part of the configuration that cannot be measured.
  public static func initialize(
    _ place: UnsafeMutablePointer<Self>, profile: TelegramProfile = .csp1,
    identity: Telegram.Identity = Telegram.Identity(), configure: (inout MeterConfiguration) -> Void,
    estimator: () -> Estimator
  ) throws(MeterConfiguration.Failure) {
    try Meter.initialize(&place.pointee.meter, configure, estimator: estimator)
    withUnsafeMutablePointer(to: &place.pointee.profile) { $0.initialize(to: profile) }
    withUnsafeMutablePointer(to: &place.pointee.identity) { $0.initialize(to: identity) }
  }

  /// The latest reading; nil before the first.
  public var reading: Reading? { meter.reading }

  /// The configuration of the measurement.
  public var configuration: MeterConfiguration { meter.configuration }

  /// Takes frames and hands out a reading at the end of each second of the sample clock.
  ///
  /// - Parameters:
  ///   - frames: Interleaved codes of any number of whole frames.
  ///   - body: Called with each reading and its telegram as soon as its second is complete. The telegram's time is
  ///     unset: set it where it is known.
  /// - Throws: What `body` throws; the frames after that reading are not taken.
  /// - Complexity: O(frames), and one estimate a second.
  public mutating func update<Failure: Error>(
    _ frames: Span<Int16>, _ body: (Reading, Telegram) throws(Failure) -> Void
  ) throws(Failure) {
    let profile = profile
    let identity = identity
    try meter.update(frames) { (reading) throws(Failure) in
      try body(reading, Telegram(reading, as: profile, identity: identity))
    }
  }

  /// Takes frames without handing out readings: ``reading`` is then the latest, and ``writeTelegram(into:time:energy:)`` writes
  /// its telegram. It takes the least stack.
  ///
  /// - Parameter frames: Interleaved codes of any number of whole frames.
  /// - Returns: Whether they completed a reading, or several.
  public mutating func update(_ frames: Span<Int16>) -> Bool {
    meter.update(frames)
  }

  /// Skips frames that were lost, as their driver reports them; see `Meter.skip(frames:)`.
  ///
  /// - Parameter frames: How many, at least 0.
  /// - Returns: Whether a second ended with them that has a reading; ``reading`` is then the latest.
  public mutating func skip(frames: Int) -> Bool {
    meter.skip(frames: frames)
  }

  /// Writes the latest reading's telegram after what the output already holds; nothing before the first reading.
  ///
  /// - Parameters:
  ///   - output: The memory that the telegram is appended to.
  ///   - time: The time that it is sent at.
  ///   - energy: The energy counted up to the reading.
  /// - Throws: As `Telegram.write(into:)`: the output is too small, or the profile states a time and there is none.
  public mutating func writeTelegram(
    into output: inout OutputSpan<UInt8>, time: TelegramTime = .unset, energy: EnergyCount = EnergyCount()
  ) throws(Telegram.Failure) {
    guard meter.hasReading else { return }
    try Telegram.write(
      meter.latest, as: profile, identity: identity, time: time, energy: energy, into: &output)
  }

  /// The telegram of a reading, in this sensor's profile, with its identity.
  public func telegram(of reading: Reading) -> Telegram {
    Telegram(reading, as: profile, identity: identity)
  }

  /// The states of the LEDs: see `Indicators` of the module `P1Port`.
  ///
  /// - Parameters:
  ///   - isRequestHigh: Level of the request line.
  ///   - secondsSinceToggle: Time since it last changed, s; nil if it never has.
  public func indicators(isRequestHigh: Bool, secondsSinceToggle: Double?) -> Indicators {
    Indicators(
      hasVoltage: !meter.latest.flags.contains(.frequencyLost),
      amperes: meter.hasReading ? meter.latest.summedCurrent : 0,
      isRequestHigh: isRequestHigh, secondsSinceToggle: secondsSinceToggle)
  }
}
