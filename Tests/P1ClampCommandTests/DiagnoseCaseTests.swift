// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// Installations of which a diagnosis once said what was dangerous, with the verdict that it must give.
@Suite("The diagnosis of cases", .enabled(if: SharedMaterial.isPresent))
struct DiagnoseCaseTests {
  private func diagnose(_ name: String, _ arguments: [String] = []) async throws -> Tool.Outcome {
    try await Tool.run(
      [
        "diagnose", "--scenario", SharedMaterial.file("cases/diagnose/\(name).json").path, "--seconds", "5",
        "--rate", "1000",
      ] + arguments)
  }

  @Test(
    "where nothing flows it is undecided, whatever generates", arguments: [[], ["--generation", "none"]])
  func noLoad(arguments: [String]) async throws {
    let outcome = try await diagnose("noload", arguments)
    #expect(outcome.status == 2)
    #expect(outcome.lines[0] == "Undecided: nothing flows.")
  }

  @Test("a reversed clamp that shows export as import is undecided, and told how to prove it")
  func generating() async throws {
    let outcome = try await diagnose("solarrev", ["--generation", "L1"])
    #expect(outcome.status == 2)
    #expect(outcome.lines[0] == "Undecided: it is not proven which way round input 1 is.")
    #expect(
      outcome.lines[1] == " 1. Switch a resistive load of 3 A or more (a kettle, a heater) on and off again")
    #expect(outcome.lines[2].hasPrefix("    at L1 while this measures"))
  }

  @Test("where nobody told what generates, a first line of \"as given\" says what is not proven")
  func unknownGeneration() async throws {
    let outcome = try await diagnose("solarrev")
    #expect(outcome.status == 0)
    #expect(outcome.lines[0].hasPrefix("As given") && outcome.lines[0].contains("polarity unproven"))
    #expect(outcome.lines[0].contains("if anything here generates"))
  }

  @Test("standby currents are too little to tell", arguments: [[], ["--generation", "none"]])
  func standby(arguments: [String]) async throws {
    let outcome = try await diagnose("standby", arguments)
    #expect(outcome.status == 2)
    #expect(outcome.lines[0].hasPrefix("Undecided: inputs 1, 2 and 3 show too little current"))
    #expect(!outcome.text.contains("exchange") && !outcome.text.contains("Put it"))
  }

  @Test("a supply on another line is undecided, and terminal L is what to look at")
  func supply() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await diagnose("supplyL2", ["--generation", "none"])
    #expect(outcome.status == 2)
    #expect(outcome.lines[0].hasPrefix("Undecided: not as given"))
    #expect(outcome.lines[1].hasPrefix(" 1. Look at terminal L: is it on L2"))
    // One wire before three clamps, and nothing is written but what was chosen.
    let choices = outcome.lines.filter { $0.contains("; supply N-") }
    #expect(choices.contains { $0.contains("     1") && $0.contains("1: L1, 2: L2, 3: L3; supply N-L2") })
    #expect(choices.contains { $0.contains("     2") && $0.contains("1: L3, 2: L1, 3: L2; supply N-L1") })
    let file = folder.path + "/house.json"
    let arguments = ["--generation", "none", "--write-wiring", file]
    let refused = try await diagnose("supplyL2", arguments)
    #expect(refused.status == 65 && refused.errors.contains("--choice"))
    #expect(!FileManager.default.fileExists(atPath: file))
    let chosen = try await diagnose("supplyL2", arguments + ["--choice", "1"])
    #expect(chosen.status == 2)
    let written = String(decoding: try folder.read("house.json"), as: UTF8.self)
    #expect(written.contains(#""supply": {"N": "N", "L": "L2"}"#), "\(written)")
  }
}
