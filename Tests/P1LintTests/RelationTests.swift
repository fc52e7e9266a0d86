// SPDX-License-Identifier: Apache-2.0
@testable import P1Lint
import P1Port
import Testing
import _TestSupport

@Suite("Values that depend on each other")
struct RelationTests {
  @Test(
    "what contradicts is wrong, and what rounding explains is not",
    arguments: [
      // Both directions on a line, and in total.
      ("1-0:22.7.0(00.000*kW)", "1-0:22.7.0(00.001*kW)", "L1: expected power in or power out"),
      ("1-0:2.7.0(00.000*kW)", "1-0:2.7.0(00.001*kW)", "total: expected power in or power out"),
      // Two registers of a line and two in total, a watt each.
      ("1-0:1.7.0(00.335*kW)", "1-0:1.7.0(00.339*kW)", nil),
      ("1-0:1.7.0(00.335*kW)", "1-0:1.7.0(00.340*kW)", "total: expected what the lines add up to, 335 W"),
      ("1-0:1.7.0(00.335*kW)", "1-0:1.7.0(99.999*kW)", nil),
      // 229 V and 1 A, which may be 1.99 A.
      ("1-0:31.7.0(001*A)", "1-0:31.7.0(000*A)", "L1: expected up to 229.0*V times 000*A"),
      // 1.45 A may be 1.4599 A, and 335 W 334 W.
      ("1-0:31.7.0(001*A)", "1-0:31.7.0(001.45*A)", nil),
      ("1-0:31.7.0(001*A)", "1-0:31.7.0(001.44*A)", "L1: expected up to 229.0*V times 001.44*A"),
      ("1-0:31.7.0(001*A)", "1-0:31.7.0(999*A)", nil),
      ("260701120000S", "260101120000W", nil),
    ] as [(String, String, String?)])
  func relation(text: String, other: String, message: String?) {
    let found = findings(in: MeterTelegrams.replacing(text, with: other)).filter { $0.kind == .relation }
    #expect(found.count == (message == nil ? 0 : 1), "\(found)")
    if let message {
      #expect(found.first?.message.hasPrefix(message) == true, "\(found)")
      #expect(found.first?.isNote == false)
    }
  }

  @Test(
    "a season that is not Europe's is noted: a clock of another place may be right",
    arguments: [
      ("260701120000W", "expected S, summer time, at this date in Europe"),
      ("260101120000S", "expected W, winter time, at this date in Europe"),
      // New York has summer time up to the first Sunday of November.
      ("261028120000S", "expected W, winter time, at this date in Europe"),
    ])
  func otherSeason(time: String, message: String) {
    let found = findings(in: MeterTelegrams.replacing("260701120000S", with: time))
    #expect(found.count == 1 && found.allSatisfy(\.isNote), "\(found)")
    #expect(found.first?.kind == .relation && found.first?.message.hasPrefix(message) == true, "\(found)")
  }

  @Test(
    "what stands there and is wrong is not noted as absent",
    arguments: [
      ("1-0:22.7.0(00.000*kW)", "1-0:22.7.0(00.001*kW)"), ("1-0:2.7.0(00.000*kW)", "1-0:2.7.0(00.001*kW)"),
      ("1-0:31.7.0(001*A)", "1-0:31.7.0(000*A)"), ("1-0:32.7.0(229.0*V)", "1-0:32.7.0(629.0*V)"),
      ("1-0:32.7.0(229.0*V)", "1-0:32.7.0(22.0*V)"),
    ])
  func wrongIsNotAbsent(text: String, other: String) {
    let found = findings(in: MeterTelegrams.replacing(text, with: other))
    #expect(found.contains { !$0.isNote }, "\(found)")
    #expect(!found.contains { $0.kind == .absent }, "\(found)")
  }

