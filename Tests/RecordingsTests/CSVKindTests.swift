// SPDX-License-Identifier: Apache-2.0
import Foundation
import Recordings
import StrictJSON
import Testing
import _TestSupport

@Suite("CSV as programs and instruments write it")
struct CSVKindTests {
  private static let volts: [Double] = (0..<400).map { (300 * sin(0.3 * Double($0)) * 1000).rounded() / 1000 }
  private static let amperes: [Double] = (0..<400).map { (5 * cos(0.3 * Double($0)) * 1000).rounded() / 1000 }

  /// Lines of fields that are made of each record's number, voltage and current.
  private static func lines(_ header: [String], _ record: (Int, String, String) -> String) -> String {
    (header + (0..<400).map { record($0, "\(volts[$0])", "\(amperes[$0])") }).joined(separator: "\n") + "\n"
  }

  private static func comma(_ text: String) -> String { text.replacing(".", with: ",") }

  private func expectSignal(_ path: String, rate: Double? = nil, channels: [String] = []) throws {
    let source = try Recording.open(path, rate: rate, channels: channels, units: ["V", "A"])
    #expect(abs(source.rate - 4000) < 1e-3)
    #expect(source.warnings == [])
    let values = try physical(source)
    #expect(values.map(\.count) == [400, 400])
    for index in 0..<400 {
      #expect(abs(values[0][index] - Self.volts[index]) <= 0.51 * 300 / 32766)
      #expect(abs(values[1][index] - Self.amperes[index]) <= 0.51 * 5 / 32766)
    }
  }

  @Test("UTF-16 with a byte order mark", arguments: [false, true])
  func utf16(isBigEndian: Bool) throws {
    let folder = try TemporaryFolder()
    let text = Self.lines(["Zeit (s)\tU (V)\tI\u{2081} \u{1F50C} (A)"]) {
      "\(Double($0) / 4000)\t\($1)\t\($2)"
    }
    let units = [0xFEFF] + Array(text.utf16)
    let bytes = units.flatMap { unit -> [UInt8] in
      let pair = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
      return isBigEndian ? pair.reversed() : pair
    }
    try expectSignal(folder.write("a.csv", bytes))
    let found = failure(try folder.write("b.csv", bytes), channels: ["Watt"])
    #expect(found?.problem.contains("3 \"I\u{2081} \u{1F50C}\" [A]") == true)
  }

  @Test(
    "times of ISO 8601",
    arguments: [
      "2026-11-30T23:59:59.%@Z", "2024-02-28 12:00:00.%@", "2026-11-30T12:00:00.%@+01:00", "12:00:00.%@",
    ])
  func isoTimes(pattern: String) throws {
    let folder = try TemporaryFolder()
    let text = Self.lines(["timestamp,U (V),I (A)"]) { record, volts, amperes in
      let micros = String(format: "%06d", 250 * record)
      return "\(pattern.replacing("%@", with: micros)),\(volts),\(amperes)"
    }
    let path = try folder.write("a.csv", text)
    try expectSignal(path)
    // No digit is lost to the date: a second has 4000 frames.
    #expect(try abs(Recording.open(path).rate - 4000) < 1e-6)
  }

  @Test("a date and a time are seconds, over the end of a month and to another zone")
  func clock() throws {
    let folder = try TemporaryFolder()
    // 4000 a second, and then a day later.
    let text = """
      t,U (V),I (A)
      2024-02-29T23:59:59.99975Z,1,2
      2024-03-01T00:00:00.00000Z,1,2
      2024-03-01T01:00:00.00025+01:00,1,2
      2024-02-29T23:00:00.00050-0100,1,2

      """
    let source = try Recording.open(folder.write("a.csv", text))
    #expect(abs(source.rate - 4000) < 1 && source.warnings == [])
  }

