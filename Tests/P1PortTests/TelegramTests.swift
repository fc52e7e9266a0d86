// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import P1Port
import Testing
import _TestSupport

@Suite struct TelegramTests {
  @Test(
    "the golden telegrams come out byte for byte", .enabled(if: SharedMaterial.isPresent),
    arguments: [
      ("csp1-manual-example.50D5", TelegramProfile.csp1, Reading.example),
      ("csp1-v05-whole-amperes.19D6", .csp1V05, Reading(each: LineReading(current: 24, power: 0))),
      ("strict-whole-amperes.385C", .smr5, Reading(each: LineReading(current: 24, power: 5520))),
    ])
  func golden(name: String, profile: TelegramProfile, reading: Reading) throws {
    let golden = try Data(contentsOf: SharedMaterial.file("golden/\(name).telegram"))
    let clock = profile.clock == .required ? TelegramTime.example : .unset
    #expect(try Telegram(reading, as: profile, time: clock).bytes() == [UInt8](golden))
  }

  @Test("the manual's example has its check, its length and its values")
  func example() throws {
    let bytes = try Telegram(.example).bytes()
    #expect(bytes.count == 805)
    #expect(bytes.suffix(7) == Array("!50D5\r\n".utf8))
    let telegram = try TelegramReader(bytes)
    #expect(telegram.header == "XMX5XMXCQA0000008879")
    #expect(telegram.references.count == 34)
    #expect(telegram.values["1-3:0.2.8"] == "(40)")
    #expect(telegram.values["0-0:1.0.0"] == "(000101010000W)")
    #expect(telegram.values["0-0:96.1.1"] == "(4530303030303030303030303030303030)")
    #expect(telegram.values["1-0:1.7.0"] == "(16.560*kW)")
    #expect(telegram.values["1-0:71.7.0"] == "(024.56*A)")
    #expect(telegram.values["1-0:61.7.0"] == "(05.520*kW)")
  }

  @Test("the older device sends whole amperes, no voltages and no powers, whatever flows")
  func wholeAmperes() throws {
    let reading = Reading(
      LineReading(current: 24.56, power: 5520), LineReading(current: 0.49, power: -112), nil)
    let bytes = try Telegram(reading, as: .csp1V05).bytes()
    #expect(bytes.count == 755)
    let telegram = try TelegramReader(bytes)
    #expect(telegram.references.count == 32)
    #expect(telegram.values["1-0:31.7.0"] == "(025*A)")
    #expect(telegram.values["1-0:51.7.0"] == "(000*A)")
    #expect(telegram.values["1-0:71.7.0"] == "(000*A)")
    #expect(telegram.values["0-0:17.0.0"] == "(000.0*kW)")
    #expect(telegram.values["1-0:32.7.0"] == nil)
    for reference in powerReferences {
      #expect(telegram.values[reference] == "(00.000*kW)")
    }
  }

  @Test("the older device's example has its check")
  func olderExample() throws {
    let bytes = try Telegram(Reading(each: LineReading(current: 24, power: 0)), as: .csp1V05).bytes()
    #expect(bytes.suffix(7) == Array("!19D6\r\n".utf8))
  }

  @Test("each line's numbers stand at its own objects, import and export apart")
  func linesApart() throws {
    let telegram = try Telegram(
      Reading(
        LineReading(current: 1.25, power: 287.5), LineReading(current: 2.5, power: -575),
        LineReading(current: 5, power: 1150))
    ).read()
    #expect(lineReferences.map { telegram.values[$0] } == ["(001.25*A)", "(002.50*A)", "(005.00*A)"])
    #expect(
      powerReferences.map { telegram.values[$0] } == [
        "(00.863*kW)", "(00.000*kW)",
        "(00.288*kW)", "(00.000*kW)", "(01.150*kW)",
        "(00.000*kW)", "(00.575*kW)", "(00.000*kW)",
      ])
  }

  @Test(
    "the total is rounded once: three lines of 0.4 W are 1 W, and 0.6 W are 2 W",
    arguments: [(0.4, 1), (0.6, 2)])
  func totalOfUnrounded(power: Double, watts: Int) throws {
    let telegram = try Telegram(Reading(each: LineReading(current: 1, power: power))).read()
    #expect(telegram.values["1-0:1.7.0"] == "(00.00\(watts)*kW)")
  }

  @Test("a net export is in the total export alone")
  func netExport() throws {
    let telegram = try Telegram(Reading(each: LineReading(current: 10, power: -2300))).read()
    #expect(telegram.values["1-0:1.7.0"] == "(00.000*kW)")
    #expect(telegram.values["1-0:2.7.0"] == "(06.900*kW)")
  }

  @Test("a line without a reading carries nothing", arguments: TelegramProfile.all)
  func missingLines(profile: TelegramProfile) throws {
    let telegram = try Telegram(Reading(each: nil), as: profile, time: .example).read()
    for reference in lineReferences {
      #expect(telegram.number(reference, unit: "A") == 0)
    }
    for reference in powerReferences {
      #expect(telegram.number(reference, unit: "kW") == 0)
    }
  }

  @Test("a current of unknown direction is import at its apparent power")
  func unknownDirection() throws {
    let line = LineReading(current: 10, power: nil, apparentPower: 2300)
    let telegram = try Telegram(Reading(line, nil, nil)).read()
    #expect(telegram.values["1-0:21.7.0"] == "(02.300*kW)")
    #expect(telegram.values["1-0:22.7.0"] == "(00.000*kW)")
  }

  @Test(
    "an output with less room than the telegram is refused and left as it was, wherever it ends",
    arguments: TelegramProfile.all)
  func outputTooSmall(profile: TelegramProfile) throws {
    let telegram = Telegram(.example, as: profile, time: .example)
    for capacity in 0..<10 + (try telegram.bytes()).count {
      // Ten bytes are in the output already where they fit.
      let before = [UInt8](repeating: 0x2A, count: min(10, capacity))
      let after = [UInt8](capacity: capacity) { output in
        for byte in before { output.append(byte) }
        #expect(throws: Telegram.Failure.outputTooSmall) { try telegram.write(into: &output) }
      }
      #expect(after == before)
    }
  }

  @Test("an output with exactly the room, and something in it, gets the telegram after it")
  func appended() throws {
    let bytes = try [UInt8](capacity: 815) { output throws(Telegram.Failure) in
      output.append(repeating: 0x2A, count: 10)
      try Telegram(.example).write(into: &output)
    }
    #expect(try Array(bytes[10...]) == Telegram(.example).bytes())
  }

  @Test("a telegram with the longest identity is below the maximum", arguments: TelegramProfile.all)
  func longest(profile: TelegramProfile) throws {
    let identity = try Telegram.Identity(
      identification: Telegram.Text(repeatElement(0x5A, count: 16)),
      equipment: Telegram.Text(repeatElement(0x7E, count: 32)),
      versionText: Telegram.Text(repeatElement(0x5A, count: 16)))
    let bytes = try Telegram(.example, as: profile, identity: identity, time: .example).bytes()
    #expect(bytes.count < Telegram.maximumLength)
    #expect(try TelegramReader(bytes).values["0-0:96.1.1"] == "(" + String(repeating: "7E", count: 32) + ")")
  }
}

let lineReferences = ["1-0:31.7.0", "1-0:51.7.0", "1-0:71.7.0"]
/// Totals, then import and export of the lines.
let powerReferences = [
  "1-0:1.7.0", "1-0:2.7.0", "1-0:21.7.0", "1-0:41.7.0", "1-0:61.7.0", "1-0:22.7.0", "1-0:42.7.0",
  "1-0:62.7.0",
]
