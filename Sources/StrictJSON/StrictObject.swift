// SPDX-License-Identifier: Apache-2.0

/// A JSON object that may hold the keys of `Key` and no others.
///
/// An absent key takes a default; null is a value. Errors are `DecodingError.dataCorrupted` with the path of
/// the key and, in words, what was expected and what was found.
package struct StrictObject<Key: CodingKey & CaseIterable & RawRepresentable<String>> {
  private let container: KeyedDecodingContainer<Key>
  private let decoder: any Decoder

  /// Opens the object that a decoder stands on, where `expected` is allowed.
  package init(_ decoder: any Decoder, of keys: Key.Type, expected: String = "an object") throws {
    guard let names = try? decoder.container(keyedBy: PathKey.self) else {
      throw DecodingError.at(decoder.codingPath, "expected \(expected), found \(decoder.found)")
    }
    for name in names.allKeys.sorted(by: { $0.stringValue < $1.stringValue })
    where Key(rawValue: name.stringValue) == nil {
      let allowed = Key.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.at(decoder.codingPath + [name], "unknown key, expected one of \(allowed)")
    }
    self.decoder = decoder
    container = try decoder.container(keyedBy: keys)
  }

  /// Whether the key is there and not null.
  package func has(_ key: Key) -> Bool {
    container.contains(key) && (try? container.decodeNil(forKey: key)) == false
  }

  /// Whether the key is there and null.
  package func isNull(_ key: Key) -> Bool {
    container.contains(key) && !has(key)
  }

  /// A number.
  package func number(_ key: Key, default value: Double? = nil) throws -> Double {
    try scalar(key, "a number", value)
  }

  /// A number without a fraction.
  package func integer<Value: FixedWidthInteger & Decodable>(_ key: Key, default value: Value? = nil) throws
    -> Value
  {
    try scalar(key, Value.isSigned ? "a whole number" : "a whole number, 0 or above", value)
  }

  /// True or false.
  package func flag(_ key: Key, default value: Bool) throws -> Bool {
    try scalar(key, "true or false", value)
  }

  /// One of the names of an enumeration.
  package func choice<Value: RawRepresentable<String> & CaseIterable>(
    _ key: Key, default value: Value? = nil
  ) throws -> Value {
    let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
    let name: String = try scalar(key, "one of \(names)", value?.rawValue)
    guard let value = Value(rawValue: name) else {
      throw DecodingError.at(path(key), "expected one of \(names), found \"\(name)\"")
    }
    return value
  }

  /// An object.
  package func object<Value: Decodable>(_ key: Key, default value: Value) throws -> Value {
    container.contains(key) ? try container.decode(Value.self, forKey: key) : value
  }

  /// An array of objects; empty when it is absent.
  package func list<Value: Decodable>(_ key: Key) throws -> [Value] {
    guard container.contains(key) else { return [] }
    guard (try? container.nestedUnkeyedContainer(forKey: key)) != nil else {
      throw DecodingError.at(path(key), "expected an array, found \(found(key))")
    }
    return try container.decode([Value].self, forKey: key)
  }

  /// The path of a key of this object.
  package func path(_ key: Key) -> [any CodingKey] { decoder.codingPath + [key] }

  private func scalar<Value: Decodable>(
    _ key: Key, _ expected: String, _ value: Value?
  ) throws -> Value {
    guard container.contains(key) else {
      if let value { return value }
      throw DecodingError.at(path(key), "expected \(expected), found no such key")
    }
    guard let value = try? container.decode(Value.self, forKey: key) else {
      throw DecodingError.at(path(key), "expected \(expected), found \(found(key))")
    }
    return value
  }

  private func found(_ key: Key) -> String {
    guard let decoder = try? container.superDecoder(forKey: key) else { return "something else" }
    return decoder.found
  }
}

/// A key or an index in a path.
package struct PathKey: CodingKey {
  package var stringValue: String
  package var intValue: Int?

  package init(stringValue: String) {
    self.stringValue = stringValue
  }

  package init(intValue: Int) {
    stringValue = "\(intValue)"
    self.intValue = intValue
  }
}

extension [any CodingKey] {
  /// The path as it is written in messages: `loads[2].harmonics[0].order`.
  package var keyPath: String {
    reduce(into: "") { path, key in
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
  }
}

extension DecodingError {
  /// The error that what stands at `path` is not what it should be.
  package static func at(_ path: [any CodingKey], _ problem: String) -> DecodingError {
    .dataCorrupted(Context(codingPath: path, debugDescription: problem))
  }
}

extension Decoder {
  /// What the decoder stands on, in words.
  package var found: String {
    if let value = try? singleValueContainer() {
      if value.decodeNil() { return "null" }
      if let flag = try? value.decode(Bool.self) { return "\(flag)" }
      if let integer = try? value.decode(Int.self) { return "\(integer)" }
      if let number = try? value.decode(Double.self) { return "\(number)" }
      if let text = try? value.decode(String.self) { return "\"\(text)\"" }
    }
    return (try? unkeyedContainer()) != nil ? "an array" : "an object"
  }
}
