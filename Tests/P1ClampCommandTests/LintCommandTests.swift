// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("p1clamp lint", .serialized)
struct LintCommandTests {
  @Test(
    "nothing wrong ends with 0 and one line",
    arguments: Trials.chosen(["csp1", "csp1-v05", "smr5", "emucs"], orEach: 3))
  func right(profile: String) async throws {
    let run = try await Tool.run(
      ["run", "--pace", "fast", "--seconds", "5", "--scenario", "delta", "--profile", profile])
    let outcome = try await Tool.run(["lint", "--wiring", "delta"], input: run.output)
    #expect(outcome.status == 0)
    #expect(outcome.text == "standard input: 5 telegrams, 5 right; errors: none; notes: none\n")
    #expect(outcome.errors == "")
  }

  @Test("something wrong ends with 1 and names the file, the line, the byte and the telegram")
  func wrong() async throws {
    let folder = try TemporaryFolder()
    let good = MeterTelegrams.smr5
    _ = try folder.write("meter.txt", good + MeterTelegrams.replacing("(001*A)", with: "(1*A)"))
    let outcome = try await Tool.run(["lint", "meter.txt"], in: folder)
    #expect(outcome.status == 1)
    let line = good.count { $0 == 0x0A } + 20
    let byte = good.count + String(decoding: good, as: UTF8.self).utf8Offset(of: "1-0:31.7.0")
    #expect(
      outcome.lines == [
        "meter.txt: line \(line), byte \(byte): telegram 2: width: 1-0:31.7.0: expected 000*A or 000.00*A, found \"1*A\"",
        "meter.txt: 2 telegrams, 1 right; errors: 1 width; notes: none",
      ])
  }

  @Test("a note that holds for every telegram is given once and counted")
  func notes() async throws {
    let telegram = MeterTelegrams.replacing("1-0:32.36.0(00000)", with: "1-0:14.7.0(50.01*Hz)")
    let outcome = try await Tool.run(["lint", "-"], input: telegram + telegram)
    #expect(outcome.status == 0)
    #expect(outcome.lines.count == 2)
    #expect(outcome.lines[0].hasSuffix("telegram 1: note: unknown: 1-0:14.7.0 is not known"))
    #expect(outcome.lines[1] == "standard input: 2 telegrams, 2 right; errors: none; notes: 2 unknown")
  }

  @Test("JSON has an object for each telegram, for what lies between two, and for the total")
  func json() async throws {
    let good = MeterTelegrams.smr5
    let outcome = try await Tool.run(
      ["lint", "--output", "json"],
      input: good + Array("??".utf8) + MeterTelegrams.replacing("(001*A)", with: "(1*A)"))
    #expect(outcome.status == 1)
    let objects = try outcome.lines.map(Tool.object)
    #expect(objects.count == 4)
    #expect(objects[0]["telegram"] as? Int == 1 && objects[0]["right"] as? Bool == true)
    let between = try #require(objects[1]["between"] as? [String: Any])
    #expect(between["kind"] as? String == "framing" && between["offset"] as? Int == good.count)
    #expect(objects[2]["right"] as? Bool == false && objects[2]["offset"] as? Int == good.count + 2)
    let finding = try #require((objects[2]["findings"] as? [[String: Any]])?.first)
    #expect(finding["kind"] as? String == "width" && finding["note"] as? Bool == false)
    let total = try #require(objects[3]["total"] as? [String: Any])
    #expect(
      total["telegrams"] as? Int == 2 && total["errors"] as? [String: Int] == ["framing": 1, "width": 1])
  }

  @Test("a file that is not there, is empty or is a folder has its own exit code")
  func input() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("empty", [])
    #expect(try await Tool.run(["lint", "nothing"], in: folder).status == 66)
    #expect(try await Tool.run(["lint", "."], in: folder).status == 66)
    let empty = try await Tool.run(["lint", "empty"], in: folder)
    #expect(empty.status == 65 && empty.errors == "p1clamp: empty: expected telegrams, found an empty file\n")
    #expect(try await Tool.run(["lint", "--wiring", "triangle"]).status == 64)
  }
}

extension String {
  /// Bytes before the first place where a text stands.
  fileprivate func utf8Offset(of text: String) -> Int {
    self[..<range(of: text)!.lowerBound].utf8.count
  }
}
