// SPDX-License-Identifier: Apache-2.0

/// A JSON value with the line that it starts in.
struct JSONNode: Equatable {
  /// The value.
  enum Content: Equatable {
    case null
    case flag(Bool)
    /// A finite number as it is written.
    case number(String)
    case text(String)
    case list([JSONNode])
    /// Members in their order; no two have one key.
    case object([Member])
  }

  /// A key and its value.
  struct Member: Equatable {
    var key: String
    /// The line of the key.
    var line: Int
    var value: JSONNode
  }

  var line: Int
  var content: Content

  /// The value in the words of a message.
  var found: String {
    switch content {
    case .null: "null"
    case .flag(let flag): "\(flag)"
    case .number(let numeral): numeral.printable
    case .text(let text): text.quoted
    case .list: "an array"
    case .object: "an object"
    }
  }
}
