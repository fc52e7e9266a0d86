// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

@testable import LiveView

@Suite("What the page says of a reading")
struct LiveConditionTests {
  private func instrument(simulated: Bool = false) -> LiveInstrument {
    LiveInstrument(
      name: "test", isSimulated: simulated, configuration: MeterConfiguration(), fuses: PerLine(25, 25, 25),
      version: "1")
  }

  /// A reading whose first line has this phase, current and flags.
  private func reading(phase: Double = 10, current: Double = 10, _ flags: Flags = []) -> Reading {
    var reading = LiveService.reading(cycle: 1)
    reading.lines[.l1]?.phase = phase
    reading.lines[.l1]?.current = current
    reading.lines[.l1]?.fundamental = current
    reading.lines[.l1]?.flags = flags
    return reading
  }

  /// A second of such a reading.
  private func second(phase: Double = 10, current: Double = 10, _ flags: Flags = []) -> LiveSecond {
    LiveSecond(reading(phase: phase, current: current, flags), made: 0)
  }

  @Test("a voltage that cannot be is told, with what was expected")
  func voltage() {
    var second = second(.noSignal)
    second.doubtfulVoltage = (14.38, 230)
    let condition = instrument().condition(of: second)
    #expect(condition.level == .warning)
    #expect(condition.text.hasPrefix("Voltage doubtful: 14.4 V measured, 230 V expected. "))
    // Without a frequency there is no voltage to doubt.
    second.reading.flags = .frequencyLost
    #expect(instrument().condition(of: second).text.hasPrefix("No mains voltage"))
  }

  @Test("what matters most is the sentence")
  func sentences() {
    let instrument = instrument()
    #expect(instrument.condition(of: second()).text == "Fresh: one reading a second.")
    #expect(instrument.condition(of: second(current: 26)).text == "Above the fuse: L1.")
    #expect(instrument.condition(of: second(.clipped)).text.hasPrefix("Clipped: L1 "))
    #expect(instrument.condition(of: second(.noSignal)).text.hasPrefix("No signal: L1."))
    #expect(instrument.condition(of: second(.overRange)).text.hasPrefix("Over range: L1 "))
    var lost = reading(.clipped)
    lost.flags = .frequencyLost
    #expect(instrument.condition(of: LiveSecond(lost, made: 0)).text.hasPrefix("No mains voltage"))
    let simulated = self.instrument(simulated: true).condition(of: second())
    #expect(simulated.text.hasPrefix("Simulated: nothing is measured.") && simulated.level == .notice)
  }

  @Test(
    "a current that no load draws makes the wiring doubtful, an export does not",
    arguments: [
      (0.0, false), (-30, false), (55, false), (90, true), (120, true), (-90, true), (180, false),
      (-170, false),
    ])
  func doubt(phase: Double, isDoubtful: Bool) {
    #expect(instrument().condition(of: second(phase: phase)).text.hasPrefix("Wiring doubtful") == isDoubtful)
    // Of a small current the angle tells little.
    #expect(!instrument().condition(of: second(phase: phase, current: 1)).text.hasPrefix("Wiring doubtful"))
  }

  @Test("in a net without neutral the sum of three clamps' currents tells")
  func residual() {
    var reading = reading()
    reading.residual = 0.1
    #expect(instrument().doubtfulLines(of: reading) == [])
    reading.residual = 6
    #expect(instrument().doubtfulLines(of: reading) == [.l1, .l2])
  }

  @Test("HomeWizard's fields are there, of their types, with the sign of the power")
  func homeWizard() throws {
    let second = LiveSecond(LiveService.reading(cycle: 1), made: 0)
    let text = instrument().homeWizardData(of: second)
    let data = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(data["active_current_l1_a"] as? Double == 10.5 && data["active_current_l2_a"] as? Double == -4.25)
    #expect(data["active_current_l3_a"] == nil && data["total_power_import_kwh"] == nil)
    #expect(data["active_power_w"] as? Double == 1393.4 && data["active_power_l2_w"] as? Double == -962.3)
    #expect(data["active_frequency_hz"] as? Double == 50.01)
    #expect(instrument().serial.count == 12 && instrument(simulated: true).serial != instrument().serial)
  }

  @Test("a telegram's verdict is its CRC's")
  func verdict() {
    #expect(LiveContent.verdict(on: Array("123456789!".utf8)) == "it has no CRC")
    #expect(LiveContent.verdict(on: Array("123456789".utf8)) == "it has no end")
    // CRC-16/ARC: BB3D for the nine digits, as catalogues of CRCs have it, and with the mark
    //   functools.reduce(lambda c, b: c >> 1 ^ (0xA001 if (c ^ b) & 1 else 0), map(int, f"{0x21:08b}"[::-1]), 0xBB3D)
    #expect(LiveContent.verdict(on: Array("123456789!C9BA\r\n".utf8)) == "CRC C9BA, right")
    #expect(
      LiveContent.verdict(on: Array("123456789!BB3D\r\n".utf8)) == "CRC BB3D, wrong: it should be C9BA")
  }

  @Test(
    "the telegram of the manual has a right CRC, and a wrong one with any of its bits turned",
    .enabled(if: SharedMaterial.isPresent))
  func golden() throws {
    let telegram = try [UInt8](
      Data(contentsOf: SharedMaterial.file("golden/csp1-manual-example.50D5.telegram")))
    #expect(LiveContent.verdict(on: telegram) == "CRC 50D5, right")
    for place in 0..<telegram.count - 7 {
      var changed = telegram
      changed[place] ^= 1 << UInt8(place % 8)
      #expect(LiveContent.verdict(on: changed).hasPrefix("CRC 50D5, wrong: it should be "))
    }
  }

  @Test("a label of a metric cannot break its line, and what is stale is not told")
  func metrics() {
    var instrument = instrument()
    instrument.name = "a\"b\\c\nd"
    var content = LiveContent(of: instrument)
    content.show(LiveSecond(LiveService.reading(cycle: 1), made: 0))
    let text = content.metrics(isFresh: true)
    #expect(text.contains(#"source="a\"b\\c\nd""#) && text.hasSuffix("# EOF\n"))
    #expect(text.contains("p1clamp_power_watts{line=\"L2\"} -962.3\n"))
    #expect(!content.metrics(isFresh: false).contains("p1clamp_power_watts"))
    let names = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
    #expect(Set(names).count == names.count)
  }
}
