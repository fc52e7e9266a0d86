// SPDX-License-Identifier: Apache-2.0

/// A JSON value of a file, with the place where it stands.
///
/// Every error is `data` and has file, line and the path of the key, as `loads[2].harmonics[0].order`.
package struct StrictValue {
  /// The file's name in messages.
  package let file: String
  /// The path of keys and indices to the value; empty for the whole.
  package let path: String

  private let node: JSONNode

  /// Parses a file's text.
  ///
  /// - Parameters:
  ///   - json: One JSON value in UTF-8.
  ///   - file: The name of the file in an error.
  /// - Throws: `data` with the line at which the text stops being JSON, or at which a key is given twice.
  package init(json: [UInt8], file: String) throws(InputError) {
    self.init(file: file, path: "", node: try JSONParser.parse(json, file: file))
  }

  private init(file: String, path: String, node: JSONNode) {
    self.file = file
    self.path = path
    self.node = node
  }

  /// Whether the value is null.
  package var isNull: Bool { node.content == .null }

  /// Whether the value is an array.
  package var isList: Bool { if case .list = node.content { true } else { false } }

  /// The error that something is wrong with the value.
  package func refused(_ problem: String) -> InputError {
    InputError(.data, file: file, line: node.line, place: path.isEmpty ? nil : path, problem)
  }

  /// The error that the value is not what was expected.
  package func unexpected(_ expected: String) -> InputError {
    refused("expected \(expected), found \(node.found)")
  }

  /// A number; `expected` says in a message what else is allowed.
  package func number(expected: String = "a number") throws(InputError) -> Double {
    guard case .number(let numeral) = node.content, let number = Double(numeral) else {
      throw unexpected(expected)
    }
    return number
  }

  /// A number without a fraction, within the range of its type.
  package func integer<Value: FixedWidthInteger>() throws(InputError) -> Value {
    // Not all whole numbers of 64 bits are numbers of Double.
    if case .number(let numeral) = node.content,
      let value = Value(numeral) ?? Double(numeral).flatMap({ Value(exactly: $0) })
    {
      return value
    }
    throw unexpected(Value.isSigned ? "a whole number" : "a whole number, 0 or above")
  }

  /// True or false.
  package func flag() throws(InputError) -> Bool {
    guard case .flag(let flag) = node.content else { throw unexpected("true or false") }
    return flag
  }

  /// A text.
  package func text() throws(InputError) -> String {
    guard case .text(let text) = node.content else { throw unexpected("text") }
    return text
  }

  /// One of some values, each known by a name, which is text or a number.
  package func choice<Value>(
    among values: some Sequence<Value>, named name: (Value) -> JSONValue
  ) throws(InputError) -> Value {
    let own: JSONValue? =
      switch node.content {
      case .text(let text): .text(text)
      case .number(let numeral): Double(numeral).map { .number($0) }
      default: nil
      }
    for value in values where name(value) == own { return value }
    throw unexpected("one of \(Self.names(of: values, named: name))")
  }

  /// The names of a choice in the words of a message.
  static func names<Value>(of values: some Sequence<Value>, named name: (Value) -> JSONValue) -> String {
    values.map { value in
      let name = name(value)
      return if case .text(let text) = name { text } else { name.json() }
    }.joined(separator: ", ")
  }

  /// The items of an array.
  package func list() throws(InputError) -> [StrictValue] {
    guard case .list(let items) = node.content else { throw unexpected("an array") }
    return items.enumerated().map { StrictValue(file: file, path: "\(path)[\($0)]", node: $1) }
  }

  /// The members of an object that may have some keys and no others.
  ///
  /// - Parameters:
  ///   - allowed: The keys, in the order in which a message names them.
  ///   - expected: Says in a message what is allowed.
  package func members(
    _ allowed: [String], expected: String = "an object"
  ) throws(InputError) -> [String: StrictValue] {
    guard case .object(let members) = node.content else { throw unexpected(expected) }
    var values: [String: StrictValue] = [:]
    for member in members {
      let path = path(of: member.key)
      guard allowed.contains(member.key) else {
        let nearest =
          member.key.nearest(among: allowed).map { ": did you mean \($0)? Expected" } ?? ", expected"
        throw InputError(
          .data, file: file, line: member.line, place: path,
          "unknown key\(nearest) one of \(allowed.joined(separator: ", "))")
      }
      values[member.key] = StrictValue(file: file, path: path, node: member.value)
    }
    return values
  }

  /// The path of a key of this object.
  package func path(of key: String) -> String {
    path.isEmpty ? key.printable : "\(path).\(key.printable)"
  }

  /// Runs a check of what was read; an error in this file gets the line of its place.
  package func locating(_ check: () throws(InputError) -> Void) throws(InputError) {
    do {
      try check()
    } catch {
      guard error.line == nil, error.file == file else { throw error }
      var located = error
      located.line = line(of: error.place ?? "")
      throw located
    }
  }

  /// The line of a path, or of as much of it as the file has.
  private func line(of place: String) -> Int {
    let children: [StrictValue] =
      switch node.content {
      case .object(let members):
        members.map { StrictValue(file: file, path: path(of: $0.key), node: $0.value) }
      case .list: (try? list()) ?? []
      default: []
      }
    // A key may begin with another one: V and Vs.
    let child = children.first { child in
      let next = place.dropFirst(child.path.count).first
      return place.hasPrefix(child.path) && next.map(".[:".contains) ?? true
    }
    return child?.line(of: place) ?? node.line
  }
}

/// A type that is read from a JSON value.
package protocol StrictlyReadable {
  /// Reads a value.
  ///
  /// - Throws: `data` with the place of the fault.
  init(reading value: StrictValue) throws(InputError)
}
