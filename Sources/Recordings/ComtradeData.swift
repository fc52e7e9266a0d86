// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The codes of some analog channels of a COMTRADE recording, and its timestamps.
struct ComtradeData {
  /// For each channel asked for, its codes in the order of the records.
  private(set) var codes: [[Double]]
  /// The timestamps in their unit; NaN where there is none.
  private(set) var timestamps: [Double] = []

  private let configuration: ComtradeConfiguration
  private let channels: [Int]
  private let file: String

  /// Decodes channels, named by their indices in the configuration.
  ///
  /// The recording may have one record more than declared, which some recorders append.
  ///
  /// - Throws: `data` with the record for a missing or unreadable value, and with the counts where there are fewer
  ///   records than declared or more than one more.
  init(
    _ bytes: ArraySlice<UInt8>, configuration: ComtradeConfiguration, channels: [Int], file: String
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
      throw problem(nil, "expected \(declared) records, found \(found)")
    }
  }

  private func problem(_ place: String?, _ text: String) -> InputError {
    InputError(.data, file: file, place: place, text)
  }

  private func problem(record: Int, channel: Int, _ text: String) -> InputError {
    problem(
      "record \(record), analog channel \(channel + 1) \(configuration.analogs[channel].name.quoted)", text)
  }

  // MARK: Text

  private mutating func decodeText(_ bytes: ArraySlice<UInt8>) throws(InputError) {
    let fieldCount = 2 + configuration.analogs.count + configuration.digitalCount
    for line in TextLines(bytes) where !line.isBlank {
      let record = timestamps.count + 1
      let fields = line.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      guard fields.count >= fieldCount, fields[fieldCount...].allSatisfy({ Self.text($0).isEmpty }) else {
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
  private func code(_ field: ArraySlice<UInt8>, record: Int, channel: Int) throws(InputError) -> Double {
    guard let code = Self.number(field) else {
      let text = Self.text(field)
      let found = text.isEmpty ? "nothing: the value is missing" : text.quoted
      throw problem(record: record, channel: channel, "expected a code, found \(found)")
    }
    guard code != 99999 || (configuration.analogs[channel].highest ?? 0) > 99999 else {
      throw problem(record: record, channel: channel, "expected a code, found 99999: the value is missing")
    }
    return code
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
    guard rest.allSatisfy({ [0x1A, 0x0A, 0x0D, 0x00].contains($0) }) else {
      let declared = configuration.recordCount.map { "\($0) " } ?? ""
      throw problem(
        "byte \(count * length) of the data",
        "expected \(declared)records of \(length) bytes, found \(count) and \(rest.count) bytes of another")
    }
    timestamps.reserveCapacity(count)
    for record in 0..<count {
      let start = record * length
      let timestamp = bytes.unsigned32(at: start + 4)
      timestamps.append(timestamp == .max ? .nan : Double(timestamp))
      for (slot, channel) in channels.enumerated() {
        let at = start + 8 + channel * width
        codes[slot].append(try code(bytes, at: at, record: record + 1, channel: channel))
      }
    }
  }

  /// A code from its bytes.
  ///
  /// The lowest value of the type marks a missing code. For whole numbers it is a code like any other where the
  /// configuration declares it as the channel's lowest.
  private func code(_ bytes: [UInt8], at index: Int, record: Int, channel: Int) throws(InputError)
    -> Double
  {
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
    guard !missing else {
      throw problem(
        record: record, channel: channel, "expected a code, found \(code.plain): the value is missing")
    }
    return code
  }
}
