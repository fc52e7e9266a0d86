// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("Output as telegrams", .serialized)
struct TelegramTests {
  /// Two seconds of known currents: 10.6 A at 60 degrees on each line.
  private func telegram(_ arguments: [String] = []) async throws -> ReceivedTelegram {
    let outcome = try await Tool.run(
      ["run", "--input", "-"] + Frames.options + arguments,
      input: Frames.star(seconds: 2, amperes: 10.6, lagging: 60))
    try #require(outcome.status == 0, "\(outcome.errors)")
    let telegrams = try ReceivedTelegram.all(outcome.output)
    #expect(telegrams.count == 2)
    return telegrams[1]
  }

  @Test(
    "the device's telegram, with each power model",
    arguments: [
      ([], 1219.0), (["--power-model", "nominal"], 2438.0), (["--power-model", "whole-amperes"], 2300.0),
    ])
  func device(arguments: [String], watts: Double) async throws {
    let telegram = try await telegram(arguments)
    #expect(telegram.text.hasPrefix("/XMX5XMXCQA0000008879\r\n\r\n1-3:0.2.8(40)\r\n"))
    for reference in ["1-0:31.7.0", "1-0:51.7.0", "1-0:71.7.0"] {
      let current = try #require(telegram.value(reference))
      #expect(current.count == 6)
      #expect(abs((Double(current) ?? 0) - 10.6) < 0.02)
    }
    #expect(telegram.value("1-0:32.7.0") == "230.0")
    let power = try #require(telegram.value("1-0:21.7.0").flatMap(Double.init))
    // 0.02 A, and 0.1 degrees where the cosine is steep, and the last digit.
    #expect(abs(power * 1000 - watts) < 230 * 0.02 + 2438 * 0.0017 + 0.5)
    #expect(telegram.value("1-0:22.7.0") == "00.000")
  }

  @Test("the older device's telegram has whole amperes, no voltages and no power")
  func older() async throws {
    let telegram = try await telegram(["--profile", "csp1-v05"])
    #expect(telegram.value("1-0:31.7.0") == "011")
    #expect(telegram.value("1-0:32.7.0") == nil)
    #expect(telegram.value("1-0:21.7.0") == "00.000")
    #expect(telegram.value("0-0:17.0.0") == "000.0")
  }
}
