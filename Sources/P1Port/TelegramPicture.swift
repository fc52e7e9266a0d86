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
  /// What a field is for.
  enum Quantity {
    case identification
    case equipment
    case clock
    case versionText
    /// Nominal voltage, V.
    case voltage
    /// Current of a line, A.
    case current
    /// Power into the installation, W, of a line or in total.
    case importPower
    /// Power out of the installation, W, of a line or in total.
    case exportPower
  }

  /// A field's place and form.
  struct Field {
    /// What it is for.
    let quantity: Quantity
    /// Whose; nil for a total and for what is of no line.
    var line: Line?
    /// How a number is written; of no meaning for a text.
    var format = DecimalFormat(digits: 1, decimals: 0, exponent: 0)
  }

  private let text: StaticString
  private var position = 0

  /// A picture; a literal that is not one traps when it is read.
  init(stringLiteral text: StaticString) {
    self.text = text
  }

  /// Writes the text up to the next field, which it takes; nil behind the last.
  ///
  /// Not a conformance to `IteratorProtocol`: with that come the methods of `Sequence` that make arrays.
  mutating func next(writingTextInto output: inout OutputSpan<UInt8>) throws(Telegram.Failure) -> Field? {
    while true {
      writeRun(into: &output)
      guard position < text.utf8CodeUnitCount else { return nil }
      switch take() {
      case UInt8(ascii: "\n"): try output.appendEndOfLine()
      case UInt8(ascii: "{"): return takeField()
      default: throw .outputTooSmall
      }
    }
  }

  /// Writes the text up to the next brace or end of a line, or as much of it as there is room for.
  private mutating func writeRun(into output: inout OutputSpan<UInt8>) {
    let count = min(text.utf8CodeUnitCount - position, output.freeCapacity)
    let start = text.utf8Start + position
    var from = start
    output.withUnsafeMutableBufferPointer { buffer, initializedCount in
      guard var to = buffer.baseAddress else { return }
      to += initializedCount
      let end = from + count
      // From the space up to what is below the brace.
      while from < end, from.pointee &- UInt8(ascii: " ") < UInt8(ascii: "{") - UInt8(ascii: " ") {
        to.pointee = from.pointee
        from += 1
        to += 1
      }
      initializedCount += from - start
    }
    position += from - start
  }

  private mutating func takeField() -> Field {
    switch take() {
    case UInt8(ascii: "N"): return takeText(.identification)
    case UInt8(ascii: "H"): return takeText(.equipment)
    case UInt8(ascii: "C"): return takeText(.clock)
    case UInt8(ascii: "T"): return takeText(.versionText)
    case UInt8(ascii: "U"): return takeNumber(.voltage, exponent: 0)
    case UInt8(ascii: "I"): return takeNumber(.current, exponent: 0)
    case UInt8(ascii: "+"):
      expect("P")
      return takeNumber(.importPower, exponent: 3)
    case UInt8(ascii: "-"):
      expect("P")
      return takeNumber(.exportPower, exponent: 3)
    default:
      preconditionFailure("an unknown field")
    }
  }

  /// Takes the brace after a field that is one letter.
  private mutating func takeText(_ quantity: Quantity) -> Field {
    expect("}")
    return Field(quantity: quantity)
  }

  /// Takes a line's digit or none, the space after it, the zeros of a number and the brace after them.
  private mutating func takeNumber(_ quantity: Quantity, exponent: Int) -> Field {
    var field = Field(quantity: quantity)
    let byte = take()
    if byte != UInt8(ascii: " ") {
      field.line = Line(rawValue: byte &- UInt8(ascii: "0"))
      expect(" ")
    }
    var digits = 0
    var wholeDigits: Int?
    while true {
      switch take() {
      case UInt8(ascii: "0"): digits += 1
      case UInt8(ascii: "."): wholeDigits = digits
      case UInt8(ascii: "}"):
        field.format = DecimalFormat(
          digits: digits, decimals: digits - (wholeDigits ?? digits), exponent: exponent)
        return field
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
