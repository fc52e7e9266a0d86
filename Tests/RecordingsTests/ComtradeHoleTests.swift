// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Recordings
import StrictJSON
import Testing
import _TestSupport

@testable import struct Recordings.ComtradeConfiguration

/// What is missing in a COMTRADE recording, or is more than declared, or at another rate.
@Suite("COMTRADE with holes and of several rates")
struct ComtradeHoleTests {
  /// The stretches that a source is read in: frames lost before each, and its own.
  private func stretches(_ source: any FrameSource) throws -> [[Int]] {
    var source = source
    var found: [[Int]] = []
    while case let frames = try source.read(upTo: 1000), !frames.isEmpty {
      found.append([source.lost, frames.count / source.channelCount])
    }
    return found
  }

  @Test("a missing code is a frame that is lost, with one warning for all")
  func missing() throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.analogs[1].codes[5] = -32768
    writer.analogs[1].codes[6] = -32768
    writer.analogs[2].codes[90] = -32768
    let source = try Recording.open(writer.write(folder), channels: ComtradeWriter.channels)
    #expect(try stretches(source) == [[0, 5], [2, 83], [1, 9]])
    #expect(
      source.warnings == [
        "3 values are missing, first at record 6, analog channel 2 \"IL1\": records with one are skipped"
      ])
    writer.encoding = .ascii
    writer.analogs[1].codes[5] = 99999
    writer.analogs[1].codes[6] = 99999
    writer.analogs[2].codes[90] = 0
    let text = try Recording.open(writer.write(folder), channels: ComtradeWriter.channels)
    #expect(try stretches(text) == [[0, 5], [2, 93]])
  }

  @Test(
    "records more or fewer than declared are read, with a warning",
    arguments: [(1, 99), (60, 40), (-2, 102)], [false, true])
  func counts(_ counts: (dropped: Int, found: Int), isText: Bool) throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.encoding = isText ? .ascii : .binary
    writer.dropped = counts.dropped
    let source = try Recording.open(writer.write(folder), channels: ["UL1"])
    #expect(try allFrames(source).count == counts.found)
    #expect(
      source.warnings == ["expected 100 records, found \(counts.found): those that are there are read"])
    writer.dropped = -1
    #expect(try Recording.open(writer.write(folder), channels: ["UL1"]).warnings == [])
  }

  @Test("a last record that is cut off is left out, with a warning")
  func cutOff() throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.afterData = [1, 2, 3]
    let binary = try Recording.open(writer.write(folder), channels: ["UL1"])
    #expect(try allFrames(binary).count == 100)
    #expect(binary.warnings.first?.contains("found 100 and 3 bytes of another") == true)
    (writer.encoding, writer.afterData) = (.ascii, Array("101,0,1".utf8))
    let text = try Recording.open(writer.write(folder), channels: ["UL1"])
    #expect(try allFrames(text).count == 100)
    #expect(text.warnings == ["the last record is cut off: expected 23 fields, found 3"])
  }

  /// A recording of two rates: a sinusoid of 50 Hz, its timestamps with it.
  private func twoRates(_ first: Double, _ second: Double, _ folder: TemporaryFolder) throws -> String {
    var writer = ComtradeWriter()
    let count = 2 * Int(first / 10)
    let times = (0..<count).map { index in
      index < count / 2
        ? Double(index) / first : Double(count / 2) / first + Double(index - count / 2) / second
    }
    for channel in writer.analogs.indices {
      writer.analogs[channel].codes = times.map { (20000 * sin(2 * .pi * 50 * $0)).rounded() }
    }
    writer.timestamps = times.map { Int(($0 * 1e6).rounded()) }
    writer.rates = [("\(first)", count / 2), ("\(second)", count)]
    return try writer.write(folder)
  }

  @Test(
    "stretches of several rates follow one another without a break",
    arguments: [(1200, 2400), (2400, 1200), (1000, 30000), (4000, 800)] as [(Double, Double)])
  func rates(first: Double, second: Double) throws {
    let folder = try TemporaryFolder()
    let path = try twoRates(first, second, folder)
    let source = try Recording.open(path, channels: ["UL1"])
    #expect(source.warnings == [])
    let volts = try physical(source)[0]
    let length = 0.1 + 0.1 * first / second
    #expect(abs(Double(volts.count) / source.rate - length) <= 1 / source.rate)
    // Filters ring at the ends of each stretch, over 36 frames of the lower of both rates.
    let edge = 36 / min(first, second)
    for (frame, value) in volts.enumerated() {
      let time = Double(frame) / source.rate
      guard time > edge, abs(time - 0.1) > edge, time < length - edge else { continue }
      #expect(abs(value - 200 * sin(2 * .pi * 50 * time)) < 0.05, "\(time) s")
    }
    #expect(failure(path, rate: 1200, channels: ["UL1"])?.remedy == .change(.rate))
  }

  @Test("stated units go before the recording's, and are asked for where it has none")
  func units() throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    (writer.analogs[0].unit, writer.analogs[1].unit) = ("", "?")
    let path = try writer.write(folder)
    #expect(failure(path, channels: ["1", "2"])?.remedy == .say(.units))
    let stated = try Recording.open(path, channels: ["1", "2"], units: ["kV", "mA"]).calibration.channels
    #expect(stated.voltage.scale == 0.01 * 1e3)
    #expect(abs(stated.inputs[.input1].scale + 0.001 * 1e-3) < 1e-15)
    #expect(
      failure(path, channels: ["1", "2"], units: ["V"])?.problem == "expected 2 units, one a channel, found 1"
    )
    #expect(
      failure(path, channels: ["1", "2"], units: ["V", "V"])?.problem.contains("expected a current") == true)
    #expect(failure(path, channels: ["1", "2"], units: ["V", "VA"])?.remedy == .change(.units))
  }

  @Test(
    "units are read as people write them",
    arguments: [
      ("V", 1), ("Vrms", 1), ("(V)", 1), ("V pri", 1), ("kV sec.", nil), ("[kV]", 1e3), ("kV prim", 1e3),
      ("mV AC", 1e-3), ("volts", 1), ("VA", nil), ("", nil), ("rms", nil), ("W", nil), ("\u{B5}V", 1e-6),
    ] as [(String, Double?)])
  func synonyms(text: String, factor: Double?) {
    #expect(QuantityUnit(text)?.factor == factor)
    if let unit = QuantityUnit(text) { #expect(unit.quantity == .voltage) }
  }

  @Test("the rate of a clock that is off is stated, by up to 0.1 %")
  func clock() throws {
    let folder = try TemporaryFolder()
    let path = try ComtradeWriter().write(folder)
    #expect(try Recording.open(path, rate: 1200.15, channels: ["UL1"]).rate == 1200.15)
    #expect(failure(path, rate: 1202, channels: ["UL1"])?.remedy == .change(.rate))
  }
}
