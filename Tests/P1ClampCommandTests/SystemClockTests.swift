// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import P1Port
import Testing

@testable import P1ClampCommand

@Suite("The system's clock")
struct SystemClockTests {
  private let amsterdam = SystemClock(timeZone: TimeZone(identifier: "Europe/Amsterdam")!)

  @Test(
    "the time steps from 02:00 W to 03:00 S on the last Sunday of March, at 01:00 UTC",
    arguments: [
      ("2026-03-29T00:59:58Z", "260329015958W"), ("2026-03-29T00:59:59Z", "260329015959W"),
      ("2026-03-29T01:00:00Z", "260329030000S"), ("2026-03-29T01:00:01Z", "260329030001S"),
    ])
  func spring(moment: String, text: String) throws {
    #expect(try written(moment) == text)
  }

  @Test(
    "the hour from 02:00 is first S, then W, on the last Sunday of October",
    arguments: [
      ("2026-10-24T23:59:59Z", "261025015959S"), ("2026-10-25T00:00:00Z", "261025020000S"),
      ("2026-10-25T00:30:00Z", "261025023000S"), ("2026-10-25T00:59:59Z", "261025025959S"),
      ("2026-10-25T01:00:00Z", "261025020000W"), ("2026-10-25T01:30:00Z", "261025023000W"),
      ("2026-10-25T01:59:59Z", "261025025959W"), ("2026-10-25T02:00:00Z", "261025030000W"),
    ])
  func autumn(moment: String, text: String) throws {
    #expect(try written(moment) == text)
  }

  @Test(
    "the year changes at midnight of the place, not of UTC; S is up to the place",
    arguments: [
      ("2025-12-31T22:59:59Z", "Europe/Amsterdam", "251231235959W"),
      ("2025-12-31T23:00:00Z", "Europe/Amsterdam", "260101000000W"),
      ("2026-07-01T12:00:00Z", "Europe/Lisbon", "260701130000S"),
      ("2026-07-01T12:00:00Z", "Asia/Tokyo", "260701210000W"),
      ("2026-01-01T12:00:00Z", "Australia/Sydney", "260101230000S"),
      ("2028-02-29T12:00:00Z", "UTC", "280229120000W"),
    ])
  func places(moment: String, zone: String, text: String) throws {
    let clock = SystemClock(timeZone: try #require(TimeZone(identifier: zone)))
    #expect(try written(moment, clock) == text)
  }

  @Test(
    "every second of two hours around each change is a second after the one before",
    arguments: [
      "2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z",
    ])
  func continuous(start: String) throws {
    var previous: Int?
    let start = date(start)
    for second in 0..<7200 {
      let time = try amsterdam.time(at: start.addingTimeInterval(Double(second)))
      // Seconds of the month in the zone's standard time.
      let instant =
        ((time.day * 24 + time.hour - (time.isSummer ? 1 : 0)) * 60 + time.minute) * 60 + time.second
      if let previous { #expect(instant == previous + 1) }
      previous = instant
    }
  }

  @Test("a part of a second is left out", arguments: [0, 0.001, 0.5, 0.999])
  func fraction(seconds: Double) throws {
    let time = try amsterdam.time(at: date("2026-06-01T10:00:59Z").addingTimeInterval(seconds))
    #expect(time.second == 59 && time.minute == 0 && time.hour == 12 && time.isSummer)
  }

  @Test("a replay begins at its start and steps by the seconds of its readings")
  func replay() throws {
    let start = date("2026-10-25T00:59:57Z").addingTimeInterval(0.999_999)
    let clock = SystemClock(timeZone: TimeZone(identifier: "Europe/Amsterdam")!, replayingFrom: start)
    let texts = try (1...5).map { second in text(of: try clock.time(of: reading(at: Double(second)))) }
    #expect(texts == ["261025025958S", "261025025959S", "261025020000W", "261025020001W", "261025020002W"])
  }

  @Test("without a replay the time is that of the system")
  func live() throws {
    let before = Date()
    let shown = text(of: try amsterdam.time(of: reading(at: 1)))
    let possible = try [before, Date()].map { text(of: .civil(try amsterdam.time(at: $0))) }
    #expect(possible[0] <= shown && shown <= possible[1])
  }

  @Test(
    "a year that a telegram cannot state is told",
    arguments: ["1970-01-01T12:00:00Z", "2100-01-01T12:00:00Z"])
  func years(moment: String) {
    let clock = SystemClock(timeZone: .gmt, replayingFrom: date(moment))
    let error = #expect(throws: (any Error).self) { try clock.time(of: reading(at: 1)) }
    #expect("\(error!)" == "system clock: expected a year within 2000...2099, found \(moment.prefix(4))")
  }

  private func date(_ moment: String) -> Date { ISO8601DateFormatter().date(from: moment)! }

  private func written(_ moment: String, _ clock: SystemClock? = nil) throws -> String {
    text(of: .civil(try (clock ?? amsterdam).time(at: date(moment))))
  }

  /// What a telegram shows for a clock.
  private func text(of clock: TelegramTime) -> String {
    let bytes = try! [UInt8](capacity: Telegram.maximumLength) { output throws(Telegram.Failure) in
      try Telegram(reading(at: 1), time: clock).write(into: &output)
    }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").first {
      $0.hasPrefix("0-0:1.0.0(")
    }!
    return String(line.dropFirst("0-0:1.0.0(".count).dropLast())
  }

  private func reading(at time: Double) -> Reading {
    Reading(
      cycle: Int(time), time: time, duration: 1, frequency: 50, voltage: 230, lines: .init(repeating: nil))
  }
}
