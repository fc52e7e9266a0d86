// SPDX-License-Identifier: Apache-2.0
import Metering
import P1Port
import Testing

@Suite struct ClockTests {
  @Test(
    "each month has its days, and February a 29th in every fourth year", arguments: [2000, 2026, 2028, 2099])
  func months(year: Int) throws {
    let days = [31, year % 4 == 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for (month, last) in zip(1..., days) {
      func time(_ day: Int) throws {
        _ = try CivilTime(year: year, month: month, day: day, hour: 0, minute: 0, second: 0, isSummer: false)
      }
      try time(last)
      #expect(throws: CivilTime.Failure.dayOutOfRange) { try time(last + 1) }
      #expect(throws: CivilTime.Failure.dayOutOfRange) { try time(0) }
    }
  }

  @Test(
    "a profile says that it has no clock where none of its telegrams shows one",
    arguments: TelegramProfile.all)
  func shown(profile: TelegramProfile) throws {
    func bytes(_ second: Int) throws -> [UInt8] {
      let time = try CivilTime(
        year: 2026, month: 11, day: 28, hour: 12, minute: 0, second: second, isSummer: false)
      let telegram = Telegram(.example, as: profile, time: .civil(time))
      return try [UInt8](capacity: Telegram.maximumLength) { output throws(Telegram.Failure) in
        try telegram.write(into: &output)
      }
    }
    #expect((try bytes(1) == bytes(2)) == (profile.clock == .unset))
  }
}
