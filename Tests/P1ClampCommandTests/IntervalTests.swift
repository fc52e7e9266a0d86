// SPDX-License-Identifier: Apache-2.0
import Testing
import _TestSupport

@Suite("The interval of telegrams")
struct IntervalTests {
  private static let options = ["run", "--pace", "fast", "--seconds", "25"] + Frames.options

  @Test("a telegram each interval is that of the newest reading, and energy is counted every second")
  func interval() async throws {
    let folder = try TemporaryFolder()
    let all = try await ReceivedTelegram.all(
      Tool.run(Self.options + ["--scenario", "solar", "--energy", "a"], in: folder).output)
    let some = try await ReceivedTelegram.all(
      Tool.run(Self.options + ["--scenario", "solar", "--energy", "b", "--interval", "10"], in: folder)
        .output)
    try #require(all.count == 25)
    #expect(some.map(\.text) == [0, 10, 20].map { all[$0].text })
    #expect(try folder.read("a") == folder.read("b"))
  }

  @Test("lint notes the interval and finds no error", arguments: ["csp1", "smr5", "emucs"])
  func lint(profile: String) async throws {
    let telegrams = try await Tool.run(
      [
        "run", "--pace", "fast", "--seconds", "95", "--interval", "30", "--scenario", "solar", "--profile",
        profile,
      ]
        + Frames.options)
    let outcome = try await Tool.run(["lint"], input: telegrams.output)
    #expect(outcome.status == 0)
    #expect(outcome.lines.contains { $0.hasPrefix("standard input: 4 telegrams, 4 right; errors: none; ") })
    let notes = outcome.lines.filter { $0.contains(" note: interval: ") }
    // Without a clock in it there is nothing to note.
    #expect(
      notes.count == (profile == "csp1" ? 0 : 1)
        && notes.allSatisfy { $0.hasSuffix("found it 30 s later, an interval of the sender's") })
  }

  @Test("readings are printed every second all the same")
  func readings() async throws {
    let outcome = try await Tool.run(Self.options + ["--output", "json", "--interval", "3600"])
    #expect(outcome.lines.count == 25)
  }

  @Test("an interval is 1...3600 s", arguments: ["0", "3601", "-1"])
  func limits(interval: String) async throws {
    let outcome = try await Tool.run(Self.options + ["--interval=\(interval)"])
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--interval takes 1...3600 seconds, not \(interval)."))
  }
}
