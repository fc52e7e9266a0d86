// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("What a recording holds", .serialized)
struct InfoTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func write(_ arguments: String...) async throws {
    let outcome = try await Tool.run(["simulate", "--seconds", "1.5"] + arguments, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  /// The object about a recording; what it says to type measures it.
  private func info(_ arguments: [String], measures: Bool = true) async throws -> [String: Any] {
    let outcome = try await Tool.run(["info", "--output", "json"] + arguments, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let object = try Tool.object(outcome.lines[0])
    guard measures else { return object }
    let command = try #require(object["command"] as? String)
    let words = command.split(separator: " ").map(String.init)
    #expect(words.prefix(2) == ["p1clamp", "run"])
    let run = try await Tool.run(Array(words.dropFirst()), in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.lines.count == 2)
    return object
  }

  @Test("every kind is told, and the command that it names measures it")
  func kinds() async throws {
    try await write("--write", "a.cfg")
    let comtrade = try await info(["a.cfg"])
    #expect(comtrade["version"] as? String == ToolVersion.number)
    #expect(comtrade["kind"] as? String == "COMTRADE 1999, BINARY")
    #expect(comtrade["seconds"] as? Double == 1.5)
    #expect(comtrade["measuredRate"] as? Double == 4000)
    let channels = try #require(comtrade["channels"] as? [[String: Any]])
    #expect(channels.map { $0["name"] as? String } == ["V", "I1", "I2", "I3"])
    #expect(channels.map { $0["unit"] as? String } == ["V", "A", "A", "A"])
    let volts = channels[0]["rms"] as? Double ?? 0
    #expect(abs(volts - 230) < 2)

    try await write("--rate", "48000", "--bits", "16", "--write", "a.wav")
    let wave = try await info(["a.wav"])
    #expect(wave["kind"] as? String == "WAV, 16 bits")
    #expect(wave["measuredRate"] as? Double == 16000)
    try await write("--write", "a.csv")
    #expect(try await info(["a.csv"])["format"] as? String == "csv")
    try await write("--bits", "14", "--write", "a.raw")
    #expect((try await info(["a.raw"])["command"] as? String)?.contains("--bits 14") == true)
  }

  @Test("codes of an unsigned converter, blank units and holes are seen")
  func special() async throws {
    var bytes: [UInt8] = []
    for frame in 0..<6000 {
      let angle = 2 * Double.pi * Double(frame) / 80
      for code in [2048 + 1500 * sin(angle), 2400 + 300 * sin(angle)] {
        let whole = UInt16(code.rounded())
        bytes += [UInt8(truncatingIfNeeded: whole), UInt8(whole >> 8)]
      }
    }
    _ = try folder.write("u.raw", bytes)
    let unsigned = try await info(["u.raw", "--columns", "2"])
    #expect((unsigned["command"] as? String)?.contains("--channels V,I1 --midpoint 2048,2400") == true)

    var text = "t,a,b\n"
    for frame in 0..<6000 where frame != 100 {
      let angle = 2 * Double.pi * Double(frame) / 80
      text += "\(Double(frame) * 0.00025),\(300 * sin(angle)),\(5 * sin(angle))\n"
    }
    _ = try folder.write("b.csv", text)
    let table = try await info(["b.csv"])
    #expect((table["command"] as? String)?.contains("--units V,A") == true)
    let holes = try #require(table["holes"] as? [[String: Int]])
    #expect(holes == [["record": 101, "records": 1]])
  }

  /// A table of 6000 records, 4000 a second.
  private func table(_ header: String, time: (Int) -> String) -> String {
    let lines = (0..<6000).map { record in
      let angle = 2 * Double.pi * Double(record) / 80
      return time(record) + "\(325 * sin(angle)),\(14 * sin(angle))"
    }
    return ([header] + lines).joined(separator: "\n")
  }

  @Test("times that cannot tell the rate are told as such, and with the rate the proposal measures")
  func rounded() async throws {
    _ = try folder.write("a.csv", table("Time (ms),U (V),I (A)") { "\($0 / 4)," })
    _ = try folder.write("b.csv", table("U (V),I (A)") { _ in "" })
    for name in ["a.csv", "b.csv"] {
      let unknown = try await Tool.run(["info", name], in: folder)
      #expect(unknown.lines.last?.contains("it tells no rate of 500...200000 a second") == true)
      #expect(unknown.text.contains("needs a voltage") == false)
      let known = try await info([name, "--rate", "4000"])
      #expect((known["command"] as? String)?.contains("--rate 4000") == true)
    }
    _ = try folder.write("c.csv", table("Time (s),P (W),I (A)") { "\(Double($0) / 4000)," })
    let powers = try await Tool.run(["info", "c.csv"], in: folder)
    #expect(powers.lines.last == "It cannot be measured: none of its channels is a voltage, by their units.")
  }

  @Test("floating-point numbers beyond full scale are volts and amperes, and a name may begin with a dash")
  func volts() async throws {
    let bytes = (0..<6000).flatMap { frame -> [UInt8] in
      let angle = 2 * Double.pi * Double(frame) / 80
      return [325 * sin(angle), 14.142 * sin(angle)].flatMap { value in
        let bits = Float(value).bitPattern
        return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      }
    }
    _ = try folder.write("-a.f32le", bytes)
    let found = try await info(["--columns", "2", "--", "-a.f32le"])
    let command = try #require(found["command"] as? String)
    #expect(command.contains("--input ./-a.f32le ") && command.contains("--units V,A"))
    let run = try await Tool.run(command.split(separator: " ").dropFirst().map(String.init), in: folder)
    let reading = try Tool.object(run.lines[0])
    #expect(abs((reading["voltage"] as? Double ?? 0) - 229.8) < 0.1)
  }

  @Test("text tells the same to people")
  func text() async throws {
    try await write("--write", "a.cfg")
    let outcome = try await Tool.run(["info", "a.cfg"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.lines.first == "COMTRADE 1999, BINARY, 4 channels, 6000 records")
    #expect(outcome.lines.last == "p1clamp run --input a.cfg --channels 1,2,3,4 --output json")
    #expect(outcome.text.contains("  I1 [A]\n"))
  }

  @Test("what run refuses names it, and nothing else does")
  func named() async throws {
    try await write("--write", "a.cfg")
    let refused = try await Tool.run(["run", "--input", "a.cfg", "--channels", "V,W"], in: folder)
    #expect(refused.status == 65)
    #expect(refused.errors.hasSuffix("(p1clamp info a.cfg tells what it holds)\n"))
    let absent = try await Tool.run(["run", "--input", "b.cfg"], in: folder)
    #expect(absent.status == 66 && !absent.errors.contains("info"))
    let nothing = try await Tool.run(["info", "b.raw"], in: folder)
    #expect(nothing.status == 66)
  }

  @Test("readings and the truth are CSV of the same columns, and agree")
  func table() async throws {
    try await write(
      "--scenario", "solar", "--rate", "48000", "--bits", "16", "--write", "a.wav", "--truth", "a.csv")
    let truth = String(decoding: try folder.read("a.csv"), as: UTF8.self).split(separator: "\n")
    let outcome = try await Tool.run(
      ["run", "--input", "a.wav", "--output", "csv", "--power-model", "measured"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.lines.count == 3 && truth.count == 3)
    #expect(outcome.lines[0] == truth[0])
    #expect(
      truth[0].hasPrefix("time (s),duration (s),frequency (Hz),voltage (V),L1 current (A),L1 phase (deg)"))
    for (found, expected) in zip(outcome.lines, truth).dropFirst() {
      let (found, expected) = (found.split(separator: ","), expected.split(separator: ","))
      // Frequency, voltage and what lines carry: a clamp's and a converter's errors are nil here, 1 LSB of 16 bits is noise.
      for column in [0] + (2..<15) {
        let (read, exact) = (Double(found[column]) ?? .nan, Double(expected[column]) ?? .nan)
        #expect(abs(read - exact) <= 2e-4 * abs(exact) + 5e-3, "column \(column)")
      }
    }
    #expect(outcome.lines[2].hasSuffix(",partial") && truth[2].hasSuffix(",partial"))
  }
}
