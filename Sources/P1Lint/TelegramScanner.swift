// SPDX-License-Identifier: Apache-2.0

/// A telegram as it stands in a stream, not looked into.
package struct ScannedTelegram: Sendable {
  /// How the line of the check ends.
  package enum Ending: Sendable {
    case carriageReturnLineFeed, lineFeed, carriageReturn
    /// Something that is no line end, or the stream's end.
    case missing
  }

  /// Where its `/` stands.
  package var place: StreamPlace
  /// From `/` to `!`, both included.
  package var bytes: [UInt8]
  /// What stands between `!` and the end of its line, at most 16 bytes of it.
  package var check: [UInt8]
  package var ending: Ending
}

/// Takes a stream of bytes apart into telegrams and what lies between them, in bounded memory.
///
/// A `/` begins a telegram wherever it stands, since none may contain one; `!` ends its body.
package struct TelegramScanner: Sendable {
  /// What was found.
  package enum Event: Sendable {
    case telegram(ScannedTelegram)
    /// So many bytes that belong to no telegram.
    case stray(at: StreamPlace, count: Int)
    /// A telegram that was not ended before the next began, or before the stream's end.
    case unfinished(at: StreamPlace, count: Int, isAtEnd: Bool)
    /// A telegram without an end in ``TelegramScanner/limit`` bytes.
    case endless(at: StreamPlace)
  }

  private enum State {
    case between, body, check
  }

  /// The longest body that is kept: a telegram with the longest text message has some 4 KiB.
  package static let limit = 8192
  private static let checkLimit = 16

  /// Where the next byte stands.
  package private(set) var place = StreamPlace()
  private var state = State.between
  private var start = StreamPlace()
  private var body: [UInt8] = []
  private var check: [UInt8] = []
  private var strayCount = 0
  private var endsInCarriageReturn = false
  private var events: [Event] = []

  /// Takes the next bytes; how the stream is cut into calls makes no difference.
  package mutating func take(_ bytes: [UInt8]) -> [Event] {
    for byte in bytes {
      take(byte)
      place.offset += 1
      if byte == UInt8(ascii: "\n") { place.line += 1 }
    }
    return takeEvents()
  }

  /// Takes the stream's end.
  package mutating func finish() -> [Event] {
    switch state {
    case .between: endStray()
    case .body: events.append(.unfinished(at: start, count: body.count, isAtEnd: true))
    case .check: endTelegram(endsInCarriageReturn ? .carriageReturn : .missing)
    }
    state = .between
    return takeEvents()
  }

  private mutating func takeEvents() -> [Event] {
    defer { events = [] }
    return events
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .between: takeBetween(byte)
    case .body: takeBody(byte)
    case .check: takeCheck(byte)
    }
  }

  private mutating func takeBetween(_ byte: UInt8) {
    guard byte == UInt8(ascii: "/") else {
      if strayCount == 0 { start = place }
      strayCount += 1
      return
    }
    endStray()
    begin()
  }

  private mutating func takeBody(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "/"):
      events.append(.unfinished(at: start, count: body.count, isAtEnd: false))
      begin()
    case _ where body.count == Self.limit:
      events.append(.endless(at: start))
      state = .between
      takeBetween(byte)
    case UInt8(ascii: "!"):
      body.append(byte)
      check = []
      endsInCarriageReturn = false
      state = .check
    default:
      body.append(byte)
    }
  }

  private mutating func takeCheck(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\n"):
      endTelegram(endsInCarriageReturn ? .carriageReturnLineFeed : .lineFeed)
    case _ where endsInCarriageReturn:
      endTelegram(.carriageReturn)
      takeBetween(byte)
    case UInt8(ascii: "\r"):
      endsInCarriageReturn = true
    case _ where byte == UInt8(ascii: "/") || check.count == Self.checkLimit:
      endTelegram(.missing)
      takeBetween(byte)
    default:
      check.append(byte)
    }
  }

  private mutating func begin() {
    start = place
    body.removeAll(keepingCapacity: true)
    body.append(UInt8(ascii: "/"))
    state = .body
  }

  private mutating func endStray() {
    if strayCount > 0 { events.append(.stray(at: start, count: strayCount)) }
    strayCount = 0
  }

  private mutating func endTelegram(_ ending: ScannedTelegram.Ending) {
    events.append(.telegram(ScannedTelegram(place: start, bytes: body, check: check, ending: ending)))
    state = .between
  }
}