  @Test(
    "a power is within what the last places of current and voltage leave open, rounded or cut off",
    arguments: [(295, 260, nil), (302, 253, "L1: expected up to 231.0*V times 001.2*A")]
      as [(Int, Int, String?)])
  func rounding(watts: Int, total: Int, message: String?) {
    let telegram = MeterTelegrams.replacing(
      "1-0:21.7.0(0000.250*kW)", with: "1-0:21.7.0(0000.\(watts)*kW)", in: MeterTelegrams.sweden)
    let found = findings(
      in: MeterTelegrams.replacing(
        "1-0:2.7.0(0000.305*kW)", with: "1-0:2.7.0(0000.\(total)*kW)", in: telegram)
    ).filter { !$0.isNote }
    #expect(found.count == (message == nil ? 0 : 1), "\(found)")
    if let message { #expect(found.first?.message.hasPrefix(message) == true, "\(found)") }
  }

  @Test("a damaged telegram is compared with nothing")
  func damaged() {
    var telegram = MeterTelegrams.replacing("1-0:22.7.0(00.000*kW)", with: "1-0:22.7.0(00.001*kW)")
    telegram[telegram.count - 3] ^= 1
    #expect(!findings(in: telegram).contains { $0.kind == .relation })
  }

  @Test("Hungarian meters may tell both directions in total: a note")
  func both() {
    let found = findings(in: MeterTelegrams.hungary).filter { $0.kind == .relation }
    #expect(found.map(\.isNote) == [true])
  }

  @Test("watts and kilowatts of one telegram are compared as what they are")
  func units() {
    let telegram = MeterTelegrams.replacing(
      "21.7.0(00384*W)", with: "21.7.0(0.384*kW)", in: MeterTelegrams.wattHours)
    #expect(!findings(in: telegram).contains { $0.kind == .relation })
    let other = MeterTelegrams.replacing(
      "21.7.0(00384*W)", with: "21.7.0(0.304*kW)", in: MeterTelegrams.wattHours)
    #expect(findings(in: other).contains { $0.kind == .relation })
  }

  @Test(
    "summer time in Europe lasts from the last Sunday of March to that of October",
    arguments: [
      (2024, 3, 30, false), (2024, 4, 1, true), (2024, 10, 26, true), (2024, 10, 28, false),
      (2025, 3, 29, false),
      (2025, 3, 31, true), (2026, 3, 28, false), (2026, 3, 30, true), (2026, 10, 24, true),
      (2026, 10, 26, false),
      (2027, 10, 30, true), (2000, 3, 25, false), (2000, 3, 27, true), (2099, 3, 28, false),
      (2099, 3, 30, true),
      (2026, 12, 31, false), (2026, 6, 1, true),
    ] as [(Int, Int, Int, Bool)])
  func season(year: Int, month: Int, day: Int, isSummer: Bool) throws {
    let time = try CivilTime(
      year: year, month: month, day: day, hour: 12, minute: 0, second: 0, isSummer: true)
    #expect(time.isEuropeanSummer == isSummer)
  }

  @Test(
    "on the days that the season changes either is right",
    arguments: [(2026, 3, 29), (2026, 10, 25), (2024, 3, 31)])
  func change(year: Int, month: Int, day: Int) throws {
    let time = try CivilTime(
      year: year, month: month, day: day, hour: 2, minute: 30, second: 0, isSummer: true)
    #expect(time.isEuropeanSummer == nil)
  }

  @Test(
    "what a load balancer misses is noted",
    arguments: [
      ("1-0:31.7.0(001*A)\n", "", "no line's current"),
      ("1-0:22.7.0(00.000*kW)\n", "", "no power in and out"),
      ("1-0:32.7.0(229.0*V)\n", "", "no voltage"), ("1-0:2.7.0(00.000*kW)\n", "", "no total power"),
      ("260701120000S", "000101010000W", "no time"), ("0-0:1.0.0(260701120000S)\n", "", "no time"),
      ("1-0:31.7.0(001*A)\n", "1-0:31.7.0(001*A)\n1-0:71.7.0(001*A)\n", "no current of L2"),
    ])
  func absent(text: String, other: String, message: String) {
    #expect(findings(in: MeterTelegrams.smr5) == [])
    let found = findings(in: MeterTelegrams.replacing(text, with: other))
    #expect(found.contains { $0.kind == .absent && $0.isNote && $0.message.hasPrefix(message) }, "\(found)")
    #expect(!found.contains { !$0.isNote })
  }

  @Test("currents beside powers that are all zero are noted")
  func zeroPowers() {
    let telegram = MeterTelegrams.replacing("00.335*kW", with: "00.000*kW")
    #expect(
      findings(in: telegram).map(\.message).contains { $0.hasPrefix("no power above zero beside currents") })
  }

  private func findings(in bytes: [UInt8]) -> [LintFinding] {
    var check = TelegramStreamCheck()
    return (check.receive(bytes.span) + check.finish()).flatMap(\.findings)
  }
}
