// SPDX-License-Identifier: Apache-2.0

/// How one value of an object is written, without its parentheses.
enum ObisFormat: Sendable {
  /// A digit for each `0`, everything else as it stands: `00.000*kW`.
  case picture(StaticString)
  /// A time, YYMMDDhhmmss and S or W.
  case time
  /// Hexadecimal digits of up to so many bytes; an empty value is allowed.
  case hexadecimal(upTo: Int)
  /// Any characters, up to so many.
  case text(upTo: Int)
  /// A reference such as 0-0:96.7.19.
  case reference
  /// A number of so many digits before and after a point, and one of some units, in capitals or not.
  case number(
    units: [String], whole: ClosedRange<Int>, decimals: ClosedRange<Int>, mayBeNegative: Bool = false)
  /// One of several.
  indirect case oneOf([ObisFormat])

  /// Whether a value has this format.
  func matches(_ value: ArraySlice<UInt8>) -> Bool {
    switch self {
    case .picture(let picture):
      picture.withUTF8Buffer { picture in
        picture.count == value.count
          && zip(picture, value).allSatisfy { $0 == UInt8(ascii: "0") ? isDigit($1) : $0 == $1 }
      }
    case .time:
      value.count == 13 && value.dropLast().allSatisfy(isDigit)
        && (value.last == UInt8(ascii: "S") || value.last == UInt8(ascii: "W"))
    case .hexadecimal(let maximum):
      value.count.isMultiple(of: 2) && value.count <= 2 * maximum && value.allSatisfy(isHexadecimalDigit)
    case .text(let maximum):
      value.count <= maximum
    case .reference:
      ObisReference(value) != nil
    case .number(let units, let whole, let decimals, let mayBeNegative):
      Self.isNumber(value, units, whole, decimals, mayBeNegative)
    case .oneOf(let formats):
      formats.contains { $0.matches(value) }
    }
  }

  /// The format in words for a message.
  var description: String {
    switch self {
    case .picture(let picture): "\(picture)"
    case .time: "YYMMDDhhmmss and S or W"
    case .hexadecimal(let maximum): "hexadecimal digits of up to \(maximum) bytes"
    case .text(let maximum): "up to \(maximum) characters"
    case .reference: "a reference"
    case .number(let units, let whole, let decimals, _):
      "\(Self.text(whole)) digits, a point where there are decimals, \(Self.text(decimals)) of them, and "
        + (units.isEmpty ? "no unit" : units.joined(separator: " or "))
    case .oneOf(let formats): formats.map(\.description).joined(separator: " or ")
    }
  }

  private static func isNumber(
    _ value: ArraySlice<UInt8>, _ units: [String], _ whole: ClosedRange<Int>, _ decimals: ClosedRange<Int>,
    _ mayBeNegative: Bool
  ) -> Bool {
    let parts = value.split(separator: UInt8(ascii: "*"), maxSplits: 1, omittingEmptySubsequences: false)
    let unit = parts.count == 2 ? String(decoding: parts[1], as: UTF8.self) : ""
    guard units.isEmpty ? parts.count == 1 : units.contains(where: { $0.lowercased() == unit.lowercased() })
    else {
      return false
    }
    var number = parts[0]
    if mayBeNegative, number.first == UInt8(ascii: "-") { number = number.dropFirst() }
    let digits = number.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard digits.allSatisfy({ $0.allSatisfy(isDigit) }), whole.contains(digits[0].count) else { return false }
    let count = digits.count == 2 ? digits[1].count : 0
    return decimals.contains(count) && (digits.count == 1 || count > 0)
  }

  private static func text(_ range: ClosedRange<Int>) -> String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)...\(range.upperBound)"
  }
}

/// A reference to an object: A-B:C.D.E.
struct ObisReference: Hashable, Sendable {
  /// Medium, channel and the three groups that identify the quantity.
  let groups: [Int]

  /// The reference in a text of exactly this form.
  init?(_ text: ArraySlice<UInt8>) {
    var groups = [0]
    var digits = 0
    for byte in text {
      if isDigit(byte) {
        digits += 1
        guard digits <= 3 else { return nil }
        groups[groups.count - 1] = groups[groups.count - 1] * 10 + Int(byte - UInt8(ascii: "0"))
      } else {
        guard digits > 0, groups.count < 5, byte == Self.separators[groups.count - 1] else { return nil }
        groups.append(0)
        digits = 0
      }
    }
    guard groups.count == 5, digits > 0 else { return nil }
    self.groups = groups
  }

  /// The reference with the channel of a connected meter, 1...9, left open.
  var name: String {
    let channel = groups[0] == 0 && (1...9).contains(groups[1]) ? "n" : "\(groups[1])"
    return "\(groups[0])-\(channel):\(groups[2]).\(groups[3]).\(groups[4])"
  }

  private static let separators = Array("-:..".utf8)
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

func isHexadecimalDigit(_ byte: UInt8) -> Bool {
  isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}
