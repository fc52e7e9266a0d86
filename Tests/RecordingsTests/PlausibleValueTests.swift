// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import StrictJSON
import Testing
import _TestSupport

@testable import Recordings

@Suite("Values that no quantity has")
struct PlausibleValueTests {
  private static let rate = 4000.0

  private static func volts(_ record: Int) -> Double { 325 * sin(2 * .pi * 50.02 * Double(record) / rate) }
  private static func amperes(_ record: Int) -> Double {
    14 * sin(2 * .pi * 50.02 * Double(record) / rate - 1)
  }

  /// A file of 2000 records; some have a text in place of the voltage or the current.
  private static func table(volts spoiledVolts: [Int: String] = [:], amperes spoiled: [Int: String] = [:])
    -> String
  {
    let lines = (0..<2000).map { record in
      let fields = [
        "\(Double(record) / rate)", spoiledVolts[record] ?? "\(volts(record))",
        spoiled[record] ?? "\(amperes(record))",
      ]
      return fields.joined(separator: ",")
    }
    return (["Time (s),U (V),I (A)"] + lines).joined(separator: "\n")
  }

  /// Records in which the current is beyond 10 A, as an oscilloscope of that range marks them.
  private static let beyondTen = (0..<2000).filter { abs(amperes($0)) > 10 }

  private static func marks(_ text: String, _ records: [Int]) -> [Int: String] {
    Dictionary(uniqueKeysWithValues: records.map { ($0, text) })
  }

  @Test(
    "a current that cannot be one is beyond the range, is told with its record, and does not scale the others",
    arguments: [
      ("9.9E+37", [900, 901, 902]), ("-9.9E+37", [900]), ("9.91E37", [0]), ("1E+308", [1999]),
      ("1E+09", [5, 7]),
      ("99999", [900, 901, 902]), ("32767", [300]), ("1000000", [700]), ("9.9E+37", beyondTen),
    ] as [(String, [Int])])
  func currents(mark: String, records: [Int]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.csv", Self.table(amperes: Self.marks(mark, records)))
    let source = try Recording.open(path)
    let value = NumberText.number(try #require(Double(mark)))
    let words = records.count == 1 ? "1 value that is" : "\(records.count) values that are"
    #expect(
      source.warnings == [
        "column 3 has \(words) far beyond all others, first \(value) in record \(records[0] + 1): "
          + "taken as beyond the range"
      ])
    let scale = source.calibration.channels.inputs[.input1].scale
    let frames = try allFrames(source)
    #expect(frames.count == 2 * 2000)
    let largest = (0..<2000).filter { !records.contains($0) }.map { abs(Self.amperes($0)) }.max()!
    #expect(abs(scale * 32766 / largest - 1) < 1e-9)
    for record in 0..<2000 {
      let code = frames[2 * record + 1]
      guard records.contains(record) else {
        #expect(abs(Double(code) * scale - Self.amperes(record)) <= 0.51 * scale)
        continue
      }
      #expect(code == .max || code == .min)
      // A mark does not tell which way the value is beyond; the value before it does.
      if records.count > 3, record > 3 { #expect((code == .max) == (Self.amperes(record) > 0)) }
    }
  }

  @Test("such a voltage is missing", arguments: ["9.9E+37", "1E+308", "100000"])
  func voltages(mark: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.csv", Self.table(volts: [0: mark, 900: mark]))
    var source = try Recording.open(path)
    let value = NumberText.number(try #require(Double(mark)))
    #expect(
      source.warnings == [
        "column 2 has 2 values that are far beyond all others, first \(value) in record 1: skipped"
      ])
    var places: [(Int, lost: Int)] = []
    while case let frames = try source.read(upTo: 5000), !frames.isEmpty {
      places.append((frames.count / 2, source.lost))
    }
    #expect(places.map(\.0) == [899, 1099])
    #expect(places.map(\.lost).last == 1)
    #expect(abs(source.calibration.channels.voltage.scale * 32766 / 325 - 1) < 1e-3)
  }

  @Test("decimated, such a current is beyond the range in the frames at it alone")
  func decimated() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<9600).map { record in
      let angle = 2 * Double.pi * 50 * Double(record) / 48000
      return "\(325 * sin(angle)),\(record == 4800 ? "9.9E+37" : "\(14 * sin(angle))")"
    }
    let path = try folder.write("a.csv", (["U (V),I (A)"] + lines).joined(separator: "\n"))
    let source = try Recording.open(path, rate: 48000)
    let scale = source.calibration.channels.inputs[.input1].scale
    #expect(abs(scale * 32766 / 14 - 1) < 1e-3)
    let frames = try allFrames(source)
    let codes = stride(from: 1, to: frames.count, by: 2).map { frames[$0] }
    #expect(codes.indices.filter { codes[$0] == .max || codes[$0] == .min } == [1600])
    let worst = codes.indices.filter { abs($0 - 1600) > 40 }.map { index in
      abs(Double(codes[index]) * scale - 14 * sin(2 * Double.pi * 50 * Double(index) / 16000))
    }.max()!
    #expect(worst < 14e-4)
  }

  @Test(
    "bursts, pulses of each period and inrush are currents, however quiet it is between them",
    arguments: ["burst", "pulses", "inrush", "steps"])
  func signals(kind: String) throws {
    var spread = ValueSpread()
    var generator = SeededGenerator(seed: 7)
    let values = (0..<8000).map { record -> Double in
      let noise = Double.random(in: -0.01...0.01, using: &generator)
      let wave = sin(2 * .pi * 50.02 * Double(record) / 4000)
      return switch kind {
      case "burst": noise + ((4000..<4040).contains(record) ? 50 * wave : 0)
      case "pulses": noise + (record % 40 == 10 ? 20 * (record % 80 == 10 ? 1 : -1) : 0)
      case "inrush": noise + (record < 4000 ? 0 : 80 * exp(-Double(record - 4000) / 200)) * wave
      default: noise + (record % 2000 < 1000 ? 0.02 : 30) * wave
      }
    }
    values.forEach { spread.add($0) }
    #expect(spread.bound(possible: 1e7) == nil)
    // One value far beyond them is seen all the same.
    spread.add(99999)
    spread.add(0)
    #expect(spread.bound(possible: 1e7) == values.map(abs).max())
  }

  @Test("runs without some records keep their times")
  func runs() {
    let runs = [
      TableRun(records: 0..<100, rate: 10, start: 1), TableRun(records: 100..<200, rate: 20, start: 50),
    ]
    #expect(runs.removing([]) == runs)
    #expect(
      runs.removing([0..<2, 50..<51, 95..<102, 199..<200]) == [
        TableRun(records: 2..<50, rate: 10, start: 1.2), TableRun(records: 51..<95, rate: 10, start: 6.1),
        TableRun(records: 102..<199, rate: 20, start: 50.1),
      ])
    #expect(runs.removing([0..<200]).isEmpty)
  }
}
