// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Recordings
import Foundation
import Metering
import Testing
import _TestSupport

@testable import struct Recordings.ComtradeConfiguration

@Suite("COMTRADE")
struct ComtradeSourceTests {
  /// The physical values of a channel, V or A, as the calibration gives them.
  private func values(_ channel: Int, _ source: any FrameSource, _ frames: [Int16]) -> [Double] {
    let channels = source.calibration.channels
    let scale = Input(rawValue: UInt8(channel)).map { channels.inputs[$0].scale } ?? channels.voltage.scale
    return stride(from: channel, to: frames.count, by: source.channelCount).map { Double(frames[$0]) * scale }
  }

  /// Half a code: what rounding to Int16 may lose; float32 codes lose 2^-24 of themselves before.
  private func tolerance(_ values: [Double]) -> Double {
    let largest = values.reduce(0) { max($0, abs($1)) }
    return largest / 32766 * 0.5 + largest * 0x1p-24
  }

  private func expectValues(_ writer: ComtradeWriter, _ source: any FrameSource) throws {
    let frames = try allFrames(source, block: 33)
    #expect(frames.count == 4 * writer.records)
    for (channel, factor) in [1, 1, 1e3, 1e-3].enumerated() {
      let expected = writer.analogs[channel].values.map { $0 * factor }
      let bound = tolerance(expected) * (1 + 1e-9)
      let found = values(channel, source, frames)
      #expect(found.count == expected.count)
      for (a, b) in zip(found, expected) { #expect(abs(a - b) <= bound, "channel \(channel)") }
    }
  }

  @Test(
    "every encoding of every revision comes back",
    arguments: ComtradeConfiguration.Encoding.allCases, ["", "1991", "1997", "1999", "2001", "2013"])
  func roundTrip(encoding: ComtradeConfiguration.Encoding, revision: String) throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    (writer.encoding, writer.revision) = (encoding, revision)
    let source = try Recording.open(writer.write(folder), channels: ComtradeWriter.channels)
    #expect(source.rate == 1200)
    #expect(source.channelCount == 4)
    #expect(source.calibration.range.effective == .infinity)
    #expect(source.calibration.lowestCode == .min && source.calibration.highestCode == .max)
    #expect(source.calibration.channels.inputs[.input1].scale < 0)
    try expectValues(writer, source)
  }

