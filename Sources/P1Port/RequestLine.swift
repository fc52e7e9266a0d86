// SPDX-License-Identifier: Apache-2.0

/// The data request, with which a charge point says when telegrams may be sent (manual, sections 2.3 and 2.5.3; DSMR P1
/// companion 5.0.2).
///
/// While the line is high telegrams follow: the first at once if there is a fresh reading, then one for each reading,
/// never less than a second after the one before. A reading is started once at most, so one that was broken off is not
/// repeated. There is no clock inside: every call carries the time, in milliseconds since any start, which never goes
/// backwards.
///
/// It decides and does not send. A transmitter asks at each byte, or each block of bytes, that it can take:
///
///     func transmitterIsReady(at now: UInt64) {
///       switch request.step(at: now) {
///       case .start:
///         telegram = latest
///         position = 0
///         send()
///       case .continue:
///         send()
///       case .stop:
///         discard()
///         sleep(until: request.nextStart)
///       case .wait:
///         sleep(until: request.nextStart)
///       }
///     }
///
/// and after the last byte was taken calls ``telegramCompleted()``. It asks again after ``lineChanged(isHigh:at:)``,
/// after ``readingCompleted(at:)`` and at ``nextStart``. Calls must not overlap: on a microcontroller make them from
/// interrupts of one priority.
///
/// The pace is from start to start. A late start therefore delays the starts after it by as much, until a newer reading
/// takes the place of one that waits.
public struct RequestLine: Sendable, Equatable {
  /// The effect of a falling line on a telegram on its way.
  public enum Mode: Sendable {
    /// It ends there, as the standard says; nothing follows until a telegram is started afresh.
    case abort
    /// It is completed.
    case finish
  }

  /// The next step of a transmitter that can take a byte.
  public enum Step: Sendable, Equatable {
    /// Nothing.
    case wait
    /// Send the first byte of the latest reading's telegram.
    case start
    /// Send the next byte of the telegram that was started.
    case `continue`
    /// Discard the telegram that was started, and its bytes that have not left yet. Returned once.
    case stop
  }

  private enum Transfer {
    case idle, running, broken
  }

  /// Age from which a reading is not sent, ms.
  public static let maximumAge: UInt64 = 1500
  /// Least time from the start of a telegram to the start of the next, ms.
  public static let pace: UInt64 = 1000

  /// The effect of a falling line on a telegram on its way.
  public let mode: Mode
  /// The line's level.
  public private(set) var isHigh: Bool
  /// When the level last changed, ms.
  private var lastToggle: UInt64?
  /// When the reading that waits to be sent was complete, ms.
  private var waiting: UInt64?
  /// When the latest telegram was started, ms.
  private var lastStart: UInt64?
  private var transfer = Transfer.idle

  /// A line at rest.
  ///
  /// - Parameters:
  ///   - mode: The effect of a falling line on a telegram on its way.
  ///   - isHigh: The line's level. Where no line is wired: true, and it never changes.
  public init(mode: Mode = .abort, isHigh: Bool) {
    self.mode = mode
    self.isHigh = isHigh
  }

  /// Sets the level of the line, whether it has changed or not.
  public mutating func lineChanged(isHigh: Bool, at now: UInt64) {
    guard isHigh != self.isHigh else { return }
    self.isHigh = isHigh
    lastToggle = now
    if !isHigh, mode == .abort, transfer == .running { transfer = .broken }
  }

  /// A reading is complete: it takes the place of one that has not been started.
  public mutating func readingCompleted(at now: UInt64) {
    waiting = now
  }

  /// The transmitter took the last byte of the telegram that was started.
  public mutating func telegramCompleted() {
    transfer = .idle
  }

  /// Asks what a transmitter that can take a byte is to do.
  public mutating func step(at now: UInt64) -> Step {
    switch transfer {
    case .running:
      return .continue
    case .broken:
      transfer = .idle
      return .stop
    case .idle:
      if let waiting, now >= waiting &+ Self.maximumAge { self.waiting = nil }
      guard let nextStart, now >= nextStart else { return .wait }
      waiting = nil
      lastStart = now
      transfer = .running
      return .start
    }
  }

  /// When the next telegram may be started if nothing happens before, ms; nil if none may.
  ///
  /// After a ``step(at:)`` that returned ``Step/wait`` it is later than that step's time.
  public var nextStart: UInt64? {
    guard isHigh, transfer == .idle, let waiting else { return nil }
    let earliest = lastStart.map { max(waiting, $0 &+ Self.pace) } ?? waiting
    return earliest < waiting &+ Self.maximumAge ? earliest : nil
  }

  /// The state of the P1 indicator: see ``Indicators/port(isRequestHigh:secondsSinceToggle:)``.
  public func indicator(at now: UInt64) -> IndicatorState {
    let isToggling = millisecondsSinceToggle(at: now).map { $0 < 3000 } ?? false
    return Indicators.port(isRequestHigh: isHigh, isToggling: isToggling)
  }

  /// Time since the level last changed, s; nil if it never has.
  public func secondsSinceToggle(at now: UInt64) -> Double? {
    millisecondsSinceToggle(at: now).map { Double($0) / 1000 }
  }

  /// Time since the level last changed, ms; nil if it never has.
  private func millisecondsSinceToggle(at now: UInt64) -> UInt64? {
    lastToggle.map { max(now, $0) &- $0 }
  }
}
