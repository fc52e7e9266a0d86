// SPDX-License-Identifier: Apache-2.0

/// Settings of a program in a file: a JSON object that has each of some names at most once, and no other ones.
package struct Settings {
  /// The kind of value that a setting takes.
  package enum Kind: CaseIterable, Sendable {
    case text
    /// A file or a device, relative to the folder of the settings' file; `-` stays as it is.
    case path
    /// A name, or a path as above, which has a slash or ends in `.json`.
    case nameOrPath
    case number
    /// A number, or a text of several numbers.
    case numbers
    case whole
    case flag
  }

  /// What a setting says.
  package enum Value: Equatable {
    /// A text, a path from where the program runs, or a number in the fewest digits that read back as the same.
    case text(String)
    case flag(Bool)
  }

  /// What is there, by name.
  package let values: [String: Value]
  private let members: [String: StrictValue]

  /// Reads a file's content.
  ///
  /// - Parameters:
  ///   - json: A JSON object in UTF-8.
  ///   - file: The file's path, beside which relative paths lie, and its name in an error.
  ///   - kinds: The names that may be there, and the kinds of their values.
  /// - Throws: `data` with the line and the name that is wrong: unknown, given twice, or with a value of another kind.
  package init(json: [UInt8], file: String, kinds: [String: Kind]) throws(InputError) {
    members = try StrictValue(json: json, file: file).members(kinds.keys.sorted())
    var values: [String: Value] = [:]
    for (name, member) in members.sorted(by: { $0.key < $1.key }) {
      guard let kind = kinds[name] else { continue }
      values[name] = try Self.value(of: member, kind: kind)
    }
    self.values = values
  }

  private static func value(of member: StrictValue, kind: Kind) throws(InputError) -> Value {
    switch kind {
    case .text: return .text(try member.text())
    case .path: return .text(located(try member.text(), beside: member.file))
    case .nameOrPath:
      let text = try member.text()
      let isPath = text.contains("/") || text.hasSuffix(".json")
      return .text(isPath ? located(text, beside: member.file) : text)
    case .number: return .text(try member.number().plain)
    case .numbers:
      if let number = try? member.number() { return .text(number.plain) }
      return .text(try member.text())
    case .whole: return .text("\(try member.integer() as Int)")
    case .flag: return .flag(try member.flag())
    }
  }

  /// A path in a file, relative to the folder of the file.
  private static func located(_ text: String, beside file: String) -> String {
    guard !text.isEmpty, text != "-", !text.hasPrefix("/"), let slash = file.lastIndex(of: "/") else {
      return text
    }
    return file[...slash] + text
  }

  /// The error that something is wrong with a setting; nil where the file does not have it.
  package func refused(_ name: String, _ problem: String) -> InputError? {
    members[name]?.refused(problem)
  }
}