  @Test("codes that fit are taken as they are", arguments: [ComtradeConfiguration.Encoding.ascii, .binary])
  func exact(encoding: ComtradeConfiguration.Encoding) throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.encoding = encoding
    let source = try Recording.open(writer.write(folder), channels: ["UL1", "3"])
    #expect(source.channelCount == 2)
    #expect(source.calibration.channels.inputs[.input1].scale == 1e-6 * 1e3)
    let expected = zip(writer.analogs[0].codes, writer.analogs[2].codes).flatMap { [Int16($0), Int16($1)] }
    #expect(try allFrames(source) == expected)
  }

  @Test("larger codes are scaled to one inside the rails", arguments: ComtradeConfiguration.Encoding.allCases)
  func scaled(encoding: ComtradeConfiguration.Encoding) throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.encoding = encoding
    if encoding == .binary { writer.analogs[0].offset = 0.123 }
    if encoding != .binary { writer.analogs[0].codes[7] = -512_345 }
    writer.analogs[0].highest = 2e9
    let source = try Recording.open(writer.write(folder), channels: ComtradeWriter.channels)
    let frames = try allFrames(source)
    let voltage = stride(from: 0, to: frames.count, by: 4).map { abs(Int(frames[$0])) }
    #expect(voltage.max() == 32766)
    try expectValues(writer, source)
  }

  @Test("an offset and the transformer's factors give primary values")
  func offsetAndFactors() throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.analogs[0].offset = -17.7
    writer.analogs[1].offset = 3
    for index in 0..<4 { (writer.analogs[index].primary, writer.analogs[index].secondary) = (1000, 5) }
    writer.analogs[1].side = "S"
    writer.analogs[3].side = "s"
    try expectValues(writer, Recording.open(writer.write(folder), channels: ComtradeWriter.channels))
  }

  @Test("skew becomes a delay behind the voltage")
  func skew() throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    (writer.analogs[0].skew, writer.analogs[1].skew, writer.analogs[2].skew) = (10, 35, -5)
    let channels = try Recording.open(writer.write(folder), channels: ComtradeWriter.channels).calibration
      .channels
    #expect(channels.voltage.delay == 0)
    #expect(abs(channels.inputs[.input1].delay - 25e-6) < 1e-15)
    #expect(abs(channels.inputs[.input2].delay + 15e-6) < 1e-15)
    #expect(abs(channels.inputs[.input3].delay + 10e-6) < 1e-15)
  }

  @Test(
    "units have prefixes",
    arguments: [
      ("V", 1), ("kV", 1e3), ("KV", 1e3), ("mV", 1e-3), ("MV", 1e6), ("volt", 1), ("Volts", 1), ("v", 1),
    ])
  func units(unit: String, factor: Double) throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.analogs[0].unit = unit
    let source = try Recording.open(writer.write(folder), channels: ["UL1"])
    #expect(source.calibration.channels.voltage.scale == 0.01 * factor)
  }

  @Test("one file holds it all", arguments: ComtradeConfiguration.Encoding.allCases, [":", ""])
  func single(encoding: ComtradeConfiguration.Encoding, colon: String) throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    (writer.encoding, writer.revision) = (encoding, "2013")
    writer.afterConfiguration = [0x1A]
    writer.afterData = Array("\r\n".utf8)
    for (index, name) in ["a.cff", "b.CFF", "c"].enumerated() {
      let path = try folder.write(name, writer.single(colon: colon, counts: index == 0))
      try expectValues(writer, Recording.open(path, format: .comtrade, channels: ComtradeWriter.channels))
      if !colon.isEmpty || index < 2 {
        try expectValues(writer, Recording.open(path, channels: ComtradeWriter.channels))
      }
    }
  }

  @Test(
    "the other half is found in any case, from either half or their name",
    arguments: [("a.cfg", "a.dat"), ("a.CFG", "a.DAT"), ("a.cfg", "A.Dat"), ("a.b.Cfg", "a.b.dat")])
  func siblings(configuration: String, data: String) throws {
    let folder = try TemporaryFolder()
    let writer = ComtradeWriter()
    let path = try writer.write(folder, (configuration, data))
    for path in [path, folder.path + "/" + data, String(path.dropLast(4))] {
      try expectValues(writer, Recording.open(path, channels: ComtradeWriter.channels))
    }
    let error = failure(folder.path + "/none", format: .comtrade)
    #expect(error?.kind == .noInput)
  }

  @Test("ISO 8859-1, SUB bytes, blank lines and any line ends are read", arguments: ["\n", "\r\n", "\r"])
  func texts(newline: String) throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.newline = newline
    writer.isLatin1 = true
    writer.encoding = .ascii
    writer.analogs[1].name = "Strom \u{E4}\u{F6}"
    writer.afterConfiguration = Array((newline + newline + "\u{1A}\u{1A}junk").utf8)
    writer.afterData = Array((newline + "\u{1A}").utf8)
    let channels = ["ul1", "STROM \u{C4}\u{D6}", "il2", "4"]
    try expectValues(writer, Recording.open(writer.write(folder), channels: channels))
    writer.isLatin1 = false
    try expectValues(writer, Recording.open(writer.write(folder), channels: channels))
  }

  @Test("one record more than declared is taken", arguments: ComtradeConfiguration.Encoding.allCases)
  func oneMore(encoding: ComtradeConfiguration.Encoding) throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.encoding = encoding
    writer.dropped = -1
    let source = try Recording.open(writer.write(folder), channels: ["UL1"])
    #expect(try allFrames(source).count == 101)
  }

  @Test("timestamps tell the rate where the configuration does not", arguments: [true, false], [1, 0])
  func timestampRate(isText: Bool, rateCount: Int) throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.encoding = isText ? .ascii : .binary
    writer.rates = [("0", 100)]
    writer.rateCount = rateCount
    let path = try writer.write(folder)
    let source = try Recording.open(path, channels: ["UL1"])
    // The timestamps of the first and the last record are whole microseconds: 1 us of 82.5 ms.
    #expect(abs(source.rate - 1200) <= 1200 * 1 / 82_500)
    #expect(failure(path, rate: 4000, channels: ["UL1"])?.remedy == .change(.rate))

    writer.timestamps = (0..<100).map { $0 * 500_000 - ($0 == 50 ? 260_000 : 0) }
    writer.dates = Array(repeating: "01/02/2020,03:04:05.000000000", count: 2)
    let error = try failure(writer.write(folder), channels: ["UL1"])
    #expect(error?.place == "record 51")
    #expect(error?.problem.contains("25000000 of uniform sampling, found 24740000") == true)
    writer.timestamps?[50] = 25_000_000
    let uniform = try Recording.open(writer.write(folder), channels: ["UL1"])
    #expect(uniform.rate == 2000 && uniform.warnings == [])
    // Off by up to a fifth of an interval, to either side.
    let offsets = [0, 100_000, -100_000, 4000]
    writer.timestamps = (0..<100).map { (index: Int) -> Int in 500_000 * index + offsets[index % 4] }
    writer.timestamps?[99] = 49_500_000
    var jittering = try Recording.open(writer.write(folder), channels: ["UL1"])
    #expect(jittering.rate == 2000)
    #expect(
      jittering.warnings == ["the timestamps are off by up to 20 % of an interval: they are taken as uniform"]
    )
    #expect(try jittering.read(upTo: 200).count == 100 && jittering.lost == 0)
    writer.timestamps = (0..<100).map { $0 * 500_000 }

    writer.timestamps?[3] = nil
    let unknown = try writer.write(folder)
    #expect(failure(unknown, channels: ["UL1"])?.remedy == .say(.rate))
    #expect(try Recording.open(unknown, rate: 1234, channels: ["UL1"]).rate == 1234)
  }
}
