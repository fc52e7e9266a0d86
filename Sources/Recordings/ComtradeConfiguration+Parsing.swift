// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Foundation

extension ComtradeConfiguration {
  /// The most channels of a kind that the standard's field can name.
  private static let channelLimit = 999_999

  /// Parses a configuration in UTF-8 or ISO 8859-1; blank lines count for nothing.
  ///
  /// - Parameters:
  ///   - text: The configuration's bytes, up to their end or a SUB byte.
  ///   - file: Its name in messages.
  ///   - firstLine: Number of its first line in the file.
  /// - Throws: `data` with the line, what was expected there and what was found.
  init(_ text: ArraySlice<UInt8>, file: String, firstLine: Int = 1) throws(InputError) {
    var lines = ComtradeLines(text, file: file, firstLine: firstLine)

    let station = try lines.next("the station's name, the recorder and the revision")
    let year = station.fields.count > 2 ? station.fields[2] : ""
    revision = try year.isEmpty ? 1991 : station.whole(year, "a year of revision")

    let counts = try lines.next("the numbers of channels")
    guard counts.fields.count >= 3,
      let analogCount = Self.channelCount(counts.fields[1], suffix: "A"),
      let digitalCount = Self.channelCount(counts.fields[2], suffix: "D"),
      Int(counts.fields[0]) == analogCount + digitalCount
    else {
      throw counts.problem("the sum of the channels, the analog ones like 3A and the digital ones like 8D")
    }
    self.digitalCount = digitalCount

    analogs = []
    for number in stride(from: 1, through: analogCount, by: 1) {
      analogs.append(try Analog(lines.next("analog channel \(number) of \(analogCount)")))
    }
    for number in stride(from: 1, through: digitalCount, by: 1) {
      let expected = "digital channel \(number) of \(digitalCount)"
      let line = try lines.next(expected)
      // A line with one field is what follows the channels.
      guard line.fields.count > 1 else {
        throw line.problem(expected + ", as line \(counts.number) says, number,name,...")
      }
    }

    try Self.skipFrequency(&lines, channels: counts)
    stretches = try Self.stretches(&lines)

    var dates: [ComtradeLine] = []
    var type = try lines.next("the date of the first record")
    while Encoding(name: type.fields[0]) == nil, dates.count < 2 {
      dates.append(type)
      type = try lines.next("the type of the data")
    }
    guard let encoding = Encoding(name: type.fields[0]) else {
      throw type.problem("the type of the data, ASCII, BINARY, BINARY32 or FLOAT32")
    }
    self.encoding = encoding
    self.dates = dates.map { $0.fields.joined(separator: ",") }

    let isInNanoseconds = dates.contains { date in
      date.fields.last?.split(separator: ".").dropFirst().last.map { $0.count > 6 } ?? false
    }
    timestampUnit = isInNanoseconds ? 1e-9 : 1e-6
    if let multiplier = lines.nextIfAny(), !multiplier.fields[0].isEmpty {
      let factor = try multiplier.number(multiplier.fields[0], "a multiplier of the timestamps")
      guard factor > 0 else { throw multiplier.problem("a multiplier of the timestamps above 0") }
      timestampUnit *= factor
    }
  }

  /// Moves on to the number of sampling rates, past the line frequency, which may be blank.
  ///
  /// - Parameter channels: The line with the numbers of channels.
  private static func skipFrequency(
    _ lines: inout ComtradeLines, channels: ComtradeLine
  ) throws(InputError) {
    // Where two lines follow that are a number of rates and a rate with its last record, the frequency is blank.
    if let count = lines.peek(), count.fields.filter({ !$0.isEmpty }).count == 1, Int(count.fields[0]) != nil,
      let rate = lines.peek(1), rate.fields.count > 1, Double(rate.fields[0]) != nil,
      Double(rate.fields[1]) != nil
    {
      return
    }
    let frequency = try lines.next("the line frequency")
    guard frequency.fields.count < 3 else {
      throw frequency.problem(
        "the line frequency, as line \(channels.number) says how many channels there are")
    }
  }

  /// Parses the number of rates and as many lines of them.
  private static func stretches(_ lines: inout ComtradeLines) throws(InputError) -> [Stretch] {
    let header = try lines.next("the number of sampling rates")
    let count = try header.whole(header.fields[0], "the number of sampling rates")
    guard count > 0 else {
      // The standard has one line, `0,records`, where there is no fixed rate; some writers leave it out.
      guard let line = lines.peek(), Double(line.fields[0]) != nil else { return [] }
      return [try stretch(lines.next("a sampling rate"))]
    }
    var stretches: [Stretch] = []
    while stretches.count < count {
      stretches.append(try stretch(lines.next("sampling rate \(stretches.count + 1) of \(count)")))
    }
    return stretches
  }

  private static func stretch(_ line: ComtradeLine) throws(InputError) -> Stretch {
    guard line.fields.count >= 2 else {
      throw line.problem("a sampling rate and the number of its last record")
    }
    return Stretch(
      rate: try line.number(line.fields[0], "a sampling rate"),
      lastRecord: try line.whole(line.fields[1], "the number of the last record"))
  }

  private static func channelCount(_ field: String, suffix: String) -> Int? {
    guard field.uppercased().hasSuffix(suffix),
      let count = Int(field.dropLast().trimmingCharacters(in: .whitespaces))
    else { return nil }
    return (0...channelLimit).contains(count) ? count : nil
  }
}

extension ComtradeConfiguration.Analog {
  /// Skews that a channel may have, microseconds: what lies a second off was not sampled together.
  private static let skews = -1e6...1e6

  /// Parses `n,name,phase,component,unit,a,b,skew,min,max` and, from 1999 on, `primary,secondary,P|S`.
  fileprivate init(_ line: ComtradeLine) throws(InputError) {
    let fields = line.fields
    guard fields.count >= 6 else {
      throw line.problem("an analog channel of 10 or 13 fields, number,name,phase,component,unit,a,b,...")
    }
    func field(_ index: Int) -> String { index < fields.count ? fields[index] : "" }
    func number(_ index: Int, _ what: String, otherwise: Double) throws(InputError) -> Double {
      try field(index).isEmpty ? otherwise : line.number(field(index), what)
    }
    name = fields[1]
    unit = fields[4]
    multiplier = try line.number(fields[5], "the multiplier a")
    offset = try number(6, "the offset b", otherwise: 0)
    let microseconds = try number(7, "the skew", otherwise: 0)
    guard Self.skews.contains(microseconds) else {
      throw line.problem("a skew of -1000000...1000000 microseconds", found: field(7))
    }
    skew = microseconds * 1e-6
    lowest = Double(field(8))
    highest = Double(field(9))
    primary = try number(10, "the primary factor", otherwise: 1)
    secondary = try number(11, "the secondary factor", otherwise: 1)
    switch field(12).uppercased() {
    case "", "P": isSecondary = false
    case "S": isSecondary = true
    default: throw line.problem("P or S for primary or secondary values", found: field(12))
    }
  }
}
