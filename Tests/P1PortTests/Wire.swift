// SPDX-License-Identifier: Apache-2.0
import P1Port

/// A port on a wire, simulated: a request line, readings that come and a UART of 115200 baud 8N1.
///
/// Inside, time is in ticks of a tenth of a bit: a byte takes exactly 100 of them and a millisecond 1152, so nothing is
/// rounded. A byte that has begun is completed, whatever the line does.
struct Wire {
  /// What happens to the port.
  enum Event {
    case high
    case low
    /// A reading is complete.
    case reading
  }

  /// A telegram, or the part of one, that left.
  struct Sent: Equatable {
    /// Start of the first byte, ms.
    var start: UInt64
    /// Which reading it carries, from 1 in the order in which they came.
    var reading: Int
    /// Bytes that left.
    var count: Int
  }

  /// Ticks of ten bits at 115200 baud.
  static let byte: UInt64 = 100
  /// Ticks of a millisecond: 115.2 bits.
  static let millisecond: UInt64 = 1152

  private(set) var request: RequestLine
  /// What left, in order.
  private(set) var sent: [Sent] = []
  /// Level of the line when each byte was started.
  private(set) var levels: [Bool] = []
  /// Ages of the readings when their telegrams were started, ms.
  private(set) var ages: [UInt64] = []

  private let telegramLength: Int
  private var completed: [UInt64] = []
  /// When the UART can take the next byte; nil while it sleeps.
  private var ready: UInt64?

  init(mode: RequestLine.Mode = .abort, isHigh: Bool = false, telegramLength: Int = 805) {
    request = RequestLine(mode: mode, isHigh: isHigh)
    self.telegramLength = telegramLength
  }

  /// Plays a script of events at times in ms, in order, and then on until the given time.
  mutating func play(_ script: [(UInt64, Event)], until end: UInt64) {
    for (time, event) in script {
      run(before: time * Self.millisecond)
      switch event {
      case .high: request.lineChanged(isHigh: true, at: time)
      case .low: request.lineChanged(isHigh: false, at: time)
      case .reading:
        completed.append(time)
        request.readingCompleted(at: time)
      }
      wake(at: time * Self.millisecond)
    }
    run(before: end * Self.millisecond)
  }

  /// The UART's interrupts and the timer's until just before a time.
  private mutating func run(before end: UInt64) {
    while let next = ready ?? request.nextStart.map({ $0 * Self.millisecond }), next < end {
      transmitterIsReady(at: next)
    }
  }

  /// Asks the port unless the UART is busy: then its interrupt comes by itself.
  private mutating func wake(at time: UInt64) {
    guard ready == nil || ready! <= time else { return }
    transmitterIsReady(at: time)
  }

  private mutating func transmitterIsReady(at time: UInt64) {
    switch request.step(at: time / Self.millisecond) {
    case .start:
      sent.append(Sent(start: time / Self.millisecond, reading: completed.count, count: 0))
      ages.append(time / Self.millisecond - completed.last!)
      send(at: time)
    case .continue: send(at: time)
    case .stop, .wait: ready = nil
    }
  }

  private mutating func send(at time: UInt64) {
    sent[sent.count - 1].count += 1
    levels.append(request.isHigh)
    ready = time + Self.byte
    if sent[sent.count - 1].count == telegramLength { request.telegramCompleted() }
  }
}
