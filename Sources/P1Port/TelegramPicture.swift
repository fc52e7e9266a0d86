// SPDX-License-Identifier: Apache-2.0
import Metering

/// The text of a telegram from `/` to `!`, with a field in braces for each value that varies.
///
/// A line feed stands for CR LF. All other text is sent as it is, so it is ASCII.
///
/// | field | value |
/// |---|---|
/// | `{N}` | identification |
/// | `{H}` | equipment identifier, each character as two hexadecimal digits |
/// | `{C}` | clock |
/// | `{T}` | version text |
/// | `{U 000.0}` | nominal voltage, V |
/// | `{I1 000.00}` | current of L1, A; likewise `I2`, `I3` |
/// | `{+P 00.000}`, `{+P1 00.000}` | power into the installation, total and of L1, kW |
/// | `{-P 00.000}`, `{-P1 00.000}` | power out of the installation, total and of L1, kW |
///
/// The zeros show the width: `000.00` is three digits, a point and two decimals.
struct TelegramPicture: ExpressibleByStringLiteral, Sendable {
  /// A number in a telegram.
  enum Quantity {
    /// Nominal voltage, V.
    case voltage
    /// Current of a line, A.
    case current(Line)
    /// Power into the installation, W, of a line or in total.
    case importPower(Line?)
    /// Power out of the installation, W, of a line or in total.
    case exportPower(Line?)
  }

  /// A piece of a telegram.
  enum Element {
    case endOfLine
    case identification
    case equipment
    case clock
    case versionText
    case number(Quantity, DecimalFormat)
  }

  private let text: StaticString
  private var position = 0

  /// A picture; a literal that is not one traps when it is read.
  init(stringLiteral text: StaticString) {
    self.text = text
  }

  /// Writes the text up to the next element.
  mutating func writeText(into output: inout OutputSpan<UInt8>) throws(Telegram.Failure) {
    let end = text.utf8CodeUnitCount
    while position < end {
      let byte = text.utf8Start[position]
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "\n") { return }
      try output.append(checked: byte)
      position &+= 1
    }
  }

  /// Takes the element at the end of a text, in O(1); nil behind the last.
  ///
  /// Not a conformance to `IteratorProtocol`: with that come the methods of `Sequence` that make arrays.
  mutating func next() -> Element? {
    guard position < text.utf8CodeUnitCount else { return nil }
    switch take() {
    case UInt8(ascii: "\n"): return .endOfLine
    case UInt8(ascii: "{"): return takeField()
    default: preconditionFailure("a text that was not written")
    }
  }

  private mutating func takeField() -> Element {
    switch take() {
    case UInt8(ascii: "N"): return takeEnd(of: .identification)
    case UInt8(ascii: "H"): return takeEnd(of: .equipment)
    case UInt8(ascii: "C"): return takeEnd(of: .clock)
    case UInt8(ascii: "T"): return takeEnd(of: .versionText)
    case UInt8(ascii: "U"):
      expect(" ")
      return .number(.voltage, takeFormat(exponent: 0))
    case UInt8(ascii: "I"):
      guard let line = takeLine() else { preconditionFailure("a current without a line") }
      return .number(.current(line), takeFormat(exponent: 0))
    case UInt8(ascii: "+"):
      expect("P")
      return .number(.importPower(takeLine()), takeFormat(exponent: 3))
    case UInt8(ascii: "-"):
      expect("P")
      return .number(.exportPower(takeLine()), takeFormat(exponent: 3))
    default:
      preconditionFailure("an unknown field")
    }
  }

  /// Takes the brace after a field that is one letter.
  private mutating func takeEnd(of element: Element) -> Element {
    expect("}")
    return element
  }

  /// Takes a line's digit and the space after it, or only the space.
  private mutating func takeLine() -> Line? {
    let byte = take()
    if byte == UInt8(ascii: " ") { return nil }
    guard let line = Line(rawValue: byte &- UInt8(ascii: "0")) else { preconditionFailure("an unknown line") }
    expect(" ")
    return line
  }

  /// Takes the zeros of a number and the brace after them.
  private mutating func takeFormat(exponent: Int) -> DecimalFormat {
    var digits = 0
    var wholeDigits: Int?
    while true {
      switch take() {
      case UInt8(ascii: "0"): digits += 1
      case UInt8(ascii: "."): wholeDigits = digits
      case UInt8(ascii: "}"):
        return DecimalFormat(digits: digits, decimals: digits - (wholeDigits ?? digits), exponent: exponent)
      default: preconditionFailure("not a number")
      }
    }
  }

  private mutating func expect(_ character: Unicode.Scalar) {
    precondition(take() == UInt8(ascii: character))
  }

  private mutating func take() -> UInt8 {
    precondition(position < text.utf8CodeUnitCount)
    defer { position += 1 }
    return text.utf8Start[position]
  }
}
