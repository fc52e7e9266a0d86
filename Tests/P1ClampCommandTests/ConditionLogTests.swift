// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("What is told of conditions that telegrams cannot show")
struct ConditionLogTests {
  /// A reading at a second with these flags, of the cycle and of L1.
  static func reading(
    _ second: Int, _ flags: Flags = [], l1: Flags = [], current: Double = 10, voltage: Double? = 230
  ) -> Reading {
    let line = LineReading(
      current: current, fundamental: 10, phase: 0, direction: .import, power: 2300, apparentPower: 2300,
      flags: l1)
    return Reading(
      cycle: second, time: Double(second), duration: 1, frequency: flags.contains(.frequencyLost) ? nil : 50,
      voltage: voltage,
      lines: PerLine(line, nil, nil), flags: flags)
  }

  @Test(
    "a condition has a line when it begins, with what to look at, and one when it ends",
    arguments: [
      (reading(2, .gap), "gap: frames were lost"), (reading(2, .clipped), "clipped: the voltage reaches"),
      (reading(2, .frequencyLost), "frequencyLost: the mains voltage is lost"),
      (
        reading(2, l1: .clipped),
        "L1: clipped: the input reaches the converter's rails, its current is estimated"
      ),
      (reading(2, l1: .clipped, current: 1000), "L1: clipped: the input is at the converter's rails"),
      (reading(2, l1: .overRange), "L1: overRange: "), (reading(2, l1: .noSignal), "L1: noSignal: "),
    ] as [(Reading, String)])
  func lines(reading: Reading, text: String) {
    var log = ConditionLog(MeterConfiguration())
    #expect(log.lines(about: Self.reading(1)) == [])
    let begin = log.lines(about: reading)
    #expect(
      begin.count == 1 && begin[0].hasPrefix("second 2: \(text)") && begin[0].contains("; "), "\(begin)")
    #expect(log.lines(about: reading) == [])
    let name = text.split(separator: ": ").prefix(text.hasPrefix("L1") ? 2 : 1).joined(separator: ": ")
    #expect(log.lines(about: Self.reading(5)) == ["second 5: \(name) no longer"])
    #expect(log.lines(about: Self.reading(6)) == [])
  }

  @Test("a frequency that there has never been asks for the rate and the channel order")
  func neverFound() {
    var log = ConditionLog(MeterConfiguration())
    let begin = log.lines(about: Self.reading(1, .frequencyLost))
    #expect(begin.count == 1 && begin[0].hasSuffix("is --rate or the channel order right?"))
  }

  @Test("what is below range, derived, a dip or a jump is no matter for a line")
  func quiet() {
    var log = ConditionLog(MeterConfiguration())
    #expect(log.lines(about: Self.reading(1, [.dip, .jump], l1: [.belowRange, .derived])) == [])
    // Its clamps' own lines tell.
    #expect(log.lines(about: Self.reading(2, l1: [.clipped, .derived])) == [])
  }

  @Test("what comes and goes each second has six lines a minute, and the rest is counted")
  func counted() {
    var log = ConditionLog(MeterConfiguration())
    let lines = (1...180).map { log.lines(about: Self.reading($0, $0.isMultiple(of: 2) ? .gap : [])) }.flatMap
    { $0 }
    #expect(lines.count == 18)
    #expect(lines[6].hasSuffix("(and 54 more changes since the last line)"), "\(lines[6])")
  }

  @Test("a voltage that cannot be is told once, and when it is right again")
  func voltage() {
    var log = ConditionLog(MeterConfiguration())
    var lines = (1...60).flatMap { log.lines(about: Self.reading($0, voltage: 14.38)) }
    #expect(
      lines == [
        "second 5: 14.4 V measured, 230 V expected: are --bits, --channels, --calibration and --nominal-voltage right?"
      ])
    #expect(log.doubtfulVoltage?.measured == 14.38 && log.lastLines() == [])
    lines = (61...80).flatMap { log.lines(about: Self.reading($0, voltage: 229)) }
    #expect(lines == ["second 65: 229 V measured, 230 V expected again"])
    #expect(log.doubtfulVoltage == nil && log.lastLines() == [])
  }

  @Test("a voltage that cannot be is told at the end of an input that is over before")
  func shortInput() {
    var log = ConditionLog(MeterConfiguration())
    #expect(log.lastLines() == [])
    #expect((1...2).flatMap { log.lines(about: Self.reading($0, voltage: 320)) } == [])
    #expect(log.lastLines().first?.hasPrefix("second 2: 320 V measured, 230 V expected: ") == true)
  }

  @Test("of a voltage whose column has moved no more is said")
  func turned() {
    var log = ConditionLog(MeterConfiguration())
    log.areColumnsTurned = true
    #expect((1...20).flatMap { log.lines(about: Self.reading($0, voltage: 14)) } == [])
  }

  @Test(
    "the voltage of files, of a stream and of two lines of a net with a neutral is held against the nominal one",
    .serialized,
    arguments: [
      (#"{}"#, ["--bits", "12"], nil), (#"{}"#, ["--bits", "16"], "14.4 V measured, 230 V expected: "),
      (#"{"voltage": {"rms": 115}}"#, [], "115 V measured, 230 V expected: "),
      (#"{"voltage": {"rms": 115}}"#, ["--nominal-voltage", "115"], nil),
      (#"{"voltage": {"rms": 115}}"#, ["--nominal-voltage", "80"], "115 V measured, 80 V expected: "),
      (#"{"voltage": {"rms": 150}, "supply": {"N": "L2", "L": "L1"}}"#, ["--nominal-voltage", "150"], nil),
      (#"{"wiring": "delta-alternative"}"#, [], nil),
    ] as [(String, [String], String?)])
  func inputs(scenario: String, options: [String], text: String?) async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("house.json", scenario)
    _ = try folder.write(
      "wiring.json",
      #"{"neutral": true, "supply": {"N": "L2", "L": "L1"}, "inputs": [{"input": 1, "line": "L1"}]}"#)
    let wiring =
      scenario.contains("L2")
      ? ["--wiring", "wiring.json"]
      : scenario.contains("delta") ? ["--wiring", "delta-alternative"] : []
    for (seconds, form) in [(2, "raw"), (8, "raw"), (8, "-")] {
      let written = try await Tool.run(
        [
          "simulate", "--scenario", "house.json", "--rate", "1000", "--seconds", "\(seconds)", "--format",
          "s16le", "--write", "a.raw",
        ], in: folder)
      try #require(written.status == 0, "\(written.errors)")
      let input = form == "-" ? try folder.read("a.raw") : []
      let outcome = try await Tool.run(
        ["run", "--input", form == "-" ? "-" : "a.raw", "--rate", "1000", "--output", "none"] + options
          + wiring, input: input, in: folder)
      #expect(outcome.status == 0)
      let lines = outcome.complaints.filter { $0.contains("V measured") }
      #expect(lines.count == (text == nil ? 0 : 1), "\(outcome.errors)")
      if let text {
        #expect(lines.first?.hasPrefix("p1clamp: second \(min(seconds, 5)): \(text)") == true, "\(lines)")
      }
    }
  }

  @Test(
    "two columns read as four and a voltage that is lost are told", .enabled(if: SharedMaterial.isPresent))
  func cases() async throws {
    let stereo = SharedMaterial.file("cases/silent-bad-input/stereo.raw").path
    let wrong = try await Tool.run(["run", "--input", stereo, "--rate", "8000", "--bits", "16"])
    #expect(wrong.errors.contains("second 1: frequencyLost: "), "\(wrong.errors)")
    #expect(wrong.errors.contains("is --rate or the channel order right?"))
    let lost = SharedMaterial.file("cases/silent-bad-input/lost.json").path
    let silent = try await Tool.run(["run", "--scenario", lost, "--pace", "fast", "--seconds", "8"])
    #expect(silent.errors.contains("frequencyLost: the mains voltage is lost"), "\(silent.errors)")
  }
}
