// SPDX-License-Identifier: Apache-2.0
import Testing
import _TestSupport

@Suite("Options of telegrams", .serialized)
struct TelegramOptionTests {
  /// Options of a run, and what is said of them.
  static let mistakes: [(arguments: [String], message: String)] = [
    (
      ["--identification", "a/b"], "--identification takes visible ASCII characters other than / ! ( and )"
    ),
    (["--identification", "12345678901234567"], "--identification takes up to 16 characters, not 17."),
    (["--equipment-id", ""], "--equipment-id takes at least one character."),
    (
      ["--equipment-id", String(repeating: "x", count: 33)],
      "--equipment-id takes up to 32 characters, not 33."
    ),
    (["--version-text", "12345678901234567"], "--version-text takes up to 16 characters, not 17."),
    (["--version-text", "v1", "--profile", "smr5"], "--version-text does not go with --profile smr5"),
    (["--nominal-voltage", "0"], "--nominal-voltage takes 1...999.9 V, not 0.0."),
    (["--clock", "system", "--profile", "csp1-v05"], "--clock system does not go with --profile csp1-v05"),
    (["--clock", "unset", "--profile", "emucs"], "--clock unset does not go with --profile emucs"),
    (["--time-zone", "Europe/Brussels"], "--time-zone goes with --clock system."),
    (
      ["--profile", "smr5", "--time-zone", "Mars/Base"], "--time-zone takes a name such as Europe/Amsterdam"
    ),
  ]

  @Test("the device's names and its voltage are those asked for")
  func identity() async throws {
    let telegram = try await lines([
      "--identification", "CLAMP-7", "--equipment-id", "AZ9", "--version-text", "P1CLAMP_1",
      "--nominal-voltage", "127",
    ])
    #expect(telegram.first == "/XMX5CLAMP-7")
    #expect(telegram.contains("0-0:96.1.1(415A39)"))
    #expect(telegram.contains("0-0:96.13.1(P1CLAMP_1)"))
    #expect(telegram.contains("1-0:72.7.0(127.0*V)"))
  }

  @Test("the nominal voltage is also what an approximated power is taken from")
  func nominalVoltage() async throws {
    let arguments = ["--scenario", "star", "--power-model", "nominal", "--seconds", "1"]
    let nominal = try #require(try await Tool.readings(arguments).first?["total"] as? [String: Double])
    let half = try #require(
      try await Tool.readings(arguments + ["--nominal-voltage", "115"]).first?["total"] as? [String: Double])
    #expect(abs(nominal["import"]! - 2 * half["import"]!) < 0.02)
  }

  @Test(
    "the clock is unset or the time, as the profile has it",
    arguments: Trials.chosen(
      [
        (["--profile", "csp1"], false), (["--profile", "csp1-v05"], false),
        (["--profile", "csp1", "--clock", "system"], true), (["--profile", "emucs"], true),
        (["--profile", "smr5", "--time-zone", "America/New_York"], true), (["--profile", "smr5"], true),
      ], orEach: 2))
  func clock(arguments: [String], isSet: Bool) async throws {
    let lines = try await lines(arguments)
    let clock = try #require(lines.first { $0.hasPrefix("0-0:1.0.0(") })
    #expect((clock != "0-0:1.0.0(000101010000W)") == isSet)
  }

  @Test(
    "a usage error says what was expected and ends with 64",
    arguments: Trials.chosen(mistakes, orEach: 4))
  func refused(arguments: [String], message: String) async throws {
    let outcome = try await Tool.run(["run"] + arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.output == [])
  }

  private func lines(_ arguments: [String]) async throws -> [String] {
    let outcome = try await Tool.run(["run", "--pace", "fast", "--seconds", "1"] + arguments)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome.text.split(separator: "\r\n").map(String.init)
  }
}
