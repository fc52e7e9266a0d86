// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// The recordings of `../shared/cases`, with the values of its README, through the tool.
@Suite("Recordings that were refused", .serialized, .enabled(if: SharedMaterial.isPresent))
struct RecordingCaseTests {
  /// A recording and what it shows: true RMS values of an exact signal.
  struct Case: Sendable, CustomTestStringConvertible {
    var file: String
    var options: [String]
    var amperes: Double
    var volts: Double?
    /// Whether the last reading is partial, and how many there are.
    var (isPartial, count): (Bool, Int)
    var testDescription: String { file }
  }

  private static func path(_ name: String) -> String { SharedMaterial.file("cases/\(name)").path }

  static let cases = [
    Case(
      file: "comtrade-fine-stamps/fine.cfg", options: ["--channels", "U,I"], amperes: 10, volts: 230,
      isPartial: true, count: 3),
    Case(
      file: "comtrade-half-second/rec.cfg", options: ["--channels", "U,I"], amperes: 10, volts: 230,
      isPartial: true, count: 1),
    Case(
      file: "comtrade-units/blank.cfg", options: ["--channels", "U,I", "--units", "V,A"], amperes: 10,
      volts: 230, isPartial: false, count: 3),
    Case(
      file: "comtrade-units/vrms.cfg", options: ["--channels", "U,I"], amperes: 10, volts: 230,
      isPartial: false, count: 3),
    Case(
      file: "comtrade-rate-960/r960.cfg", options: ["--channels", "U,I"], amperes: 10, volts: 120,
      isPartial: false, count: 3),
    // Sinusoids of 0.8 and 0.25 of full scale, 400 V and 62.5 A.
    Case(file: "wav-kinds/a24.wav", options: [], amperes: 11.0485, volts: 226.274, isPartial: true, count: 2),
    Case(
      file: "wav-kinds/r48000.wav", options: [], amperes: 11.0485, volts: 226.274, isPartial: true, count: 2),
    Case(file: "csv/scope.csv", options: [], amperes: 2.12132, volts: 229.81, isPartial: true, count: 2),
    Case(
      file: "csv/scope.csv", options: ["--channels", "V_ch1,3", "--units", "V,A"], amperes: 2.12132,
      volts: 229.81, isPartial: true, count: 2),
    Case(
      file: "unsigned-codes/in.s16",
      options: [
        "--format", "s16le", "--rate", "4000", "--bits", "12", "--channels", "V,I1", "--midpoint",
        "2048,2400",
      ],
      amperes: 6.473, volts: 179.52, isPartial: false, count: 3),
    Case(
      file: "skip-first-column/c3.wav", options: ["--channels", "-,V,I1"], amperes: 11.0485, volts: 70.71,
      isPartial: true, count: 2),
  ]

  @Test("is measured", arguments: cases)
  func measured(recording: Case) async throws {
    let readings = try await Tool.readings(
      ["--input", Self.path(recording.file), "--wiring", "single"] + recording.options)
    #expect(readings.count == recording.count)
    #expect(
      readings.map { $0["partial"] as? Bool }
        == readings.indices.map {
          $0 == readings.count - 1 && recording.isPartial ? true : nil
        })
    for reading in readings {
      let line = try #require((reading["lines"] as? [[String: Any]])?.first)
      // Rounding to codes, 0.02 V and 0.002 A in COMTRADE and 0.2 V and 0.03 A of 12 bits, averages out to below 1e-4.
      #expect(abs((line["current"] as? Double ?? 0) / recording.amperes - 1) < 1e-4)
      if let volts = recording.volts {
        #expect(abs((reading["voltage"] as? Double ?? 0) / volts - 1) < 1e-4)
      }
      #expect((reading["flags"] as? [String]) == [])
    }
  }

  @Test("codes that look unsigned are answered with what to say")
  func unsigned() async throws {
    let outcome = try await Tool.run([
      "run", "--input", Self.path("unsigned-codes/in.s16"), "--format", "s16le", "--channels", "V,I1",
    ])
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("none is negative, as an unsigned converter's are: use --midpoint 2048"))
  }

  @Test("a recording below a second makes no telegram, and that is said")
  func noTelegram() async throws {
    let outcome = try await Tool.run([
      "run", "--input", Self.path("comtrade-half-second/rec.cfg"), "--channels", "U,I", "--wiring", "single",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.output.isEmpty)
    #expect(outcome.complaints.count == 1)
    #expect(outcome.errors.contains("0.5 s make a partial reading, which is no telegram"))
  }
}
