// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import P1Port
import Testing
import _TestSupport

@Suite struct TelegramRandomTests {
  @Test(
    "random readings, extremes among them: framed, checked, every width kept, every number within half a last place",
    arguments: TelegramProfile.all)
  func random(profile: TelegramProfile) throws {
    let seed: UInt64 = 6
    var generator = SeededGenerator(seed: seed)
    let shape = shape(of: try bytes(.example, profile))
    let isWhole = ["csp1-v05", "smr5"].contains(profile.name.description)
    var kept: [UInt8] = []
    for round in 0..<telegramCount / TelegramProfile.all.count {
      let reading = Reading.random(using: &generator)
      let context: Comment = "\(profile.name), seed \(seed), round \(round)"
      let bytes = try bytes(reading, profile)
      if folder != nil { kept += bytes }
      try #require(bytes.count <= Telegram.maximumLength, context)
      // Where widths and letters are the example's, framing, references and their order are too, without a duplicate.
      try #require(self.shape(of: bytes) == shape, context)
      try #require(hasItsCheck(bytes), context)
      // Reading it back takes ten times as long as all of the above.
      guard round % 16 == 0 else { continue }
      let telegram = try TelegramReader(bytes)
      for (line, reference) in zip(Line.allCases, lineReferences) {
        let printed = try #require(telegram.number(reference, unit: "A"), context)
        let current = reading.lines[line]?.current ?? 0
        try #require(
          isNear(printed, current, step: isWhole ? 1 : 0.01, maximum: isWhole ? 999 : 999.99), context)
      }
      let imported = try #require(telegram.number("1-0:1.7.0", unit: "kW"), context)
      let exported = try #require(telegram.number("1-0:2.7.0", unit: "kW"), context)
      try #require(imported == 0 || exported == 0, context)
      if profile.name.description != "csp1-v05",
        reading.lines.reduce(true, { $0 && ($1?.power ?? $1?.apparentPower)?.isFinite != false }),
        reading.totalImport.isFinite, reading.totalExport.isFinite
      {
        try #require(isNear(imported, reading.totalImport / 1000, step: 0.001, maximum: 99.999), context)
        try #require(isNear(exported, reading.totalExport / 1000, step: 0.001, maximum: 99.999), context)
      }
    }
    if let folder {
      try Data(kept).write(to: URL(fileURLWithPath: "\(folder)/\(profile.name)"))
    }
  }

  /// Where the telegrams are left for a client, a file for each profile; nil not to keep them.
  private let folder = ProcessInfo.processInfo.environment["P1CLAMP_TELEGRAMS_FOLDER"]

  /// How many telegrams are made: some seconds' worth without optimisation.
  private let telegramCount =
    ProcessInfo.processInfo.environment["P1CLAMP_TELEGRAMS"].flatMap { Int($0) }
    ?? Trials.count(20_000, or: 4000)

  private func bytes(_ reading: Reading, _ profile: TelegramProfile) throws -> [UInt8] {
    try Telegram(reading, as: profile, time: profile.clock == .unset ? .unset : .example).bytes()
  }

  /// The bytes with every digit outside the check alike, so that equal shapes have equal widths.
  private func shape(of bytes: [UInt8]) -> [UInt8] {
    bytes.dropLast(6).map { (0x30...0x39).contains($0) ? 0x30 : $0 }
  }

  /// Whether the check at the end is that of the bytes before it.
  private func hasItsCheck(_ bytes: [UInt8]) -> Bool {
    var crc = CRC16()
    crc.update(bytes.span.extracting(..<(bytes.count - 6)))
    let digits = Array("0123456789ABCDEF".utf8)
    let check = [12, 8, 4, 0].map { digits[Int(crc.value >> $0 & 0xF)] }
    return Array(bytes.suffix(6)) == check + [0x0D, 0x0A]
  }

  /// Whether a printed number is the value clamped to 0...maximum (the maximum unless it is finite), to half
  /// a step and the rounding of Double: the decimal number read back and the division by 1000 are each off by
  /// at most 2^-53 of 1000, below 1e-12.
  private func isNear(_ printed: Double, _ value: Double, step: Double, maximum: Double) -> Bool {
    let expected = value.isFinite ? min(max(value, 0), maximum) : maximum
    return abs(printed - expected) <= step / 2 + 1e-12
  }
}
