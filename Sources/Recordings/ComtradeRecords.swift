// SPDX-License-Identifier: Apache-2.0
import HostFiles
import StrictJSON

/// The records of a COMTRADE recording, block by block from the first one on: it holds some thousand of them.
struct ComtradeRecords: RecordReader {
  /// Records of a block.
  private static let blockLength = 4096

  /// Records read so far.
  private(set) var count = 0
  /// Differences from what should be that were read all the same, in words.
  private(set) var warnings: [String] = []
  /// How many codes are missing so far, and the error that the first of them would be.
  private(set) var missing: (count: Int, first: InputError)?

  private let configuration: ComtradeConfiguration
  private let channels: [Int]
  private let file: String
  private let input: ByteInput
  private let endsAtSeparator: Bool
  private var lines: ByteLines
  private var left: Int
  private var isOver = false
  /// Of records in binary: the number of the latest, and how many had the number after the one before.
  private var numbers: (last: UInt32, inOrder: Int) = (0, 0)

  /// Opens a recording's data.
  ///
  /// - Parameter channels: Those to decode, by their indices in the configuration.
  /// - Throws: `noInput` or `inputOutput` with the system's reason.
  init(
    _ files: ComtradeFiles, configuration: ComtradeConfiguration, channels: [Int]
  ) throws(InputError) {
    self.configuration = configuration
    self.channels = channels
    file = files.dataFile
    input = try files.openData()
    try input.skip(files.dataOffset)
    left = files.dataLength ?? .max
    endsAtSeparator = files.dataLength == nil && files.isSingle
    lines = ByteLines(input, length: files.dataLength)
  }

  /// Reads the next records; nil at the end.
  ///
  /// - Throws: `data` with the record for an unreadable value; `inputOutput` where reading fails.
  mutating func next() throws(InputError) -> RecordBlock? {
    guard !isOver else { return nil }
    var block = RecordBlock(first: count, codes: channels.map { _ in [] })
    switch configuration.encoding {
    case .ascii: try readText(&block)
    case .binary, .binary32, .float32: try readBinary(&block)
    }
    return block.timestamps.isEmpty ? nil : block
  }

  private func problem(_ place: String?, _ text: String) -> InputError {
    InputError(.data, file: file, place: place, text)
  }

  private func problem(record: Int, channel: Int, _ text: String) -> InputError {
    problem(
      "record \(record), analog channel \(channel + 1) \(configuration.analogs[channel].name.quoted)", text)
  }

  private mutating func noteMissing(_ error: InputError) {
    missing = (1 + (missing?.count ?? 0), missing?.first ?? error)
  }

  // MARK: Text

  private mutating func readText(_ block: inout RecordBlock) throws(InputError) {
    let fieldCount = 2 + configuration.analogs.count + configuration.digitalCount
    while block.timestamps.count < Self.blockLength {
      guard let line = try lines.next(), !(endsAtSeparator && ComtradeSeparator(line.bytes) != nil) else {
        isOver = true
        return
      }
      guard !line.isBlank else { continue }
      let record = count + 1
      let fields = line.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      guard fields.count >= fieldCount, fields[fieldCount...].allSatisfy({ Self.text($0).isEmpty }) else {
        if record > 1, line.isLast, fields.count < fieldCount {
          warnings.append("the last record is cut off: expected \(fieldCount) fields, found \(fields.count)")
          isOver = true
          return
        }
        throw problem(
          "record \(record)",
          "expected \(fieldCount) fields (line \(line.number) of the data), found \(fields.count)")
      }
      block.timestamps.append(Self.number(fields[1]) ?? .nan)
      for (slot, channel) in channels.enumerated() {
        block.codes[slot].append(try code(fields[2 + channel], record: record, channel: channel))
      }
      count += 1
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

  private mutating func readBinary(_ block: inout RecordBlock) throws(InputError) {
    let length = configuration.recordLength
    let wanted = max(1, min(Self.blockLength, (1 << 20) / length)) * length
    let bytes = try input.read(exactly: min(wanted, left))
    left -= bytes.count
    let records = bytes.count / length
    for record in 0..<records {
      let start = record * length
      let number = bytes.unsigned32(at: start)
      if count > 0, number == numbers.last &+ 1 { numbers.inOrder += 1 }
      numbers.last = number
      let timestamp = bytes.unsigned32(at: start + 4)
      block.timestamps.append(timestamp == .max ? .nan : Double(timestamp))
      for (slot, channel) in channels.enumerated() {
        let at = start + 8 + channel * configuration.encoding.width
        block.codes[slot].append(code(bytes, at: at, record: count + 1, channel: channel))
      }
      count += 1
    }
    guard bytes.count < wanted else { return }
    isOver = true
    try checkRest(bytes[(records * length)...], length: length)
  }

  /// Checks what is left after the last whole record.
  private mutating func checkRest(_ rest: ArraySlice<UInt8>, length: Int) throws(InputError) {
    guard !rest.allSatisfy({ [0x1A, 0x0A, 0x0D, 0x00].contains($0) }) else { return }
    let declared = configuration.recordCount.map { "\($0) " } ?? ""
    let found =
      "expected \(declared)records of \(length) bytes, found \(count) and \(rest.count) bytes of another"
    // Where most records are not numbered as they should be their length is another one.
    guard count > 1, 2 * numbers.inOrder >= count - 1 else {
      throw problem("byte \(count * length) of the data", found)
    }
    warnings.append(found)
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
