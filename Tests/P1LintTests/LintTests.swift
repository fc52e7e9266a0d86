// SPDX-License-Identifier: Apache-2.0
@testable import P1Lint
import Foundation
import Testing
import _TestSupport

@Suite("What lint finds in one telegram")
struct LintTests {
  @Test(
    "telegrams of meters are correct",
    arguments: [MeterTelegrams.dsmr4, MeterTelegrams.smr5, MeterTelegrams.emucs])
  func meters(telegram: [UInt8]) {
    // All nines are the largest value that fits; DSMR 4 and e-MUCS write a threshold so that is switched off.
    // The meter of DSMR 4 has one line and no voltage.
    #expect(
      findings(in: telegram).filter {
        !$0.message.contains("is the largest value that fits") && $0.kind != .absent
      } == [])
    #expect(findings(in: telegram).allSatisfy { $0.isNote })
  }

  @Test("the golden telegrams are correct", .enabled(if: SharedMaterial.isPresent))
  func golden() throws {
    let folder = SharedMaterial.file("golden")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    try #require(!names.isEmpty)
    for name in names {
      let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
      // They state no time, and the older ones neither voltages nor powers.
      #expect(findings(in: bytes).filter { $0.kind != .absent } == [], "\(name)")
    }
  }

  @Test("a telegram of DSMR 2.2 has no error, and a note that it has no check")
  func withoutCheck() {
    let findings = findings(in: MeterTelegrams.dsmr2).filter { $0.kind != .absent }
    #expect(findings.map(\.kind) == [.crc] && findings[0].isNote)
    #expect(findings[0].message.hasPrefix("there is no check after !, as in DSMR 2.2 and 3"))
    #expect(findings[0].place == StreamPlace(offset: MeterTelegrams.dsmr2.count - 3, line: 20))
  }

  @Test(
    "a fault is found, once, with its line",
    arguments: [
      ("(229.0*V)", "(29.0*V)", .width, 19), ("(229.0*V)", "(229.00*V)", .width, 19),
      ("(229.0*V)", "(229.0*A)", .width, 19),
      ("(229.0*V)", "(-29.0*V)", .width, 19), ("(229.0*V)", "()", .width, 19),
      ("(229.0*V)", "(229.0)", .width, 19),
      ("(229.0*V)", "(229.0*V)(1)", .width, 19), ("(229.0*V)", "(999.0*V)", .range, 19),
      ("(229.0*V)", "(  NaN*V)", .width, 19), ("(001*A)", "(1.5*A)", .width, 20),
      ("1-0:1.7.0(00.335*kW)", "1-0:1.7.0(0.335*kW)", .width, 11),
      ("(0001)", "(0009)", .range, 10), ("(0001)", "(1)", .width, 10), ("(00003)", "(3)", .width, 13),
      ("(260701120000S)", "(260701120000)", .width, 4), ("(260701120000S)", "(260731250000S)", .range, 4),
      ("(260701120000S)", "(260231120000S)", .range, 4), ("(00016.713*m3)", "(16.713*m3)", .width, 25),
      ("(260701115500S)(00016.713*m3)", "(00016.713*m3)", .width, 25),
      ("96.13.0()", "96.13.0(4G)", .width, 18),
      ("96.13.0()", "96.13.0(414)", .width, 18), ("99.97.0()", "99.97.0(1)(0-0:96.7.19)", .width, 15),
      ("99.97.0()", "99.97.0(1)(96.7.19)(000104180320W)(0000237126*s)", .width, 15),
      ("1-0:32.36.0(00000)", "1-0:32.32.0(00002)", .duplicate, 17),
      ("1-0:32.36.0(00000)", "1-0:32.36.0", .framing, 17),
      ("1-0:32.36.0(00000)", "1-0:32.36(00000)", .framing, 17),
      ("1-0:32.36.0(00000)", "1-0:32.36.0((00000)", .framing, 17),
      ("1-0:32.36.0(00000)", "1-0:32.36.0(00000) ", .framing, 17),
      ("1-0:32.36.0(00000)", "(00000)", .framing, 17),
      ("1-0:32.36.0(00000)", "", .framing, 17), ("/Ene5", "/En5", .framing, 1),
      ("/Ene5", "/Enexx", .framing, 1),
      ("ESMR5.0", "ESMR5.012345", .framing, 1), ("ESMR5.0\r\n\r\n", "ESMR5.0\r\n", .framing, 2),
      ("96.13.0()", "96.13.0(\u{7})", .framing, 18),
    ] as [(String, String, LintFinding.Kind, Int)])
  func fault(text: String, other: String, kind: LintFinding.Kind, line: Int) {
    let lines = text.replacing("\r\n", with: "\n"), others = other.replacing("\r\n", with: "\n")
    let errors = findings(in: MeterTelegrams.replacing(lines, with: others)).filter { !$0.isNote }
    // A character that is not allowed also makes the form of its value wrong.
    #expect(errors.contains { $0.kind == kind })
    #expect(errors.allSatisfy { $0.place.line == line })
    #expect(errors.count == (other.contains("\u{7}") ? 2 : 1))
  }

  @Test("an object that is not known is noted and nothing wrong")
  func unknown() {
    let findings = findings(in: MeterTelegrams.replacing("1-0:32.36.0(00000)", with: "1-0:99.1.0(50.01)"))
    #expect(findings.map(\.kind) == [.unknown] && findings[0].isNote)
    #expect(findings[0].message == "1-0:99.1.0 is not known")
  }

  @Test("the check: wrong, lower case, missing, too short, too long, no hexadecimal number")
  func check() {
    let body = MeterTelegrams.smr5.dropLast(6)
    let correct = String(decoding: MeterTelegrams.smr5.suffix(6).prefix(4), as: UTF8.self)
    func kinds(_ check: String) -> [LintFinding.Kind] {
      findings(in: Array(body) + Array(check.utf8)).map(\.kind)
    }
    #expect(kinds(correct + "\r\n") == [])
    #expect(kinds((correct == "0000" ? "0001" : "0000") + "\r\n") == [.crc])
    #expect(kinds(correct.lowercased() + "\r\n") == (correct == correct.lowercased() ? [] : [.crc]))
    for check in ["", "A", "12345", "GGGG", " \(correct)", "\(correct) "] {
      #expect(kinds(check + "\r\n") == [.crc], "\(check)")
    }
    for end in ["\n", "\r", "", "\r\r"] { #expect(kinds(correct + end).first == .framing, "\(end.utf8)") }
  }

  @Test("lines that end in LF alone are one fault, and the check says what it was made for")
  func lineFeeds() {
    let findings = findings(in: MeterTelegrams.smr5.filter { $0 != 0x0D })
    #expect(findings.map(\.kind) == [.framing, .framing, .crc])
    #expect(findings[0].message == "expected lines that end in CR LF, found LF alone in all 28 lines")
    #expect(findings[2].message.hasSuffix("which is right for lines that end in CR LF"))
  }

  @Test("a finding and a total are a line each, with the place, the kind and whether it is a note")
  func lines() {
    var check = TelegramStreamCheck()
    let stream = Array("xx".utf8) + MeterTelegrams.smr5.dropLast(6) + Array("0000\r\n".utf8)
    let lines = check.receive(stream.span).flatMap(\.findings).map(\.description)
    #expect(lines.count == 2)
    #expect(
      lines[0] == "line 1, byte 0: note: framing: expected / and a telegram, found 2 bytes before the first")
    // The line of ! follows the lines of the body.
    let line = MeterTelegrams.smr5.dropLast(6).count { $0 == 0x0A } + 1
    #expect(lines[1].hasPrefix("line \(line), byte \(stream.count - 7): crc: expected check "))
    #expect(check.total.description == "1 telegram, 0 right; errors: 1 crc; notes: 1 framing")
  }

  @Test("numbers that are all nines are noted")
  func saturated() {
    let telegram = MeterTelegrams.replacing("(001*A)", with: "(999.99*A)")
    #expect(findings(in: telegram).map(\.isNote) == [true])
  }

  @Test("currents of three wires: none above the sum of the others, but for their rounding")
  func triangle() {
    func errors(_ l1: String, _ l2: String, _ l3: String, _ net: TelegramStreamCheck.Net) -> [LintFinding
      .Kind]
    {
      let currents = "1-0:31.7.0(\(l1)*A)\n1-0:51.7.0(\(l2)*A)\n1-0:71.7.0(\(l3)*A)"
      return findings(in: MeterTelegrams.replacing("1-0:31.7.0(001*A)", with: currents), net: net).filter {
        !$0.isNote
      }
      .map(\.kind)
    }
    #expect(errors("010.00", "010.00", "010.00", .delta) == [])
    #expect(errors("020.00", "010.00", "010.00", .delta) == [])
    // Half a last place of each, and twice the 40 mA below which a current is given as zero.
    #expect(errors("020.09", "010.00", "010.00", .delta) == [])
    #expect(errors("020.10", "010.00", "010.00", .delta) == [.kirchhoff])
    #expect(errors("020.10", "010.00", "010.00", .star) == [])
    #expect(errors("010.00", "000.00", "030.00", .delta) == [.kirchhoff])
    #expect(errors("010", "001", "012", .delta) == [])
    #expect(errors("010", "001", "013", .delta) == [.kirchhoff])
    #expect(errors("999", "001", "013", .delta) == [])
  }

  private func findings(in bytes: [UInt8], net: TelegramStreamCheck.Net = .star) -> [LintFinding] {
    var check = TelegramStreamCheck(net: net)
    return (check.receive(bytes.span) + check.finish()).flatMap(\.findings)
  }
}
