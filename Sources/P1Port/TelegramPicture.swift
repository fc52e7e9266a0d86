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
/// | `{U 000.0}` | voltage of a line that powers are calculated with, V |
/// | `{I1 000.00}` | current of L1, A; likewise `I2`, `I3` |
/// | `{+E}`, `{-E}` | energy into and out of the installation, kWh, always with six digits, a point and three decimals |
/// | `{+P 00.000}`, `{+P1 00.000}` | power into the installation, total and of L1, kW |
/// | `{-P 00.000}`, `{-P1 00.000}` | power out of the installation, total and of L1, kW |
///
/// The zeros show the width: `000.00` is three digits, a point and two decimals.
struct TelegramPicture: ExpressibleByStringLiteral, Sendable {
  /// The purpose of a field.
  enum Quantity {
    /// A text.
    case identification, equipment, time, versionText
    /// One of ``TelegramValues``.
    case number
    /// A register of ``EnergyCount``.
    case importedEnergy, exportedEnergy
  }

  /// A field's place and form.
  struct Field {
    /// Its purpose.
    let quantity: Quantity
    /// Which of ``TelegramValues`` a number is.
    var number = 0
    /// How it is written.
    var format = DecimalFormat(digits: 1, decimals: 0, exponent: 0)
  }

  private let text: StaticString

  /// A picture; a literal that is not one traps when it is read.
  init(stringLiteral text: StaticString) {
    self.text = text
  }

  /// A reader of it, from its beginning.
  var reader: Reader { Reader(next: text.utf8Start, end: text.utf8Start + text.utf8CodeUnitCount) }
}

extension TelegramPicture {
  /// The part of a picture that has not been written.
  ///
  /// Not an iterator: with `IteratorProtocol` come the methods of `Sequence` that make arrays.
  struct Reader {
    fileprivate var next: UnsafePointer<UInt8>
    fileprivate let end: UnsafePointer<UInt8>

    /// Writes the text up to the next field, which it reads; nil after the last.
    mutating func field(writingTextTo writer: inout TelegramWriter) throws(Telegram.Failure) -> Field? {
      while true {
        next = try writer.writePlain(next, before: end)
        guard next < end else { return nil }
        guard readByte() == UInt8(ascii: "\n") else { return readField() }
        try writer.writeEndOfLine()
      }
    }

    /// Reads what follows an opening brace.
    private mutating func readField() -> Field {
      switch readByte() {
      case UInt8(ascii: "N"): return readText(.identification)
      case UInt8(ascii: "H"): return readText(.equipment)
      case UInt8(ascii: "C"): return readText(.time)
      case UInt8(ascii: "T"): return readText(.versionText)
      case UInt8(ascii: "U"): return readNumber(TelegramValues.voltage, exponent: 0)
      case UInt8(ascii: "I"): return readNumber(TelegramValues.current, exponent: 0)
      case UInt8(ascii: "+"): return readSigned(TelegramValues.import, .importedEnergy)
      case UInt8(ascii: "-"): return readSigned(TelegramValues.export, .exportedEnergy)
      default: preconditionFailure("an unknown field")
      }
    }

    /// Reads the brace after a field that is one letter.
    private mutating func readText(_ quantity: Quantity) -> Field {
      expect(UInt8(ascii: "}"))
      return Field(quantity: quantity)
    }

    /// Reads what follows a sign: a power or an energy.
    private mutating func readSigned(_ power: Int, _ energy: Quantity) -> Field {
      switch readByte() {
      case UInt8(ascii: "P"): return readNumber(power, exponent: 3)
      case UInt8(ascii: "E"): return readText(energy)
      default: preconditionFailure("an unknown field")
      }
    }

    /// Reads a line's digit or none, the space after it, the zeros of a number and the brace after them.
    private mutating func readNumber(_ first: Int, exponent: Int) -> Field {
      var number = first
      let byte = readByte()
      if byte != UInt8(ascii: " ") {
        number += Int(byte &- UInt8(ascii: "0"))
        expect(UInt8(ascii: " "))
      }
      var digits = 0
      var decimals: Int?
      while true {
        switch readByte() {
        case UInt8(ascii: "0"):
          digits &+= 1
          decimals = decimals.map { $0 &+ 1 }
        case UInt8(ascii: "."): decimals = 0
        case UInt8(ascii: "}"):
          let format = DecimalFormat(digits: digits, decimals: decimals ?? 0, exponent: exponent)
          return Field(quantity: .number, number: number, format: format)
        default: preconditionFailure("not a number")
        }
      }
    }

    /// Reads a character; traps where it is another one.
    private mutating func expect(_ character: UInt8) {
      precondition(readByte() == character)
    }

    /// Reads a character; traps after the last.
    @inline(never)  // 16 bytes of flash less
    private mutating func readByte() -> UInt8 {
      precondition(next < end)
      defer { next += 1 }
      return next.pointee
    }
  }
}
