// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Output as JSON", .serialized)
struct JSONTests {
  private static let flags: Set = [
    "clipped", "overRange", "belowRange", "noSignal", "derived", "frequencyLost", "gap", "jump", "dip",
  ]

  /// Whether a value is a JSON number, or null where that is allowed.
  private func isNumber(_ value: Any?, orNull: Bool = true) -> Bool {
    if value is NSNull { return orNull }
    // A JSON Boolean is an NSNumber too, of a C char.
    return (value as? NSNumber).map { $0.doubleValue.isFinite && String(cString: $0.objCType) != "c" }
      ?? false
  }

  /// The readings of two seconds of a scenario, their keys and kinds of values found to be the contract's.
  private func readings(_ scenario: String, _ options: [String] = []) async throws -> [[String: Any]] {
    let folder = try TemporaryFolder()
    let name = scenario.hasPrefix("{") ? try folder.write("a.json", scenario) : scenario
    let readings = try await Tool.readings(
      ["--scenario", name, "--seconds", "2", "--rate", "1250"] + options)
    #expect(readings.count == 2)
    for (index, reading) in readings.enumerated() {
      #expect(
        Set(reading.keys) == [
          "cycle", "time", "duration", "frequency", "voltage", "lines", "total", "frequencyUncertainty",
          "start",
          "end", "flags",
        ])
      let span = try #require(reading["start"] as? Double)..<#require(reading["end"] as? Double)
      #expect(abs(span.upperBound - span.lowerBound - (reading["duration"] as? Double ?? .nan)) < 2e-6)
      #expect(span.upperBound <= Double(index + 1))
      #expect(isNumber(reading["frequencyUncertainty"]))
      #expect(reading["cycle"] as? Int == index + 1)
      #expect(reading["time"] as? Double == Double(index + 1))
      #expect(isNumber(reading["duration"], orNull: false))
      #expect(isNumber(reading["frequency"]))
      #expect(isNumber(reading["voltage"]))
      #expect(Self.flags.isSuperset(of: try #require(reading["flags"] as? [String])))

      let total = try #require(reading["total"] as? [String: Any])
      #expect(Set(total.keys) == ["import", "export"])
      #expect(total.values.allSatisfy { isNumber($0, orNull: false) })

      let lines = try lines(reading)
      #expect(lines.map { $0["line"] as? String } == ["L1", "L2", "L3"])
      for line in lines {
        #expect(
          Set(line.keys) == [
            "line", "current", "fundamental", "phase", "direction", "power", "thd", "measured", "uncertainty",
            "flags",
          ])
        let uncertainty = try #require(line["uncertainty"] as? [String: Any])
        #expect(Set(uncertainty.keys) == ["current", "phase", "power"])
        #expect(uncertainty.values.allSatisfy { isNumber($0) })
        for key in ["current", "fundamental", "phase", "power", "thd"] {
          #expect(isNumber(line[key]), "\(key) is \(line[key] ?? "")")
        }
        #expect(["import", "export", "indeterminate"].contains(try #require(line["direction"] as? String)))
        #expect(line["measured"] is Bool && !isNumber(line["measured"]))
        #expect(Self.flags.isSuperset(of: try #require(line["flags"] as? [String])))
      }
    }
    return readings
  }

  private func lines(_ reading: [String: Any]) throws -> [[String: Any]] {
    try #require(reading["lines"] as? [[String: Any]])
  }

  @Test(
    "what is known of a star net comes out, in volts, amperes, degrees and watts",
    arguments: ["fftw", "fixed"])
  func values(estimator: String) async throws {
    let reading = try await readings(
      """
      {"frequency": {"hertz": 50.1}, "voltage": {"rms": 230, "phase": 20}, "loads": [
        {"line": "L1", "current": 10, "phase": 30}, {"line": "L2", "current": 5, "phase": -170}]}
      """, ["--estimator", estimator])[1]
    let lines = try lines(reading)
    func expect(_ value: Any?, _ expected: Double, within tolerance: Double, _ what: Comment) {
      #expect(abs((value as? Double ?? .infinity) - expected) <= tolerance, what)
    }
    // The device's own noise is 0.03 A in each frame, some thirtyfold less in the mean of a second.
    expect(reading["frequency"], 50.1, within: 1e-3, "frequency")
    expect(reading["voltage"], 230, within: 0.05, "voltage")
    expect(lines[0]["current"], 10, within: 0.01, "L1 current")
    expect(lines[0]["fundamental"], 10, within: 0.01, "L1 fundamental")
    expect(lines[0]["phase"], 30, within: 0.05, "L1 phase")
    expect(lines[0]["power"], 2300 * cos(.pi / 6), within: 3, "L1 power")
    expect(lines[1]["phase"], -170, within: 0.05, "L2 phase")
    expect(lines[1]["power"], -1150 * cos(.pi / 18), within: 3, "L2 power")
    #expect(lines.map { $0["direction"] as? String } == ["import", "export", "indeterminate"])
    #expect(lines[2]["flags"] as? [String] == ["belowRange"])
    let total = try #require(reading["total"] as? [String: Any])
    expect(total["import"], 2300 * cos(.pi / 6) - 1150 * cos(.pi / 18), within: 6, "total")
    #expect(total["export"] as? Double == 0)
  }

  @Test("what cannot be known is null and flagged")
  func unknown() async throws {
    let reading = try await readings(#"{"voltage": {"rms": 0}, "loads": [{"line": "L1", "current": 3}]}"#)[1]
    #expect(reading["frequency"] is NSNull)
    // Without a voltage each period's phase is that of the loop, as in a dip.
    #expect(reading["flags"] as? [String] == ["frequencyLost", "dip"])
    let line = try lines(reading)[0]
    #expect(line["phase"] is NSNull)
    #expect(line["power"] is NSNull)
    #expect(line["direction"] as? String == "indeterminate")
  }

  @Test("a line that is not there is null, and there all the same")
  func absent() async throws {
    let lines = try lines(try await readings("single")[1])
    #expect(lines.map { $0["current"] is NSNull } == [false, true, true])
    #expect(lines.map { $0["measured"] as? Bool } == [true, false, false])
  }

  @Test("in a delta net the line without a clamp is derived")
  func derived() async throws {
    let lines = try lines(try await readings("delta")[1])
    #expect(lines.map { $0["measured"] as? Bool } == [true, false, true])
    #expect(lines.map { ($0["flags"] as? [String])?.contains("derived") } == [false, true, false])
  }

  @Test("nothing is printed when nothing is asked for")
  func nothing() async throws {
    let outcome = try await Tool.run([
      "--pace", "fast", "--seconds", "1", "--output", "none", "--rate", "1250",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.output == [])
    #expect(outcome.errors == Frames.mark)
  }
}
