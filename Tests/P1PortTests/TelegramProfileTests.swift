// SPDX-License-Identifier: Apache-2.0
import Metering
import P1Port
import Testing

@Suite struct TelegramProfileTests {
  @Test(
    "the profile for Belgian readers differs from the device's in its version, its clock and the version text"
  )
  func belgian() throws {
    let belgian = try Telegram(.example, as: .emucs, time: .example).read()
    let device = try Telegram(.example, time: .example).read()
    #expect(
      belgian.references
        == ["0-0:96.1.4"] + device.references.filter { !["1-3:0.2.8", "0-0:96.13.1"].contains($0) })
    #expect(belgian.values["0-0:96.1.4"] == "(50217)")
    #expect(belgian.values["0-0:96.3.10"] == "(1)")
    #expect(belgian.values["1-0:31.7.0"] == "(024.56*A)")
    for reference in belgian.references.dropFirst() {
      #expect(belgian.values[reference] == device.values[reference], "\(reference)")
    }
  }

  @Test("the strict profile has the check of its golden telegram")
  func strict() throws {
    let reading = Reading(each: LineReading(current: 24, power: 5520))
    #expect(try Telegram(reading, as: .smr5, time: .example).bytes().suffix(7) == Array("!385C\r\n".utf8))
  }

  @Test(
    "what each profile says of the time",
    arguments: [
      (.csp1, .unset, "000101010000W"), (.csp1, .example, "251122133000W"),
      (.csp1V05, .unset, "000101010000W"),
      (.csp1V05, .example, "000101010000W"), (.smr5, .example, "251122133000W"),
      (.emucs, .example, "251122133000W"),
    ] as [(TelegramProfile, TelegramTime, String)])
  func clock(profile: TelegramProfile, clock: TelegramTime, text: String) throws {
    #expect(try Telegram(.example, as: profile, time: clock).read().values["0-0:1.0.0"] == "(\(text))")
  }

  @Test("a profile that needs the time is refused without", arguments: [TelegramProfile.smr5, .emucs])
  func timeUnset(profile: TelegramProfile) {
    #expect(throws: Telegram.Failure.timeUnset) { try Telegram(.example, as: profile).bytes() }
  }

  @Test("a civil time has two digits for each part, and S in summer")
  func civilTime() throws {
    let time = try CivilTime(year: 2099, month: 12, day: 31, hour: 23, minute: 59, second: 58, isSummer: true)
    #expect(try Telegram(.example, time: .civil(time)).read().values["0-0:1.0.0"] == "(991231235958S)")
    let leapDay = try CivilTime(year: 2000, month: 2, day: 29, hour: 0, minute: 1, second: 2, isSummer: false)
    #expect(try Telegram(.example, time: .civil(leapDay)).read().values["0-0:1.0.0"] == "(000229000102W)")
  }

  @Test(
    "a time that does not exist is refused, with the part",
    arguments: [
      ([1999, 1, 1, 0, 0, 0], .yearOutOfRange), ([2100, 1, 1, 0, 0, 0], .yearOutOfRange),
      ([2026, 0, 1, 0, 0, 0], .monthOutOfRange), ([2026, 13, 1, 0, 0, 0], .monthOutOfRange),
      ([2026, 1, 0, 0, 0, 0], .dayOutOfRange), ([2026, 4, 31, 0, 0, 0], .dayOutOfRange),
      ([2026, 2, 29, 0, 0, 0], .dayOutOfRange), ([2028, 2, 30, 0, 0, 0], .dayOutOfRange),
      ([2026, 1, 1, 24, 0, 0], .hourOutOfRange), ([2026, 1, 1, 0, 60, 0], .minuteOutOfRange),
      ([2026, 1, 1, 0, 0, 60], .secondOutOfRange), ([2026, 1, 1, -1, 0, 0], .hourOutOfRange),
    ] as [([Int], CivilTime.Failure)])
  func noTime(parts: [Int], failure: CivilTime.Failure) {
    #expect(throws: failure) {
      try CivilTime(
        year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5],
        isSummer: false)
    }
  }
}
