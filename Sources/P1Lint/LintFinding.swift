// SPDX-License-Identifier: Apache-2.0

/// A place in a stream of bytes.
package struct StreamPlace: Equatable, Sendable {
  /// Bytes before it.
  package var offset = 0
  /// Line, from 1; a line ends with its LF.
  package var line = 1
}

/// Something about a stream of telegrams that its reader should know.
package struct LintFinding: Equatable, Sendable {
  /// What was looked at.
  package enum Kind: String, CaseIterable, Encodable, Sendable {
    /// Where telegrams begin and end, line ends, characters, the form of a line.
    case framing
    /// The check behind `!`.
    case crc
    /// The form of a value: digits, point, unit, length of a text.
    case width
    /// A value outside what it can be.
    case range
    /// An object that stands in the telegram twice.
    case duplicate
    /// An object that this tool does not know.
    case unknown
    /// The clock from one telegram to the next.
    case interval
    /// The currents of a net of three wires.
    case kirchhoff
  }

  /// What was looked at.
  package var kind: Kind
  /// Whether it leaves the stream right: something to know, and nothing wrong.
  package var isNote = false
  /// Where.
  package var place: StreamPlace
  /// What was expected and what was found.
  package var message: String
}
