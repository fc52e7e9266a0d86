// SPDX-License-Identifier: Apache-2.0
@testable import P1Lint
import Testing
import _TestSupport

@Suite("Dialects, by what telegrams say of themselves")
struct DialectTests {
  static let telegrams: [(dialect: TelegramDialect, bytes: [UInt8])] = [
    (.dsmr2, MeterTelegrams.dsmr2), (.dsmr2, MeterTelegrams.dsmr3), (.dsmr4, MeterTelegrams.dsmr4),
    (.smr5, MeterTelegrams.smr5), (.emucs, MeterTelegrams.emucs), (.emucs, MeterTelegrams.emucs2),
    (.nordic, MeterTelegrams.sweden), (.nordic, MeterTelegrams.finland), (.hungary, MeterTelegrams.hungary),
    (.luxembourg, MeterTelegrams.luxembourg), (.other, MeterTelegrams.wattHours),
  ]

  @Test(
    "a meter's telegram is of its dialect, correct, and without an unknown object",
    arguments: telegrams.indices)
  func meters(index: Int) {
    let (dialect, bytes) = Self.telegrams[index]
    var check = TelegramStreamCheck()
    let findings = (check.receive(bytes.span) + check.finish()).flatMap(\.findings)
    #expect(findings.filter { !$0.isNote } == [])
    #expect(!findings.contains { $0.kind == .unknown }, "\(findings)")
    #expect(check.dialects == [dialect: 1])
    #expect(check.total.correct == 1)
  }

  @Test("without a check a telegram of DSMR 2 is noted, and one of a later dialect wrong")
  func withoutCheck() {
    let old = findings(in: MeterTelegrams.dsmr3).filter { $0.kind == .crc }
    #expect(old.map(\.isNote) == [true])
    for later in [MeterTelegrams.smr5, MeterTelegrams.sweden, MeterTelegrams.hungary] {
      let bare = findings(in: later.dropLast(6) + Array("\r\n".utf8)).filter { $0.kind == .crc }
      #expect(bare.map(\.isNote) == [false])
    }
  }

  @Test("widths that DSMR prescribes are asked of its own telegrams alone")
  func widths() {
    let wide = "(0000.335*kW)"
    #expect(
      findings(in: MeterTelegrams.replacing("(00.335*kW)", with: wide)).contains {
        $0.kind == .width && !$0.isNote
      })
    for (unit, isKnown) in [("kW", true), ("W", true), ("kWh", false), ("V", false)] {
      let changed = MeterTelegrams.replacing(
        "(0001.345*kW)", with: "(0001.345*\(unit))", in: MeterTelegrams.finland)
      #expect(findings(in: changed).contains { $0.kind == .width } == !isKnown)
    }
    for number in ["1.345.0", ".345", "1.", "", "-1.345", "00001345000.0"] {
      let changed = MeterTelegrams.replacing(
        "(0001.345*kW)", with: "(\(number)*kW)", in: MeterTelegrams.finland)
      #expect(findings(in: changed).contains { $0.kind == .width }, "\(number)")
    }
  }

  @Test("a simulation that says so is noted")
  func simulation() {
    let telegram = MeterTelegrams.replacing("T210-D ESMR5.0", with: "SIMULATION")
    #expect(findings(in: telegram).map(\.kind) == [.simulation])
  }

  private func findings(in bytes: some Sequence<UInt8>) -> [LintFinding] {
    var check = TelegramStreamCheck()
    return (check.receive(Array(bytes).span) + check.finish()).flatMap(\.findings)
  }
}
