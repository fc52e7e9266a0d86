// SPDX-License-Identifier: Apache-2.0
import Testing
import _TestSupport

@Suite("Simulations are not passed for a house", .serialized)
struct SimulationMarkTests {
  @Test(
    "a simulation states itself in its telegrams and on standard error",
    arguments: [[], ["--scenario", "solar"]])
  func marked(scenario: [String]) async throws {
    let outcome = try await Tool.run(
      ["run", "--pace", "fast", "--seconds", "1", "--rate", "1250"] + scenario)
    #expect(outcome.status == 0)
    #expect(outcome.text.hasPrefix("/XMX5SIMULATION\r\n"))
    let name = scenario.last ?? "star"
    #expect(
      outcome.errors == "p1clamp: \(name) is a simulated installation: its telegrams state SIMULATION\n")
    let lint = try await Tool.run(["lint"], input: outcome.output)
    #expect(lint.status == 0 && lint.text.contains("note: simulation: "), "\(lint.text)")
  }

  @Test("with an identification it states that, and says so")
  func identification() async throws {
    let outcome = try await Tool.run([
      "run", "--pace", "fast", "--seconds", "1", "--rate", "1250", "--identification", "HOUSE1",
    ])
    #expect(outcome.text.hasPrefix("/XMX5HOUSE1\r\n"))
    #expect(outcome.errors.contains("its telegrams do not tell, as --identification is given"))
  }

  @Test("what is measured is the device's own")
  func measured() async throws {
    let outcome = try await Tool.run(
      ["run", "--input", "-"] + Frames.options, input: Frames.star(seconds: 1.1))
    #expect(outcome.text.hasPrefix("/XMX5XMXCQA0000008879\r\n"), "\(outcome.errors)")
    #expect(outcome.errors == "")
  }

  @Test(
    "a port takes no telegrams of a source that is not named",
    arguments: [["--tcp", ":0"], ["--pty"], ["--serial", "/dev/null"]])
  func unnamed(port: [String]) async throws {
    let outcome = try await Tool.run(["run"] + port)
    #expect(outcome.status == 64 && outcome.output == [])
    #expect(outcome.errors.contains("--scenario") && outcome.errors.contains("--input"))
  }
}
