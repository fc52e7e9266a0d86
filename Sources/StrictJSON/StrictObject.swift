// SPDX-License-Identifier: Apache-2.0

/// A JSON object that may have the keys of `Key` and no others.
///
/// An absent key has its default, or is an error where there is none; null is a value. Every error is `data` and has
/// file, line and the path of the key.
package struct StrictObject<Key: CaseIterable & RawRepresentable<String>> {
  private let value: StrictValue
  private let members: [String: StrictValue]

  /// Opens an object, where `expected` says in a message what is allowed.
  package init(_ value: StrictValue, of keys: Key.Type, expected: String = "an object") throws(InputError) {
    self.value = value
    members = try value.members(Key.allCases.map(\.rawValue), expected: expected)
  }

  /// The value of a key; nil where it is absent.
  package subscript(key: Key) -> StrictValue? { members[key.rawValue] }

  /// Whether the key is there and not null.
  package func has(_ key: Key) -> Bool { self[key].map { !$0.isNull } ?? false }

  /// Whether the key is there and null.
  package func isNull(_ key: Key) -> Bool { self[key]?.isNull ?? false }

  /// The error that something is wrong with a key.
  package func refused(_ key: Key, _ problem: String) -> InputError {
    if let member = self[key] { return member.refused(problem) }
    var error = value.refused(problem)
    error.place = value.path(of: key.rawValue)
    return error
  }

  /// A number.
  package func number(_ key: Key, default number: Double? = nil) throws(InputError) -> Double {
    if self[key] == nil, let number { return number }
    return try member(key, "a number").number()
  }

  /// A number, or nil for null.
  package func nullableNumber(_ key: Key) throws(InputError) -> Double? {
    isNull(key) ? nil : try number(key)
  }

  /// A number without a fraction.
  package func integer<Value: FixedWidthInteger>(
    _ key: Key, default integer: Value? = nil
  ) throws(InputError) -> Value {
    if self[key] == nil, let integer { return integer }
    return try member(key, "a whole number").integer()
  }

  /// True or false.
  package func flag(_ key: Key, default flag: Bool) throws(InputError) -> Bool {
    guard let member = self[key] else { return flag }
    return try member.flag()
  }

  /// One of some values, each known by a name, which is text or a number.
  package func choice<Value>(
    _ key: Key, among values: some Sequence<Value>, default value: Value? = nil,
    named name: (Value) -> JSONValue
  ) throws(InputError) -> Value {
    if self[key] == nil, let value { return value }
    let names = StrictValue.names(of: values, named: name)
    return try member(key, "one of \(names)").choice(among: values, named: name)
  }

  /// One of the names of an enumeration.
  package func choice<Value: RawRepresentable<String> & CaseIterable>(
    _ key: Key, default value: Value? = nil
  ) throws(InputError) -> Value {
    try choice(key, among: Value.allCases, default: value) { .text($0.rawValue) }
  }

  /// The value that an object or another value describes; `expected` names it in the error of an absent key.
  package func object<Value: StrictlyReadable>(
    _ key: Key, default value: Value? = nil, expected: String = "an object"
  ) throws(InputError) -> Value {
    if self[key] == nil, let value { return value }
    return try Value(reading: try member(key, expected))
  }

  /// The value that an object describes; nil where the key is absent or null.
  package func optional<Value: StrictlyReadable>(_ key: Key) throws(InputError) -> Value? {
    guard let member = self[key], !member.isNull else { return nil }
    return try Value(reading: member)
  }

  /// The items of an array; none where the key is absent.
  package func items(_ key: Key) throws(InputError) -> [StrictValue] {
    guard let member = self[key] else { return [] }
    return try member.list()
  }

  /// The values that the objects of an array describe; none where the key is absent.
  package func list<Value: StrictlyReadable>(_ key: Key) throws(InputError) -> [Value] {
    try items(key).map { item throws(InputError) in try Value(reading: item) }
  }

  private func member(_ key: Key, _ expected: String) throws(InputError) -> StrictValue {
    guard let member = self[key] else {
      throw refused(key, "expected \(expected), found no such key")
    }
    return member
  }
}
