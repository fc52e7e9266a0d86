// SPDX-License-Identifier: Apache-2.0
import P1Port

/// A strict reader of telegrams, written from the standard's description and sharing nothing with the writer
/// but the CRC, whose own tests stand on the catalogue's check value.
struct TelegramReader {
  enum Failure: Error {
    case notASCII, noFrame, wrongCheck, emptyLine, malformed(String), duplicate(String)
  }

  let header: String
  /// OBIS references in order.
  let references: [String]
  /// What is in the parentheses after each reference.
  let values: [String: String]

  init(_ bytes: [UInt8]) throws {
    guard bytes.allSatisfy({ $0 == 0x0D || $0 == 0x0A || (0x20...0x7E).contains($0) }) else {
      throw Failure.notASCII
    }
    // CR LF is one Character, so a CR or LF alone does not split and fails below.
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\r\n", omittingEmptySubsequences: false
    )
    .map(String.init)
    guard lines.count > 4, lines[0].hasPrefix("/"), lines[1] == "", lines.last == "",
      lines[lines.count - 2].hasPrefix("!"), let end = bytes.lastIndex(of: UInt8(ascii: "!"))
    else { throw Failure.noFrame }
    var crc = CRC16()
    crc.update(bytes.span.extracting(...end))
    let digits = String(crc.value, radix: 16, uppercase: true)
    let check = String(repeating: "0", count: 4 - digits.count) + digits
    guard lines[lines.count - 2] == "!" + check else { throw Failure.wrongCheck }

    header = String(lines[0].dropFirst())
    var references: [String] = []
    var values: [String: String] = [:]
    for line in lines[2..<(lines.count - 2)] {
      guard let open = line.utf8.firstIndex(of: UInt8(ascii: "(")), isReference(line.utf8[..<open]),
        areValues(line.utf8[open...])
      else { throw Failure.malformed(line) }
      let reference = String(line[..<open])
      guard values.updateValue(String(line[open...]), forKey: reference) == nil else {
        throw Failure.duplicate(reference)
      }
      references.append(reference)
    }
    self.references = references
    self.values = values
  }

  /// The number of an object with the given unit.
  func number(_ reference: String, unit: String) -> Double? {
    guard let value = values[reference], value.hasPrefix("("), value.hasSuffix("*\(unit))") else {
      return nil
    }
    return Double(value.dropFirst().dropLast(unit.count + 2))
  }
}

/// Whether this is a reference such as 1-0:32.7.0.
private func isReference(_ text: Substring.UTF8View) -> Bool {
  let separators = text.filter { !(0x30...0x39).contains($0) }
  let numbers = text.split(omittingEmptySubsequences: false) { !(0x30...0x39).contains($0) }
  return separators.elementsEqual("-:..".utf8) && numbers.allSatisfy { !$0.isEmpty }
}

/// Whether this is one or more values, each in parentheses.
private func areValues(_ text: Substring.UTF8View) -> Bool {
  var isOpen = false
  for byte in text {
    switch byte {
    case UInt8(ascii: "("):
      if isOpen { return false }
      isOpen = true
    case UInt8(ascii: ")"):
      if !isOpen { return false }
      isOpen = false
    case UInt8(ascii: "/"), UInt8(ascii: "!"), 0x0D, 0x0A: return false
    default: if !isOpen { return false }
    }
  }
  return !isOpen
}
