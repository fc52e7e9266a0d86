// SPDX-License-Identifier: Apache-2.0

/// A telegram as it stands in a stream, its content not yet read.
public struct ScannedTelegram: Sendable {
  /// The end of the line of the CRC.
  public enum Ending: Sendable {
    /// CR LF, as the standard says.
    case carriageReturnLineFeed
    /// LF alone.
    case lineFeed
    /// CR alone.
    case carriageReturn
    /// Something that is no line end, or the stream's end.
    case missing
  }

  /// The place of its `/`.
  public let place: StreamPlace
  /// From `/` to `!`, both included; at most ``TelegramScanner/maximumLength`` bytes and the `!`.
  public let bytes: [UInt8]
  /// The bytes between `!` and the end of its line, at most 16 of them: four hexadecimal digits in a correct telegram.
  public let check: [UInt8]
  /// The end of that line.
  public let ending: Ending
}

/// Splits a stream of bytes into telegrams and what lies between them, in bounded memory.
///
/// A `/` begins a telegram wherever it stands, since none may contain one; `!` ends its body. ``TelegramStreamCheck``
/// also reads what the telegrams hold.
public struct TelegramScanner: Sendable {
  /// A piece of the stream.
  public enum Event: Sendable {
    /// A telegram from its `/` to the line of its CRC.
    case telegram(ScannedTelegram)
    /// So many bytes that belong to no telegram.
    case stray(at: StreamPlace, count: Int)
    /// So many bytes of a telegram that was not ended before the next began, or before the stream's end.
    case unfinished(at: StreamPlace, count: Int, isAtEnd: Bool)
    /// A telegram without an end in ``TelegramScanner/maximumLength`` bytes; what follows of it is stray.
    case endless(at: StreamPlace)
  }

  private enum State {
    case between, body, check
  }

  /// The longest body that is kept, bytes. A telegram with the longest text message has some 4 KiB.
  public static let maximumLength = 8192
  private static let checkLimit = 16

  /// The place of the next byte.
  public private(set) var place = StreamPlace()
  private var state = State.between
  private var start = StreamPlace()
  private var body: [UInt8] = []
  private var check: [UInt8] = []
  private var strayCount = 0
  private var endsInCarriageReturn = false
  private var events: [Event] = []

  /// A scanner of a stream from its first byte.
  public init() {}

  /// Receives the next bytes; how the stream is cut into calls makes no difference.
  ///
  /// - Returns: The events that these bytes completed, in order.
  /// - Complexity: O(*n*) in the number of bytes.
  public mutating func receive(_ bytes: Span<UInt8>) -> [Event] {
    for index in bytes.indices {
      let byte = bytes[index]
      scan(byte)
      place.offset += 1
      if byte == UInt8(ascii: "\n") { place.line += 1 }
    }
    return removeEvents()
  }

  /// Ends the stream.
  ///
  /// - Returns: The event that its last bytes make, if any.
  public mutating func finish() -> [Event] {
    switch state {
    case .between: endStray()
    case .body: events.append(.unfinished(at: start, count: body.count, isAtEnd: true))
    case .check: endTelegram(endsInCarriageReturn ? .carriageReturn : .missing)
    }
    state = .between
    return removeEvents()
  }

  private mutating func removeEvents() -> [Event] {
    defer { events = [] }
    return events
  }

  private mutating func scan(_ byte: UInt8) {
    switch state {
    case .between: scanBetween(byte)
    case .body: scanBody(byte)
    case .check: scanCheck(byte)
    }
  }

  private mutating func scanBetween(_ byte: UInt8) {
    guard byte == UInt8(ascii: "/") else {
      if strayCount == 0 { start = place }
      strayCount += 1
      return
    }
    endStray()
    begin()
  }

  private mutating func scanBody(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "/"):
      events.append(.unfinished(at: start, count: body.count, isAtEnd: false))
      begin()
    case _ where body.count == Self.maximumLength:
      events.append(.endless(at: start))
      state = .between
      scanBetween(byte)
    case UInt8(ascii: "!"):
      body.append(byte)
      check = []
      endsInCarriageReturn = false
      state = .check
    default:
      body.append(byte)
    }
  }

  private mutating func scanCheck(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\n"):
      endTelegram(endsInCarriageReturn ? .carriageReturnLineFeed : .lineFeed)
    case _ where endsInCarriageReturn:
      endTelegram(.carriageReturn)
      scanBetween(byte)
    case UInt8(ascii: "\r"):
      endsInCarriageReturn = true
    case _ where byte == UInt8(ascii: "/") || check.count == Self.checkLimit:
      endTelegram(.missing)
      scanBetween(byte)
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
