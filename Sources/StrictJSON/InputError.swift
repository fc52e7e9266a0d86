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

  /// How a tool should treat it.
  public var kind: Kind
  /// The input's name as the user gave it.
  public var file: String
  /// The line in a JSON file, from 1; nil in other files and where it concerns the whole.
  public var line: Int?
  /// Where in it: a byte, a frame, the path of a key; nil where it concerns the whole.
  public var place: String?
  /// What was expected and what was found.
  public var problem: String

  /// An error of these parts.
  public init(_ kind: Kind, file: String, line: Int? = nil, place: String? = nil, _ problem: String) {
    self.kind = kind
    self.file = file
    self.line = line
    self.place = place
    self.problem = problem
  }

  /// One line: `file: place: problem`, in a JSON file `file: line 3, key: problem`.
  public var description: String {
    let places = [line.map { "line \($0)" }, place].compactMap { $0 }
    return ([file] + (places.isEmpty ? [] : [places.joined(separator: ", ")]) + [problem])
      .joined(separator: ": ")
  }
}
