// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import Commissioning
import Recordings
import Simulation
import StrictJSON
import Testing
import _TestSupport

@testable import P1ClampCommand

/// One mistake in a scenario, a wiring, a calibration, a count of energy and a configuration is one message.
@Suite struct KindsOfFileTests {
  /// What reads a kind of file, and a good one with a whole number in its second line.
  enum Kind: CaseIterable {
    case scenario, wiring, calibration, energy, configuration

    /// The key of the number.
    var key: String {
      switch self {
      case .scenario: "bits"
      case .wiring, .calibration, .energy: "version"
      case .configuration: "seconds"
      }
    }

    /// The number and what comes after it.
    private var good: (number: String, rest: String) {
      switch self {
      case .scenario: ("12", "\n}")
      case .wiring: ("1", ",\n\"inputs\": [{\"input\": 1, \"line\": \"L1\"}]}")
      case .calibration:
        ("1", String(CalibrationFile().json.trimmed.dropFirst("{\n  \"version\": 1".count)))
      case .energy: ("1", ",\n\"importMicrowattSeconds\": 2, \"exportMicrowattSeconds\": 3}")
      case .configuration: ("1", "\n}")
      }
    }

    /// A file with another number.
    func text(_ number: String? = nil) -> String {
      "{\n\"\(key)\": \(number ?? good.number)\(good.rest)"
    }

    func read(_ bytes: [UInt8]) throws {
      switch self {
      case .scenario: _ = try Scenario(json: bytes, file: "a.json")
      case .wiring: _ = try WiringFile(json: bytes, file: "a.json")
      case .calibration: _ = try CalibrationFile(json: bytes, file: "a.json")
      case .energy: _ = try EnergyRecord(json: bytes, file: "a.json")
      case .configuration:
        let folder = try TemporaryFolder()
        do throws(InputError) {
          _ = try ConfigurationFile(path: try! folder.write("a.json", bytes))
        } catch {
          var named = error
          named.file = "a.json"
          throw named
        }
      }
    }

    func refusal(_ bytes: some Sequence<UInt8>) -> String? {
      do {
        try read(Array(bytes))
        return nil
      } catch {
        return "\(error)"
      }
    }
  }

  @Test("a good file is read", arguments: Kind.allCases)
  func good(kind: Kind) throws {
    try kind.read(Array(kind.text().utf8))
  }

  @Test(
    "a wrong value is told alike in all of them", arguments: Kind.allCases,
    [
      ("\"2\"", "expected a whole number, found \"2\""),
      ("null", "expected a whole number, found null"),
      ("true", "expected a whole number, found true"),
      ("[1]", "expected a whole number, found an array"),
      ("{}", "expected a whole number, found an object"),
      ("1.5", "expected a whole number, found 1.5"),
      ("1e999", "expected a number below 1.8e308, found 1e999"),
      ("NaN", "expected a value, found NaN"),
      ("Infinity", "expected a value, found Infinity"),
      ("-Infinity", "expected a digit, found Infinity"),
      ("01", "expected no leading zero, found one"),
      ("", "expected a value, found \",\""),
    ])
  func values(kind: Kind, mistake: (value: String, problem: String)) {
    let problem =
      mistake.value.isEmpty && !kind.text().contains(",")
      ? mistake.problem.replacing("\",\"", with: "\"}\"") : mistake.problem
    let line = mistake.value.isEmpty && problem.hasSuffix("\"}\"") ? 3 : 2
    #expect(kind.refusal(kind.text(mistake.value).utf8) == "a.json: line \(line), \(kind.key): \(problem)")
  }

  @Test("a wrong text is told alike in all of them", arguments: Kind.allCases)
  func texts(kind: Kind) throws {
    let key = kind.key
    let good = kind.text()
    #expect(kind.refusal("".utf8) == "a.json: line 1: expected a value, found the end of the file")
    #expect(kind.refusal("[1]".utf8) == "a.json: line 1: expected an object, found an array")
    #expect(kind.refusal("\u{FEFF}\(good)".utf8) == "a.json: line 1: expected no byte order mark, found one")
    #expect(
      kind.refusal("{\n\"\(key)\": 1,\n\"\(key)\": 1}".utf8)
        == "a.json: line 3, \(key): expected each key once, found it twice")
    let unknown = try #require(kind.refusal("{\n\"colour\": 1,\(good.dropFirst())".utf8))
    #expect(unknown.hasPrefix("a.json: line 2, colour: unknown key, expected one of "))
    #expect(
      kind.refusal("{\n\"\(key)\": 1".utf8)
        == "a.json: line 2, \(key): expected a comma or a closing brace, found the end of the file")
    #expect(
      kind.refusal(Array("{\n\"\(key)\": 1,\n\"".utf8) + [0xFF] + Array("\": 1}".utf8))
        == "a.json: line 3, \(key): expected UTF-8, found byte 255")
    let deep = "{\n\"\(key)\": \(String(repeating: "[", count: 40))"
    #expect(kind.refusal(deep.utf8)?.hasSuffix("expected at most 32 levels, found one more") == true)
    for length in 0..<good.utf8.count - 1 {
      let refusal = try #require(kind.refusal(good.utf8.prefix(length)), "\(length) bytes")
      #expect(refusal.hasPrefix("a.json: line "), "\(length) bytes: \(refusal)")
    }
  }
}
