// SPDX-License-Identifier: Apache-2.0

/// An error of an input: the file, the place in it, what was expected and what was found.
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

  /// A parameter of an input, which a user states beside its name.
  public enum Parameter: String, Sendable {
    /// How frames are written.
    case format
    /// Frames a second.
    case rate
    /// Resolution of the codes.
    case bits
    /// Which channels there are, or which of them are read.
    case channels
    /// How the installation is wired.
    case wiring
    /// The units of the channels that are read.
    case units
    /// The codes of an unsigned converter at no signal.
    case midpoint
    /// The largest value of a stream.
    case fullScale = "full-scale"
    /// Whether mains current in a recording that should have none is left out of its noise.
    case nullMains = "null-mains"
  }

  /// A way for the user to put it right; a tool expresses it in its options.
  public enum Remedy: Sendable, Equatable {
    /// Change a parameter: the input contradicts it, or it is out of its range. It is the error's place.
    case change(Parameter)
    /// State a parameter that the input lacks.
    case say(Parameter)
    /// Check a parameter that the problem names.
    case check(Parameter)
    /// State a resolution of so many bits or more, 12...16, if the converter has it.
    case resolution(bits: Int)
    /// State the code of an unsigned converter without a signal, about the one given.
    case midpoint(code: Int)
  }

  /// How a tool should treat it.
  public var kind: Kind
  /// The input's name as the user gave it.
  public var file: String
  /// The line in a JSON file, from 1; nil in other files and where it concerns the whole.
  public var line: Int?
  /// Where in it: a byte, a frame, the path of a key; nil where it concerns the whole.
  public var place: String?
  /// The problem: what was expected and what was found.
  public var problem: String
  /// How the user can put it right; nil where nothing but the input itself can be changed.
  public var remedy: Remedy?

  /// Characters of each part of the description: more than a path of usual length has, or a list of channels.
  private static let partLimit = 2000

  /// An error of these parts.
  public init(
    _ kind: Kind, file: String, line: Int? = nil, place: String? = nil, _ problem: String,
    remedy: Remedy? = nil
  ) {
    self.kind = kind
    self.file = file
    self.line = line
    self.place = place
    self.problem = problem
    self.remedy = remedy
  }

  /// The error of a parameter that contradicts the input or is out of its range.
  public init(file: String, changing parameter: Parameter, _ problem: String) {
    self.init(.data, file: file, place: parameter.rawValue, problem, remedy: .change(parameter))
  }

  /// One line: `file: place: problem`, in a JSON file `file: line 3, key: problem`. Whatever they hold, it is inert text of bounded
  /// length.
  public var description: String {
    let places = [line.map { "line \($0)" }, place].compactMap { $0 }
    return
      ([file.isEmpty ? "a file with an empty name" : file]
      + (places.isEmpty ? [] : [places.joined(separator: ", ")]) + [problem])
      .map { $0.inert(limit: Self.partLimit) }.joined(separator: ": ")
  }
}
