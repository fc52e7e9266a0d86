// SPDX-License-Identifier: Apache-2.0
import _TestSupport
@testable import StrictJSON
@testable import Recordings

/// A COMTRADE recording line by line, right unless told otherwise.
struct ComtradeWriter {
  struct Analog {
    var name: String
    var unit: String
    var multiplier = 0.01
    var offset = 0.0
    var skew = 0.0
    var lowest = -32767.0
    var highest = 32767.0
    var primary = 1.0
    var secondary = 1.0
    var side = "P"
    var codes: [Double]

    /// The primary value of each record in the channel's unit.
    var values: [Double] {
      codes.map { ($0 * multiplier + offset) * (side.uppercased() == "S" ? primary / secondary : 1) }
    }
  }

  var revision = "1999"
  var analogs = [
    Analog(name: "UL1", unit: "V", codes: (0..<100).map { Double($0 * 601 % 60001 - 30000) }),
    Analog(
      name: "IL1", unit: "A", multiplier: -0.001, codes: (0..<100).map { Double($0 * 301 % 40001 - 20000) }),
    Analog(name: "IL2", unit: "kA", multiplier: 1e-6, codes: (0..<100).map { Double($0 - 50) }),
    Analog(name: "IL3", unit: "mA", multiplier: 2.5, codes: (0..<100).map { Double($0 * 7 - 350) }),
  ]
  var digitalCount = 17
  /// Digital channels of the configuration's second line, where they are others than its lines.
  var statedDigitalCount: Int?
  var lineFrequency = "50"
  /// Digital channels in the data, where they are others than declared.
  var dataDigitalCount: Int?
  var rates: [(rate: String, last: Int)]?
  var rateCount: Int?
  var dates = ["01/02/2020,03:04:05.000000", "01/02/2020,03:04:06.000000"]
  var encoding = ComtradeConfiguration.Encoding.binary
  var timestampMultiplier: String? = "1"
  var timestamps: [Int?]?
  var newline = "\r\n"
  var afterConfiguration: [UInt8] = []
  var afterData: [UInt8] = []
  /// Records left out at the end; negative to repeat the last one.
  var dropped = 0
  var isLatin1 = false

  var records: Int { analogs.first?.codes.count ?? 0 }
  static let channels = ["UL1", "IL1", "IL2", "IL3"]

  private func number(_ value: Double) -> String { value.plain }

  var configurationText: String {
    var lines = ["Station, Recorder" + (revision.isEmpty ? "" : ",\(revision)")]
    let stated = statedDigitalCount ?? digitalCount
    lines.append("\(analogs.count + stated),\(analogs.count)A,\(stated)D")
    for (index, channel) in analogs.enumerated() {
      var fields = ["\(index + 1)", " \(channel.name) ", "", "", channel.unit]
      fields += [channel.multiplier, channel.offset, channel.skew, channel.lowest, channel.highest].map(
        number)
      if !revision.isEmpty { fields += [number(channel.primary), number(channel.secondary), channel.side] }
      lines.append(fields.joined(separator: ","))
    }
    for index in 0..<digitalCount { lines.append("\(index + 1),D\(index + 1),,,0") }
    lines.append(lineFrequency)
    let rates = rates ?? [("1200", records)]
    lines.append("\(rateCount ?? rates.count)")
    lines += rates.map { "\($0.rate),\($0.last)" }
    lines += dates
    lines.append(encoding.rawValue)
    if !revision.isEmpty, let timestampMultiplier { lines.append(timestampMultiplier) }
    if revision == "2013" { lines += ["-5h30,-5h30", "B,3"] }
    return lines.joined(separator: newline) + newline
  }

  var configuration: [UInt8] {
    let text =
      isLatin1
      ? configurationText.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
      : Array(configurationText.utf8)
    return text + afterConfiguration
  }

  var data: [UInt8] {
    var bytes: [UInt8] = []
    for index in 0..<records - dropped {
      let record = min(index, records - 1)
      let timestamp = timestamps.map { $0[record] } ?? Int((Double(index) * 1e6 / 1200).rounded())
      if encoding == .ascii {
        var fields = ["\(index + 1)", timestamp.map(String.init) ?? ""]
        fields += analogs.map { number($0.codes[record]) }
        fields += (0..<digitalCount).map { "\($0 % 2)" }
        bytes += Array((fields.joined(separator: ",") + newline).utf8)
      } else {
        bytes += WAVWriter.little(index + 1, 4) + WAVWriter.little(timestamp ?? Int(UInt32.max), 4)
        for channel in analogs {
          let code = channel.codes[record]
          switch encoding {
          case .binary32: bytes += WAVWriter.little(Int(code), 4)
          case .float32: bytes += WAVWriter.little(Float(code).bitPattern, 4)
          case .binary, .ascii: bytes += WAVWriter.little(Int(code), 2)
          }
        }
        for _ in 0..<((dataDigitalCount ?? digitalCount) + 15) / 16 { bytes += [0x55, 0xAA] }
      }
    }
    return bytes + afterData
  }

  /// One file for all, with the separators as some writers spell them.
  func single(colon: String = ":", counts: Bool = true) -> [UInt8] {
    func separator(_ section: String) -> [UInt8] {
      Array("\(newline)--- file type\(colon) \(section) ---\(newline)".utf8)
    }
    let count = counts && encoding != .ascii ? ": \(data.count - afterData.count)" : ""
    return separator("CFG").drop { $0 < 0x20 } + configuration + separator("INF") + Array("x,y".utf8)
      + separator("HDR")
      + separator("DAT \(encoding.rawValue)\(count)") + data
  }

  /// Writes `a.cfg` and `a.dat` and returns the first one's path.
  func write(_ folder: TemporaryFolder, _ names: (String, String) = ("a.cfg", "a.dat")) throws -> String {
    _ = try folder.write(names.1, data)
    return try folder.write(names.0, configuration)
  }
}
