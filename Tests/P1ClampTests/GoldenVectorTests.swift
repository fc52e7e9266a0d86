// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import Foundation
import Metering
import Testing
import _GoldenVectors

/// The golden vectors, by which hosts, firmware and ports agree to the bit.
///
/// `P1CLAMP_VECTORS=write swift test --filter GoldenVectorTests` makes them anew; otherwise they are checked.
@Suite struct GoldenVectorTests {
  static let isWriting = ProcessInfo.processInfo.environment["P1CLAMP_VECTORS"] == "write"

  @Test(
    "a golden stream gives the sums, readings and telegrams that are written down",
    arguments: 0..<GoldenStream.count)
  func vectors(number: Int) throws {
    let stream = try #require(GoldenStream(rawValue: number))
    let vectors = try GoldenVectors(stream)
    for (name, text) in vectors.texts {
      let file = GoldenVectors.file(stream, name)
      if Self.isWriting {
        try Data(text).write(to: file)
        continue
      }
      let expected = try [UInt8](Data(contentsOf: file)).split(separator: UInt8(ascii: "\n"))
      let found = text.split(separator: UInt8(ascii: "\n"))
      #expect(expected.count == found.count, "\(file.path)")
      if let index = zip(expected, found).enumerated().first(where: { $1.0 != $1.1 })?.offset {
        let (wanted, given) = (
          String(decoding: expected[index], as: UTF8.self), String(decoding: found[index], as: UTF8.self)
        )
        Issue.record("\(file.path): line \(index + 1): expected \(wanted), found \(given)")
      }
    }
  }

  @Test("the streams show what they are for", .enabled(if: !isWriting))
  func meanings() throws {
    func text(_ stream: GoldenStream) throws -> [Substring] {
      try String(contentsOf: GoldenVectors.file(stream, "readings"), encoding: .utf8).split(separator: "\n")
    }
    for number in 0..<GoldenStream.count {
      let stream = try #require(GoldenStream(rawValue: number))
      let cycles = try text(stream).count { $0.hasPrefix("cycle") }
      #expect(cycles == GoldenStream.seconds, "\(stream.name)")
    }
    #expect(try text(.lostVoltage).contains("frequency -"))
    #expect(try text(.silence).contains("voltage -"))
    #expect(try text(.clipped).contains("flags \(String(repeating: "0", count: 15))1"))
    #expect(try text(.solar).contains { $0.hasPrefix("L1") && $0.split(separator: " ")[4].hasSuffix("1") })
    #expect(
      try text(.delta).contains { $0.hasPrefix("L2") && $0.hasSuffix(" 0000000000000000 0000000000000010") })
  }

  @Test("the calibration that firmware is built with is the export of the file")
  func calibration() throws {
    let name = GoldenVectors.folder.appendingPathComponent("calibration.json").path
    let export = try CalibrationExport(CalibrationFile.load(name), named: name)
    let source = GoldenVectors.folder.deletingLastPathComponent()
      .appendingPathComponent("_GoldenVectors/Calibration+Sensor.swift")
    if Self.isWriting {
      try Data(export.swift.utf8).write(to: source)
    } else {
      #expect(try String(contentsOf: source, encoding: .utf8) == export.swift)
    }
  }
}
