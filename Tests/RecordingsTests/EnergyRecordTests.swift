// SPDX-License-Identifier: Apache-2.0
import P1Port
import StrictJSON
import Testing
import _TestSupport

@testable import Recordings

@Suite struct EnergyRecordTests {
  private static let limit = EnergyCount.Register.limit

  @Test(
    "counts read back as the same, to the last microwatt-second", arguments: [0, 1, 3_600_000_001, limit])
  func roundTrip(energy: UInt64) throws {
    let register = try #require(EnergyCount.Register(microwattSeconds: energy))
    for count in [EnergyCount(imported: register), EnergyCount(exported: register)] {
      let record = EnergyRecord(count)
      #expect(record.json.hasSuffix("}\n"))
      #expect(try EnergyRecord(json: Array(record.json.utf8), file: "a.json") == record)
    }
  }

  @Test(
    "what a register cannot hold is refused",
    arguments: ["importMicrowattSeconds", "exportMicrowattSeconds"])
  func beyond(key: String) throws {
    let text = EnergyRecord(EnergyCount()).json.replacing(
      "\"\(key)\": 0", with: "\"\(key)\": \(Self.limit + 1)")
    let error = try #require(throws: InputError.self) {
      try EnergyRecord(json: Array(text.utf8), file: "a.json")
    }
    #expect(error.place == key)
    #expect(error.description.hasSuffix("expected at most \(Self.limit), found \(Self.limit + 1)"))
  }
}
