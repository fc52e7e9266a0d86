// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// The recordings in `../shared/recordings`, through the tool; the expected readings are those of its README, where
/// phases are arg I - arg U and so of the other sign.
@Suite("Recordings made by others", .serialized, .enabled(if: SharedMaterial.isPresent))
struct SharedRecordingTests {
  private static func path(_ name: String) -> String {
    SharedMaterial.file("recordings/\(name)").path
  }

  /// Expects currents within 0.3 % and phases within 0.3 degrees of a range.
  private func expect(
    _ line: [String: Any], current: ClosedRange<Double>, phase: ClosedRange<Double>, _ what: Comment
  ) {
    let amperes = line["current"] as? Double ?? .nan
    let degrees = line["phase"] as? Double ?? .nan
    #expect(amperes > current.lowerBound * 0.997 && amperes < current.upperBound * 1.003, what)
    #expect(degrees > phase.lowerBound - 0.3 && degrees < phase.upperBound + 0.3, what)
  }

  @Test("a line of 275 kV with an open pole")
  func openPole() async throws {
    let readings = try await Tool.readings([
      "--input", Self.path("yonwoo9_go-comtrade__test1.cfg"), "--channels",
      "LINE ULA,LINE SUM ILA,LINE SUM ILB",
    ])
    #expect(readings.count == 11)
    for reading in readings[2..<6] {
      let second: Comment = "second \(reading["time"] ?? "")"
      let frequency = reading["frequency"] as? Double ?? .nan
      #expect(frequency > 49.88 && frequency < 49.9, second)
      let lines = try #require(reading["lines"] as? [[String: Any]])
      expect(lines[0], current: 180.3...180.8, phase: -19.6 ... -19.3, second)
      expect(lines[1], current: 171.7...173.2, phase: 4.1...4.1, second)
      #expect(lines[2]["current"] is NSNull, second)
    }
  }

  private func reading(_ reading: [String: Any], _ key: String) -> Double { reading[key] as? Double ?? .nan }

  @Test("a load on three phases at 60 Hz, then none")
  func load() async throws {
    let readings = try await Tool.readings([
      "--input", Self.path("gabrieldelaparra_ComtradeHandler__Comtrade1.cfg"), "--channels",
      "HV Bus VR,HV IR,HV IS,HV IT",
    ])
    #expect(readings.count == 6)
    let frequency = readings[0]["frequency"] as? Double ?? .nan
    #expect(abs(frequency - 59.986) < 0.01)
    let lines = try #require(readings[0]["lines"] as? [[String: Any]])
    // The load grows from 165 to 200 A within its second. The first cycle begins once the loop follows the voltage, at 0.14 s:
    // there to its end the samples' own RMS is 185.9 A in R, in the whole second 183.6 A.
    #expect((reading(readings[0], "start")...reading(readings[0], "end")).contains(0.14))
    expect(lines[0], current: 185.9...185.9, phase: 22...22, "R")
    expect(lines[1], current: 182.9...182.9, phase: 24.2...24.2, "S")
    expect(lines[2], current: 177.5...177.5, phase: 24...24, "T")
    for reading in readings[1...] {
      for line in try #require(reading["lines"] as? [[String: Any]]) {
        // 0.03 A in phase from period to period, and as much at random: RMS over the periods.
        #expect(line["fundamental"] as? Double ?? .nan < 0.07)
      }
    }
  }

  @Test("timestamps that jump by 5 s in the middle are a gap, and time is right after it")
  func jumping() async throws {
    let outcome = try await Tool.run([
      "run", "--input", SharedMaterial.file("cases/comtrade-gap/rec.cfg").path, "--channels", "U,I",
      "--wiring", "single", "--output", "json",
    ])
    #expect(
      outcome.complaints == [
        "p1clamp: second 2: gap: frames are missing in the recording: its timestamps jump, or values are missing",
        "p1clamp: second 8: gap no longer",
      ])
    let readings = try outcome.lines.map(Tool.object)
    #expect(readings.map { $0["time"] as? Double } == [1, 2, 7, 8])
    // The voltage goes on after it at the phase at which it stopped.
    #expect(readings.map { $0["flags"] as? [String] } == [[], ["gap"], ["gap", "jump"], []])
    for reading in readings {
      let lines = try #require(reading["lines"] as? [[String: Any]])
      expect(lines[0], current: 10...10, phase: 30...30, "second \(reading["time"] ?? "")")
    }
  }

  private static var all: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path(""))) ?? []
    return names.filter { !$0.hasPrefix("LICENSE") && !$0.hasPrefix("README") }.sorted()
  }

  @Test("every file is measured or refused with one line", arguments: Trials.chosen(all, orEach: 4))
  func every(name: String) async throws {
    let outcome = try await Tool.run([
      "run", "--input", Self.path(name), "--channels", "1,2", "--output", "json",
    ])
    if outcome.status == 0 {
      #expect(!outcome.lines.isEmpty)
    } else {
      #expect(outcome.status == 65)
      #expect(outcome.complaints.count == 1, "\(outcome.errors)")
      #expect(outcome.errors.hasPrefix("p1clamp: \(Self.path(String(name.prefix { $0 != "." })))"))
    }
  }
}
