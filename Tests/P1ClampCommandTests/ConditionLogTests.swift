// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("What is told of conditions that telegrams cannot show")
struct ConditionLogTests {
  /// A reading at a second with these flags, of the cycle and of L1.
  static func reading(_ second: Int, _ flags: Flags = [], l1: Flags = [], current: Double = 10) -> Reading {
    let line = LineReading(
      current: current, fundamental: 10, phase: 0, direction: .import, power: 2300, apparentPower: 2300,
      flags: l1)
    return Reading(
      cycle: second, time: Double(second), duration: 1, frequency: flags.contains(.frequencyLost) ? nil : 50,
      voltage: 230,
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
    var log = ConditionLog()
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
    var log = ConditionLog()
    let begin = log.lines(about: Self.reading(1, .frequencyLost))
    #expect(begin.count == 1 && begin[0].hasSuffix("is --rate or the channel order right?"))
  }

  @Test("what is below range, derived, a dip or a jump is no matter for a line")
  func quiet() {
    var log = ConditionLog()
    #expect(log.lines(about: Self.reading(1, [.dip, .jump], l1: [.belowRange, .derived])) == [])
    // Its clamps' own lines tell.
    #expect(log.lines(about: Self.reading(2, l1: [.clipped, .derived])) == [])
  }

  @Test("what comes and goes each second has six lines a minute, and the rest is counted")
  func counted() {
    var log = ConditionLog()
    let lines = (1...180).map { log.lines(about: Self.reading($0, $0.isMultiple(of: 2) ? .gap : [])) }.flatMap
    { $0 }
    #expect(lines.count == 18)
    #expect(lines[6].hasSuffix("(and 54 more changes since the last line)"), "\(lines[6])")
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
