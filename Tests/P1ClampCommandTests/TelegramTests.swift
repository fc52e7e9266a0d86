// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Output as telegrams", .serialized)
struct TelegramTests {
  /// A telegram of the tool, its frame and check found right.
  struct Telegram {
    let text: String

    /// Splits a stream, failing the test where anything but telegrams is in it.
    static func all(_ bytes: [UInt8]) throws -> [Telegram] {
      var rest = bytes[...]
      var telegrams: [Telegram] = []
      while !rest.isEmpty {
        let end = try #require(rest.firstIndex(of: UInt8(ascii: "!")))
        let frame = rest[...end]
        #expect(frame.first == UInt8(ascii: "/"))
        let check = String(format: "%04X\r\n", crc(frame))
        #expect(String(decoding: rest[(end + 1)...].prefix(6), as: UTF8.self) == check)
        telegrams.append(Telegram(text: String(decoding: frame, as: UTF8.self)))
        rest = rest[(end + 1)...].dropFirst(6)
      }
      return telegrams
    }

    /// CRC-16/ARC as the DSMR P1 companion describes it: x^16 + x^15 + x^2 + 1, least significant bit first.
    private static func crc(_ bytes: ArraySlice<UInt8>) -> Int {
      bytes.reduce(0) { crc, byte in
        (0..<8).reduce(crc ^ Int(byte)) { value, _ in value % 2 == 0 ? value / 2 : value / 2 ^ 0xA001 }
      }
    }

    /// What is in the parentheses behind a reference, without its unit; nil where there is no such line.
    func value(_ reference: String) -> String? {
      let line = text.split(separator: "\r\n").first { $0.hasPrefix(reference + "(") }
      return line?.dropFirst(reference.count + 1).prefix { $0 != "*" && $0 != ")" }.description
    }
  }

  /// Two seconds of known currents: 10.6 A at 60 degrees on each line.
  private func telegram(_ arguments: [String] = []) async throws -> Telegram {
    let outcome = try await Tool.run(
      ["run", "--input", "-"] + Frames.options + arguments,
      input: Frames.star(seconds: 2, amperes: 10.6, lagging: 60))
    try #require(outcome.status == 0, "\(outcome.errors)")
    let telegrams = try Telegram.all(outcome.output)
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
