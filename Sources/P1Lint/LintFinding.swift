// SPDX-License-Identifier: Apache-2.0

/// A place in a stream of bytes.
public struct StreamPlace: Equatable, Sendable, CustomStringConvertible {
  /// Bytes before it, 0 or more.
  public var offset: Int
  /// Line, from 1; a line ends with its LF.
  public var line: Int

  /// A place; without arguments the first byte.
  public init(offset: Int = 0, line: Int = 1) {
    self.offset = offset
    self.line = line
  }

  /// `line 3, byte 40`.
  public var description: String { "line \(line), byte \(offset)" }
}

/// Something about a stream of telegrams that its reader should know: an error, or a note.
public struct LintFinding: Equatable, Sendable, CustomStringConvertible {
  /// The subject of a finding. The raw values are the names in reports.
  public enum Kind: String, CaseIterable, Sendable {
    /// Where telegrams begin and end, line ends, characters, the form of a line.
    case framing
    /// The CRC after `!`.
    case crc
    /// The form of a value: digits, point, unit, length of a text.
    case width
    /// A value outside its range.
    case range
    /// An object that stands in the telegram twice.
    case duplicate
    /// An object that the checks do not know; always a note.
    case unknown
    /// The clock from one telegram to the next.
    case interval
    /// The currents of an installation with three wires.
    case kirchhoff
    /// Values that contradict each other: directions, totals and lines, power and current, season and date.
    case relation
    /// An object that a load balancer needs and that is not there; always a note.
    case absent
    /// A telegram that says it is simulated; always a note.
    case simulation
  }

  /// The subject.
  public let kind: Kind
  /// Whether it is a note: something to know about a stream that is correct all the same.
  public let isNote: Bool
  /// Where it was found.
  public let place: StreamPlace
  /// The problem in one line: what was expected and what was found.
  public let message: String

  init(kind: Kind, isNote: Bool = false, place: StreamPlace, message: String) {
    self.kind = kind
    self.isNote = isNote
    self.place = place
    self.message = message
  }

  /// One line: `line 3, byte 40: crc: expected ..., found ...`.
  public var description: String { "\(place): \(text)" }

  /// The finding without its place.
  var text: String { "\(isNote ? "note: " : "")\(kind.rawValue): \(message)" }
}
