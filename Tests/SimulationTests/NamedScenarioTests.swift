// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Simulation
import Foundation
import Metering
import Testing

@Suite struct NamedScenarioTests {
  @Test(
    "every name has a scenario within the converters' range, that reads back from a file",
    arguments: Scenario.names)
  func names(name: String) throws {
    let scenario = try Scenario.load(name)
    #expect(Scenario.named(name) == scenario)
    let frames = try SimulatedFrames(scenario, seconds: 1)
    for channel in frames.channels {
      #expect(!channel.isEmpty && channel.allSatisfy { abs($0) < 2000 })
    }
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appendingPathComponent("p1clamp-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(scenario.json.utf8).write(to: file)
    #expect(try Scenario.load(file.path) == scenario)
  }

  @Test("the voltage's distortion is 6 % or less", arguments: Scenario.names)
  func distortion(name: String) throws {
    let harmonics = try Scenario.load(name).voltage.harmonics
    #expect(harmonics.reduce(0) { $0 + $1.percent * $1.percent }.squareRoot() <= 6)
  }

  @Test("all lines import, except L1 of the house with solar panels", arguments: Scenario.names)
  func directions(name: String) throws {
    let scenario = try Scenario.load(name)
    let truth = scenario.truth()
    try #require(!scenario.wiring.lines.isEmpty)
    for line in scenario.wiring.lines {
      let line = (try #require(truth[line]), exports: name == "solar" && line == .l1)
      #expect((line.0.power < 0) == line.exports)
      #expect((1...20).contains(line.0.current))
    }
  }

  @Test("what is neither a name nor a file is no input, and the names are told")
  func missing() throws {
    let error = try #require(throws: InputError.self) { try Scenario.load("no/such/house.json") }
    #expect(error.kind == .noInput && error.file == "no/such/house.json")
    #expect(error.problem.contains("star, single, delta, solar"))
    #expect(Scenario.named("nothing") == nil)
  }

  @Test("an error in a file names the file")
  func badFile() throws {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appendingPathComponent("p1clamp-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(#"{"rate": 1}"#.utf8).write(to: file)
    let error = try #require(throws: InputError.self) { try Scenario.load(file.path) }
    #expect(error.description == "\(file.path): line 1, rate: expected 500...200000, found 1")
  }
}