  @Test("decimal commas in quotation marks between commas")
  func quotedCommas() throws {
    let folder = try TemporaryFolder()
    let text = Self.lines(["Time (s),U (V),I (A)"]) { record, volts, amperes in
      [String(format: "%.6f", Double(record) / 4000), volts, amperes].map { "\"\(Self.comma($0))\"" }
        .joined(separator: ",")
    }
    try expectSignal(folder.write("a.csv", text))
    // Where points are decimal, a comma in quotation marks separates thousands, and is not taken for a point.
    let mixed = "Time (s),U (V),I (A)\n0.0,1.5,2.5\n0.00025,\"1,234\",2.5\n0.0005,1.5,2.5\n"
    let source = try Recording.open(folder.write("b.csv", mixed))
    #expect(source.warnings.first == "1 record lacks a value, first record 2: skipped")
  }

  @Test("the interval and the names in a header X,CH1,CH2,Start,Increment", arguments: [",,", "", ","])
  func interval(end: String) throws {
    let folder = try TemporaryFolder()
    let header = [
      "X,CH1,CH2,Start,Increment\(end.isEmpty ? "" : ",")", "Sequence,Volt,Volt,0.0e+00,2.50e-04",
    ]
    let text = Self.lines(header) { "\($0),\($1),\($2)\(end)" }
    let path = try folder.write("a.csv", text)
    try expectSignal(path, channels: ["CH1", "CH2"])
    try expectSignal(path)
  }

  @Test("records that have notes beside them are records")
  func notes() throws {
    let folder = try TemporaryFolder()
    let notes = ["Record Length,400,,", "Sample Interval,2.5e-4,,", "Trigger Point,2.0e+02,,"]
    let text = Self.lines([]) { record, volts, amperes in
      (record < 3 ? notes[record] : ",,,") + "\(Double(record) / 4000 - 0.05),\(volts),\(amperes)"
    }
    try expectSignal(folder.write("a.csv", text), rate: 4000, channels: ["5", "6"])
  }

  @Test("times that are rounded to several records each go by a stated rate, which they show on average")
  func roundedTimes() throws {
    let folder = try TemporaryFolder()
    let text = Self.lines(["Time (ms),U (V),I (A)"]) { "\($0 / 4),\($1),\($2)" }
    let path = try folder.write("a.csv", text)
    #expect(failure(path)?.problem.contains("of uniform sampling, found 0 ms") == true)
    let source = try Recording.open(path, rate: 4000)
    #expect(source.rate == 4000)
    #expect(source.warnings.count == 1)
    #expect(source.warnings.first?.hasPrefix("the times are not uniform") == true)
    #expect(source.warnings.first?.hasSuffix(": the stated rate is taken") == true)
    #expect(try allFrames(source).count == 2 * 400)
    #expect(failure(path, rate: 2000) != nil)
  }

  @Test("what cannot be read is told with its line and its text")
  func nearest() throws {
    let folder = try TemporaryFolder()
    func error(_ text: String) throws -> InputError? { try failure(folder.write("a.csv", text)) }
    let thousands = try error(
      "Time (s);U (V);I (A)\n0,0;0,0;0,0\n0,00025;25.520,4;1,5\n0,0005;50.883,2;2,5\n")
    #expect(thousands?.place == "line 3")
    #expect(thousands?.problem.hasSuffix("found \"25.520,4\"") == true)
    let dates = try error("t,U,I\n30.11.2026,1,2\n30.11.2026,1,2\n")
    #expect(dates?.place == "line 2" && dates?.problem.hasSuffix("found \"30.11.2026\"") == true)
  }

  @Test("a unit that is stated and does not fit is told as such")
  func statedUnits() throws {
    let folder = try TemporaryFolder()
    let text = Self.lines(["Time (s),U (V),I (A)"]) { "\(Double($0) / 4000),\($1),\($2)" }
    let found = failure(try folder.write("a.csv", text), units: ["A", "V"])
    #expect(found?.remedy == .change(.units))
    #expect(
      found?.problem == "expected a voltage (V, kV, mV) for column \"U\", found a current (A, kA, mA)")
  }
}
