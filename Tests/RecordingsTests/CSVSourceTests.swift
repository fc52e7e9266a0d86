// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Recordings
import StrictJSON
import Testing
import _TestSupport

@Suite("CSV")
struct CSVSourceTests {
  private static let volts: [Double] = (0..<40).map { (300 * sin(0.3 * Double($0)) * 1000).rounded() / 1000 }
  private static let amperes: [Double] = (0..<40).map { (5 * cos(0.3 * Double($0)) * 1000).rounded() / 1000 }

  /// The records of a file, each its fields.
  private static func records(time unit: Double?, decimal: String = ".") -> [[String]] {
    (0..<40).map { index in
      let time = unit.map { ["\(Double(index) * 0.25e-3 / $0)"] } ?? []
      return (time + ["\(volts[index])", "\(amperes[index])"]).map { $0.replacing(".", with: decimal) }
    }
  }

  private static func text(
    _ header: [String], time unit: Double? = 1, separator: String = ",", decimal: String = "."
  ) -> String {
    (header + records(time: unit, decimal: decimal).map { $0.joined(separator: separator) })
      .joined(separator: "\r\n") + "\r\n"
  }

  private func expectSignal(_ source: any FrameSource, scale: Double = 1) throws {
    #expect(abs(source.rate - 4000) < 1e-3)
    #expect(source.channelCount == 2)
    let values = try physical(source)
    let (voltage, current) = (values[0], values[1])
    #expect(voltage.count == 40 && current.count == 40)
    for index in 0..<40 {
      #expect(abs(voltage[index] - scale * Self.volts[index]) <= 0.51 * 300 * scale / 32766)
      #expect(abs(current[index] - scale * Self.amperes[index]) <= 0.51 * 5 * scale / 32766)
    }
  }

  @Test(
    "delimiter, decimal comma, header and time are found",
    arguments: [
      text(["Time (s),V (V),I (A)"]), text(["Time (ms),U (V),I1 (A)"], time: 1e-3),
      text(["t_us;U / V;I / A"], time: 1e-6, separator: ";", decimal: ","),
      text(["time\tVoltage [V]\tCurrent [A]"], separator: "\t"),
      text(["Model,MSO54", "Interval,2.5e-4", "", "TIME,V1,I1"]),
      text(["Time,Channel A,Channel B", "(ms),(V),(A)", ""], time: 1e-3),
      "\u{FEFF}" + text(["\"Time (s)\",\"V, L1 (V)\",\"I (A)\""]),
    ])
  func kinds(text: String) throws {
    let folder = try TemporaryFolder()
    try expectSignal(Recording.open(folder.write("a.csv", text)))
    try expectSignal(Recording.open(folder.write("a.txt", text), format: .csv))
  }

