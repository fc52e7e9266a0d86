// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The codes of some analog channels of a COMTRADE recording, and its timestamps.
struct ComtradeData {
  /// For each channel asked for, its codes in the order of the records; NaN where one is missing.
  private(set) var codes: [[Double]]
  /// The timestamps in their unit; NaN where there is none.
  private(set) var timestamps: [Double] = []
  /// Differences from the configuration that were read all the same, in words.
  private(set) var warnings: [String] = []
  /// How many codes are missing, and the error that the first of them would be.
  private(set) var missing: (count: Int, first: InputError)?

  private let configuration: ComtradeConfiguration
  private let channels: [Int]
  private let file: String

  /// Decodes channels, named by their indices in the configuration.
  ///
  /// The recording may have other records than declared: those that are there count. One more is usual, of others there is a
  /// warning.
  ///
  /// - Parameter isEachEnough: Whether no record needs the values of all channels.
  /// - Throws: `data` with the record for an unreadable value, and where there is no record, or none with all values.
  init(
    _ bytes: ArraySlice<UInt8>, configuration: ComtradeConfiguration, channels: [Int], file: String,
    isEachEnough: Bool = false
  ) throws(InputError) {
    self.configuration = configuration
    self.channels = channels
    self.file = file
    codes = channels.map { _ in [] }
    switch configuration.encoding {
    case .ascii: try decodeText(bytes)
    case .binary, .binary32, .float32: try decodeBinary(bytes)
    }
    let found = timestamps.count
    guard found > 0 else { throw problem(nil, "expected records, found none") }
    if let declared = configuration.recordCount, found != declared, found != declared + 1 {
      warnings.append("expected \(declared) records, found \(found): those that are there are read")
    }
    guard let missing else { return }
    guard isEachEnough || (0..<found).contains(where: isComplete) else { throw missing.first }
    let place = missing.first.place.map { ", first at \($0)" } ?? ""
    warnings.append("\(missing.count) values are missing\(place): their records are skipped")
  }

  /// Whether a record, from 0, has the codes of all channels.
  func isComplete(_ record: Int) -> Bool { codes.allSatisfy { !$0[record].isNaN } }

  private func problem(_ place: String?, _ text: String) -> InputError {
    InputError(.data, file: file, place: place, text)
  }

  private func problem(record: Int, channel: Int, _ text: String) -> InputError {
    problem(
      "record \(record), analog channel \(channel + 1) \(configuration.analogs[channel].name.quoted)", text)
  }

  // MARK: Text

  private mutating func noteMissing(_ error: InputError) {
    missing = (1 + (missing?.count ?? 0), missing?.first ?? error)
  }

  private mutating func decodeText(_ bytes: ArraySlice<UInt8>) throws(InputError) {
    let fieldCount = 2 + configuration.analogs.count + configuration.digitalCount
    for line in TextLines(bytes) where !line.isBlank {
      let record = timestamps.count + 1
      let fields = line.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      guard fields.count >= fieldCount, fields[fieldCount...].allSatisfy({ Self.text($0).isEmpty }) else {
        if record > 1, line.end == bytes.endIndex, fields.count < fieldCount {
          warnings.append("the last record is cut off: expected \(fieldCount) fields, found \(fields.count)")
          return
        }
        throw problem(
          "record \(record)",
          "expected \(fieldCount) fields (line \(line.number) of the data), found \(fields.count)")
      }
      timestamps.append(Self.number(fields[1]) ?? .nan)
      for (slot, channel) in channels.enumerated() {
        codes[slot].append(try code(fields[2 + channel], record: record, channel: channel))
      }
    }
  }

  /// A code from its text; nothing or 99999 marks a missing value unless higher codes are declared.
  private mutating func code(
    _ field: ArraySlice<UInt8>, record: Int, channel: Int
  ) throws(InputError) -> Double {
    let missing: String
    if let code = Self.number(field) {
      guard code == 99999, (configuration.analogs[channel].highest ?? 0) <= 99999 else { return code }
      missing = "99999"
    } else {
      let text = Self.text(field)
      guard text.isEmpty else {
        throw problem(record: record, channel: channel, "expected a code, found \(text.quoted)")
      }
      missing = "nothing"
    }
    noteMissing(
      problem(record: record, channel: channel, "expected a code, found \(missing): the value is missing"))
    return .nan
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field, as: UTF8.self).trimmed
  }

  /// A finite number; whole ones of up to 15 digits are converted without a string.
  private static func number(_ field: ArraySlice<UInt8>) -> Double? {
    var digits = field.drop { $0 == 0x20 }
    let sign = digits.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard (1...15).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return Double(text(field)).flatMap { $0.isFinite ? $0 : nil }
    }
    let magnitude = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return Double(sign == UInt8(ascii: "-") ? -magnitude : magnitude)
  }

  // MARK: Binary

  private mutating func decodeBinary(_ bytes: ArraySlice<UInt8>) throws(InputError) {
    let length = configuration.recordLength
    let width = configuration.encoding.width
    let count = bytes.count / length
    let bytes = Array(bytes)
    let rest = bytes[(count * length)...]
    if !rest.allSatisfy({ [0x1A, 0x0A, 0x0D, 0x00].contains($0) }) {
      let declared = configuration.recordCount.map { "\($0) " } ?? ""
      let found =
        "expected \(declared)records of \(length) bytes, found \(count) and \(rest.count) bytes of another"
      guard Self.areNumbered(bytes, length: length) else {
        throw problem("byte \(count * length) of the data", found)
      }
      warnings.append(found)
    }
    timestamps.reserveCapacity(count)
    for record in 0..<count {
      let start = record * length
      let timestamp = bytes.unsigned32(at: start + 4)
      timestamps.append(timestamp == .max ? .nan : Double(timestamp))
      for (slot, channel) in channels.enumerated() {
        let at = start + 8 + channel * width
        codes[slot].append(code(bytes, at: at, record: record + 1, channel: channel))
      }
    }
  }

  /// Whether records of this length are numbered as they should be, most of them: otherwise their length is another one.
  private static func areNumbered(_ bytes: [UInt8], length: Int) -> Bool {
    let starts = Array(stride(from: 0, through: bytes.count - length, by: length))
    let numbers = starts.map { bytes.unsigned32(at: $0) }
    let inOrder = zip(numbers, numbers.dropFirst()).filter { $1 == $0 &+ 1 }.count
    return numbers.count > 1 && 2 * inOrder >= numbers.count - 1
  }

  /// A code from its bytes.
  ///
  /// The lowest value of the type marks a missing code. For whole numbers it is a code like any other where the
  /// configuration declares it as the channel's lowest.
  private mutating func code(_ bytes: [UInt8], at index: Int, record: Int, channel: Int) -> Double {
    let lowest = configuration.analogs[channel].lowest ?? 0
    let code: Double
    let missing: Bool
    switch configuration.encoding {
    case .binary32:
      code = Double(Int32(bitPattern: bytes.unsigned32(at: index)))
      missing = code == Double(Int32.min) && lowest > code
    case .float32:
      code = Double(Float(bitPattern: bytes.unsigned32(at: index)))
      missing = !code.isFinite || code == -Double(Float.greatestFiniteMagnitude)
    case .binary, .ascii:
      code = Double(Int16(bitPattern: bytes.unsigned16(at: index)))
      missing = code == Double(Int16.min) && lowest > code
    }
    guard missing else { return code }
    noteMissing(
      problem(record: record, channel: channel, "expected a code, found \(code.plain): the value is missing"))
    return .nan
  }
}
