// SPDX-License-Identifier: Apache-2.0

extension Telegram {
  /// A short text that may stand in a telegram: 1...32 visible ASCII characters without `/`, `!`, `(` and
  /// `)`.
  ///
  /// It is stored in place.
  public struct Text: Sendable, Equatable {
    /// Why a text was refused.
    public enum Failure: Error, Equatable {
      /// There is no character.
      case empty
      /// There are more than 32 characters.
      case tooLong
      /// This byte is not visible ASCII or would be taken for a part of the frame; at this position, from 0.
      case forbidden(UInt8, at: Int)
    }

    private var bytes = InlineArray<32, UInt8>(repeating: 0)
    /// Number of characters, 1...32.
    public private(set) var count = 0

    /// The text of ASCII bytes, for example a string's `utf8`.
    ///
    /// - Throws: The reason why the text cannot be in a telegram: none, too many or forbidden bytes.
    public init(_ ascii: some Sequence<UInt8>) throws(Failure) {
      for byte in ascii { try append(byte) }
      guard count > 0 else { throw .empty }
    }

    /// The ASCII code of the character at a position in 0 ..< ``count``.
    public subscript(position: Int) -> UInt8 {
      precondition((0..<count).contains(position))
      return bytes[position]
    }

    private mutating func append(_ byte: UInt8) throws(Failure) {
      guard Self.isAllowed(byte) else { throw .forbidden(byte, at: count) }
      guard count < bytes.count else { throw .tooLong }
      bytes[count] = byte
      count += 1
    }

    /// Whether both have the same characters.
    public static func == (a: Text, b: Text) -> Bool {
      guard a.count == b.count else { return false }
      for index in 0..<a.count where a.bytes[index] != b.bytes[index] { return false }
      return true
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "/"), UInt8(ascii: "!"), UInt8(ascii: "("), UInt8(ascii: ")"): false
      default: (0x21...0x7E).contains(byte)
      }
    }
  }
}

extension Telegram.Text: ExpressibleByStringLiteral {
  /// The text of a literal; traps where the literal is not such a text.
  public init(stringLiteral literal: StaticString) {
    precondition(literal.utf8CodeUnitCount > 0)
    do throws(Failure) {
      for index in 0..<literal.utf8CodeUnitCount {
        try append(literal.utf8Start[index])
      }
    } catch {
      preconditionFailure("not a text for a telegram")
    }
  }
}
