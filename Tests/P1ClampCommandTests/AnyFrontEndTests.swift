// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// The commands for a calibration, on files that `simulate` wrote of a front end that is not the device's.
@Suite("Calibration of any front end", .serialized)
struct AnyFrontEndTests {
  @Test(
    "a front end 40 times as small with its sign reversed reads as right as the nominal one",
    arguments: [-0.025, 1])
  func commands(sensitivity: Double) async throws {
    let folder = try TemporaryFolder()
    for (name, amperes) in [("0.4a", 0.4), ("2a", 2), ("10a", 10), ("40a", 40), ("none", 0), ("house", 7)]
      as [(String, Double)]
    {
      let load =
        amperes > 0 ? #"{"line": "L1", "current": \#(amperes), "phase": \#(name == "house" ? 25 : 0)}"# : ""
      _ = try folder.write(
        "scenario.json",
        """
        {"rate": 2000, "bits": 16, "wiring": "single", "loads": [\(load)], "sensitivity": [1, \(sensitivity), 1, 1],
         "clamps": [{"input": 1, "error": {"class": 1}}]}
        """)
      let outcome = try await Tool.run(
        ["simulate", "--scenario", "./scenario.json", "--seconds", "6", "--write", "\(name).wav"], in: folder)
      try #require(outcome.status == 0, "\(outcome.errors)")
    }
    let calibrated = try await Tool.run(
      [
        "calibrate", "--point", "0.4a.wav,input=1,amperes=0.4,degrees=0", "--point",
        "2a.wav,input=1,amperes=2,degrees=0",
        "--point", "10a.wav,input=1,amperes=10,degrees=0", "--point", "40a.wav,input=1,amperes=40,degrees=0",
        "--zero", "none.wav", "--wiring", "single", "--write", "sensor.json",
      ], in: folder)
    #expect(calibrated.status == 0 && calibrated.errors.isEmpty, "\(calibrated.errors)")
    #expect(calibrated.text.contains("times the nominal one, inverted") == (sensitivity < 0))
    let readings = try await Tool.readings(
      ["--input", "house.wav", "--wiring", "single", "--calibration", "sensor.json"], in: folder)
    for reading in readings {
      let line = try #require((reading["lines"] as? [[String: Any]])?.first)
      // 1 LSB of 16 bits is 0.076 A where the front end is 40 times as small; a second of it scatters by 0.02 % of 7 A. Points of a
      // class-1 clamp leave 0.05 % between them.
      #expect(abs((line["current"] as? Double ?? 0) / 7 - 1) < 1.5e-3)
      #expect(abs((line["phase"] as? Double ?? 0) - 25) < 0.1)
    }
    let export = try await Tool.run(["calibrate", "export", "sensor.json", "--format", "c"], in: folder)
    #expect(export.status == 0)
  }

  @Test("bits are those of the recordings, and run takes the result", .enabled(if: SharedMaterial.isPresent))
  func bits() async throws {
    let folder = try TemporaryFolder()
    let file = SharedMaterial.file("cases/calibrate-quiet/quiet5.wav").path
    let outcome = try await Tool.run(
      [
        "calibrate", "--point", "\(file),input=1,amperes=5,degrees=0", "--wiring", "single", "--write",
        "a.json",
      ], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(String(decoding: try folder.read("a.json"), as: UTF8.self).contains("\"bits\": 16"))
    let reading = try await Tool.readings(
      ["--input", file, "--wiring", "single", "--calibration", "a.json"], in: folder)
    let line = try #require((reading.last?["lines"] as? [[String: Any]])?.first)
    #expect(abs((line["current"] as? Double ?? 0) / 5 - 1) < 1e-3)
  }

  @Test(
    "50 mA of mains in a recording without current are refused, or left out on request",
    .enabled(if: SharedMaterial.isPresent))
  func mains() async throws {
    let folder = try TemporaryFolder()
    let zero = SharedMaterial.file("cases/zero-with-50mA/in.s16le").path
    let arguments = [
      "calibrate", "--zero", zero, "--format", "s16le", "--wiring", "single", "--write", "a.json",
    ]
    let refused = try await Tool.run(arguments, in: folder)
    #expect(refused.status == 65)
    #expect(refused.errors.contains("A: use --null-mains") && refused.errors.contains("nominally 0.049"))
    let nulled = try await Tool.run(arguments + ["--null-mains"], in: folder)
    #expect(nulled.status == 0)
    #expect(nulled.errors.contains("codes RMS of mains at input 1 are left out of its noise"))
  }
}
