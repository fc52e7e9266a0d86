// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// Files in which an instrument wrote a number for what is beyond its range.
@Suite("Marks of overload")
struct OverloadMarkTests {
  /// Three seconds of 230 V and a current, with a mark in place of some values of a column.
  private func table(amperes: Double, mark: String, column: Int, where isMarked: (Int, Double) -> Bool)
    -> String
  {
    let lines = (0..<12_000).map { record -> String in
      let angle = 2 * Double.pi * 50.02 * Double(record) / 4000
      let values = [325.27 * sin(angle), amperes * 2.0.squareRoot() * sin(angle)]
      var fields = ["\(Double(record) / 4000)"] + values.map { "\($0)" }
      if isMarked(record, values[column - 1]) { fields[column] = mark }
      return fields.joined(separator: ",")
    }
    return (["Time (s),U (V),I (A)"] + lines).joined(separator: "\n")
  }

  private func readings(_ text: String) async throws -> (readings: [[String: Any]], errors: String) {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.csv", text)
    let outcome = try await Tool.run(
      ["run", "--input", path, "--wiring", "single", "--output", "json"])
    try #require(outcome.status == 0, "\(outcome.errors)")
    return (try outcome.lines.map(Tool.object), outcome.errors)
  }

  private func line(_ reading: [String: Any]) throws -> [String: Any] {
    try #require((reading["lines"] as? [[String: Any]])?.first)
  }

  @Test(
    "three marks in a current of 10 A change none of its readings by more than 2 %, are told, and flag their second",
    arguments: ["9.9E+37", "1E+308", "99999"])
  func current(mark: String) async throws {
    let found = try await readings(
      table(amperes: 10, mark: mark, column: 2) { record, _ in (6000..<6003).contains(record) })
    #expect(found.errors.contains("column 3 has 3 values that are far beyond all others, first "))
    #expect(found.errors.contains("in record 6001: taken as beyond the range"))
    for (second, reading) in found.readings.enumerated() {
      let line = try line(reading)
      let current = line["current"] as? Double ?? 0
      #expect(second == 1 ? current > 9.99 && current < 10.2 : abs(current - 10) < 1e-3, "\(current)")
      #expect((line["flags"] as? [String])?.contains("clipped") == (second == 1))
    }
  }

  @Test("three marks in the voltage are a gap, are told, and change no reading")
  func voltage() async throws {
    let found = try await readings(
      table(amperes: 10, mark: "9.9E+37", column: 1) { record, _ in (6000..<6003).contains(record) })
    #expect(found.errors.contains("column 2 has 3 values that are far beyond all others"))
    #expect(found.errors.contains("in record 6001: skipped"))
    for (second, reading) in found.readings.enumerated() {
      #expect(abs((reading["voltage"] as? Double ?? 0) - 230) < 0.1)
      #expect(abs((try line(reading)["current"] as? Double ?? 0) - 10) < 1e-3)
      #expect((reading["flags"] as? [String])?.contains("gap") == (second == 1))
    }
  }

  @Test(
    "a current whose peaks are marked is never read as less than flows", arguments: [12, 20, 60] as [Double])
  func peaks(amperes: Double) async throws {
    // The instrument's range ends at 15 A.
    let found = try await readings(
      table(amperes: amperes, mark: "9.9E+37", column: 2) { _, value in abs(value) > 15 })
    for reading in found.readings {
      let current = try line(reading)["current"] as? Double ?? 0
      #expect(current > 0.98 * amperes && current < 1.25 * amperes, "\(current)")
    }
  }
}
