// SPDX-License-Identifier: Apache-2.0

/// What is wrong with an input: the file, the place in it, what was expected and what was found.
public struct InputError: Error, Equatable, CustomStringConvertible {
  /// The kinds that a tool tells apart by its exit code.
  public enum Kind: Sendable {
    /// The input does not hold what it should (sysexits 65).
    case data
    /// The input cannot be opened (sysexits 66).
    case noInput
    /// Reading or writing failed (sysexits 74).
    case inputOutput
  }

  /// How a tool should take it.
  public var kind: Kind
  /// The input's name as the user gave it.
  public var file: String
  /// Where in it: a byte, a line, a frame, a key; nil where it concerns the whole.
  public var place: String?
  /// What was expected and what was found.
  public var problem: String

  /// An error of these parts.
  public init(_ kind: Kind, file: String, place: String? = nil, _ problem: String) {
    self.kind = kind
    self.file = file
    self.place = place
    self.problem = problem
  }

  /// One line: `file: place: problem`.
  public var description: String {
    [file, place, problem].compactMap { $0 }.joined(separator: ": ")
  }
}