  @Test("without a header the first column that ascends is the time in seconds, and units are stated")
  func bare() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.csv", Self.text([]))
    try expectSignal(Recording.open(path, units: ["V", "A"]))
    try expectSignal(Recording.open(path, units: ["mV", "mA"]), scale: 1e-3)
    #expect(failure(path)?.remedy == .say(.units))
    let untimed = try folder.write("b.csv", Self.text([], time: nil))
    try expectSignal(Recording.open(untimed, rate: 4000, channels: ["1", "2"], units: ["V", "A"]))
    #expect(failure(untimed, units: ["V", "A"])?.remedy == .say(.rate))
  }

  @Test("columns go by name or number")
  func columns() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.csv", Self.text(["Time (s),U (V),I (A)"]))
    try expectSignal(Recording.open(path, channels: ["u", "3"]))
    #expect(try Recording.open(path, channels: ["U"]).channelCount == 1)
    #expect(
      failure(path, channels: ["W"])?.problem.contains("its columns are: 1 \"Time\" [s], 2 \"U\"") == true)
    #expect(failure(path, channels: ["I", "U"])?.problem.hasPrefix("expected a voltage") == true)
    #expect(failure(path, channels: ["U", "I", "I", "I", "I"])?.problem.contains("up to 4") == true)
  }

  @Test("a record without a value and one that is not there are skipped, with a warning each")
  func holes() throws {
    let folder = try TemporaryFolder()
    var records = Self.records(time: 1)
    records[10][1] = ""
    records.remove(at: 20)
    let text = (["Time (s),U (V),I (A)"] + records.map { $0.joined(separator: ",") }).joined(separator: "\n")
    var source = try Recording.open(folder.write("a.csv", text))
    #expect(source.warnings.count == 2)
    #expect(source.warnings.first == "1 record lacks a value, first record 11: skipped")
    #expect(try source.read(upTo: 100).count == 20)
    #expect(source.lost == 0)
    #expect(try source.read(upTo: 100).count == 2 * 9)
    #expect(source.lost == 1)
    #expect(try source.read(upTo: 100).count == 2 * 19)
    #expect(source.lost == 1)
    #expect(try source.read(upTo: 100).isEmpty)
  }

  @Test("records of which no two in a row are whole are read, also where all leave the first columns blank")
  func sparse() throws {
    let folder = try TemporaryFolder()
    for header in [["Time (s),U (V),I (A)"], []] {
      let lines = Self.records(time: 1).enumerated().map { index, record in
        (index % 2 == 0 ? record.dropLast() + [""] : record).joined(separator: ",")
      }
      let path = try folder.write("a.csv", (header + lines).joined(separator: "\n"))
      let voltage = try Recording.open(path, channels: ["2"], units: ["V"])
      #expect(voltage.warnings == [])
      #expect(try allFrames(voltage).count == 40)
      let both = try Recording.open(path, units: ["V", "A"])
      #expect(both.warnings.first == "20 records lack a value, first record 1: skipped")
      #expect(try allFrames(both).count == 2 * 20)
    }
    let notes = ["Record Length,2500,Points,", "Sample Interval,0.00025,s,"]
    let lines = Self.records(time: 1).enumerated().map { index, record in
      (index < 2 ? notes[index] : ",,,") + record.joined(separator: ",")
    }
    let path = try folder.write("b.csv", lines.joined(separator: "\n"))
    try expectSignal(Recording.open(path, rate: 4000, channels: ["5", "6"], units: ["V", "A"]))
  }

  @Test(
    "a separator at the end of each line is no column",
    arguments: ["Time (s);U (V);I (A);", "Time (s);U (V);I (A)", ""])
  func trailing(header: String) throws {
    let folder = try TemporaryFolder()
    let lines = [header] + Self.records(time: 1).map { $0.joined(separator: ";") + ";" }
    let path = try folder.write("a.csv", lines.joined(separator: "\n"))
    try expectSignal(Recording.open(path, units: ["V", "A"]))
  }

  @Test("what is no table of numbers, or of no uniform time, says so")
  func refused() throws {
    let folder = try TemporaryFolder()
    func problem(_ text: String) throws -> String { try failure(folder.write("a.csv", text))?.problem ?? "" }
    #expect(
      try problem("no numbers\nat all\n")
        == "expected lines of numbers between commas, semicolons or tabs, found none")
    #expect(try problem("t,V,I\n0,1,2\n0,1,2\n").hasPrefix("expected a time after the first one's 0"))
    #expect(try problem("t,V,I\n0,1,2\n1,1,2\n").contains("a 50 Hz period would have only"))
    let uneven = Self.records(time: 1).enumerated().map { index, record in
      ["\(0.25e-3 * (Double(index) + (index == 7 ? 0.7 : 0)))"] + record.dropFirst()
    }
    let text = "t,V,I\n" + uneven.map { $0.joined(separator: ",") }.joined(separator: "\n")
    #expect(try problem(text).contains("of uniform sampling"))
    #expect(failure("-", format: .csv)?.kind == .noInput)
  }

  @Test("times that are rounded are taken as uniform, and that is said")
  func rounded() throws {
    let folder = try TemporaryFolder()
    let records = Self.records(time: 1).enumerated().map { index, record in
      ["\((2.5 * Double(index)).rounded() / 1e4)"] + record.dropFirst()
    }
    let text = "Time (s),U (V),I (A)\n" + records.map { $0.joined(separator: ",") }.joined(separator: "\n")
    let source = try Recording.open(folder.write("a.csv", text))
    // From the first time to the last, half a digit off.
    #expect(abs(source.rate - 4000) < 4000 * 0.5 / (2.5 * 39))
    #expect(source.warnings.count == 1 && source.warnings[0].contains("taken as uniform"))
  }

  @Test("what is written is read")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let calibration = Calibration.nominal(bits: 16)
    var sink = try Recording.create(
      folder.file("a.csv"), rate: 4000, channelCount: 2, calibration: calibration)
    let codes = (0..<200).map { Int16($0 * 300 - 30000) }
    try sink.write(Array(codes[..<90]))
    try sink.write(Array(codes[90...]))
    try sink.finish()
    let source = try Recording.open(folder.file("a.csv"))
    let volts = try physical(source)[0]
    for (frame, value) in volts.enumerated() {
      let expected = Double(codes[2 * frame]) * calibration.channels.voltage.scale
      #expect(abs(value - expected) <= 0.51 * 366 / 32766)
    }
    #expect(volts.count == 100)
  }
}
