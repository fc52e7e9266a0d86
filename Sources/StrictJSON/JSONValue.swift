// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A JSON value to be written.
package indirect enum JSONValue: Sendable, Equatable {
  case null
  case flag(Bool)
  /// A number as it is to be written.
  case numeral(String)
  case text(String)
  case list([JSONValue], JSONLayout = .compact)
  /// An object; the writer trusts that no two members have one key.
  case members([Member], JSONLayout = .compact)

  /// A key and its value.
  package struct Member: Sendable, Equatable {
    package var key: String
    package var value: JSONValue

    package init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// An object of members in this order.
  package static func object(
    _ members: KeyValuePairs<String, JSONValue>, _ layout: JSONLayout = .compact
  ) -> JSONValue {
    .members(members.map { Member($0, $1) }, layout)
  }

  /// A number that reads back as the same; null for an unknown one and for one that JSON cannot write.
  package static func number(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .numeral(value.plain)
  }

  /// A number rounded to so many decimals, without trailing zeros; null for an unknown one and for one that JSON cannot
  /// write.
  package static func number(_ value: Double?, decimals: Int) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    let scale = pow(10.0, Double(decimals))
    let rounded = (value * scale).rounded() / scale
    let isWhole = rounded == rounded.rounded() && abs(rounded) < 1e15
    return isWhole ? .integer(Int(rounded)) : .number(rounded)
  }

  /// A number with exactly so many decimals; null for one that JSON cannot write.
  package static func number(_ value: Double, exactDecimals: Int) -> JSONValue {
    value.isFinite ? .numeral(String(format: "%.*f", exactDecimals, value)) : .null
  }

  /// A number with so many significant digits at most; null for an unknown one and for one that JSON cannot write.
  package static func number(_ value: Double?, digits: Int) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .numeral(NumberText.number(value, digits: digits))
  }

  /// A whole number.
  package static func integer(_ value: some BinaryInteger) -> JSONValue { .numeral("\(value)") }

  /// A text, or null.
  package static func optional(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }
}

extension String {
  /// The text as a JSON string, quotation marks included.
  ///
  /// - Parameter slashes: Whether a slash gets a backslash, as an HTML page needs that has JSON in a script.
  func quotedAsJSON(escapingSlashes slashes: Bool) -> String {
    var quoted = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "/": quoted += slashes ? "\\/" : "/"
      case "\u{8}": quoted += "\\b"
      case "\u{C}": quoted += "\\f"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\0"..<" ": quoted += String(format: "\\u%04x", scalar.value)
      case _ where !scalar.isInert:
        for unit in String(scalar).utf16 { quoted += String(format: "\\u%04x", unit) }
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
