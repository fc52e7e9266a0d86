// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import P1Transport

@Suite("Events that repeat")
struct RepeatedEventsTests {
  /// What was told and when, ms.
  private final class Told: @unchecked Sendable {
    var now: UInt64 = 0
    var lines: [String] = []
  }

  /// Events of a kind every so many milliseconds, up to an end; flushed when that is due.
  private func lines(every step: UInt64, until end: UInt64, allowance: Int = 1) -> [String] {
    let told = Told()
    var events = RepeatedEvents { told.lines.append("\(told.now): \($0.text)") }
    for now in 0..<end {
      told.now = now
      if let due = events.due, now >= due { events.flush(at: now) }
      if now % step == 0 {
        events.tell(.init(.warning, "\(now) refused"), of: "refused", allowance: allowance, at: now)
      }
    }
    told.now = end
    events.finish()
    return told.lines
  }

  @Test("thousands of one kind are a line at once and one a minute with their number")
  func flood() {
    #expect(
      lines(every: 1, until: 150_000) == [
        "0: 0 refused", "60000: 59999 refused; 59999 times within a minute",
        "120000: 119999 refused; 60000 times within a minute",
        "150000: 149999 refused; 30000 times within a minute",
      ])
  }

  @Test("what comes less than once a minute is told each time, at once")
  func rare() {
    #expect(
      lines(every: 61_000, until: 200_000)
        == ["0: 0 refused", "61000: 61000 refused", "122000: 122000 refused", "183000: 183000 refused"])
  }

  @Test("some of a kind are told before they count as repeated, and one that was held back is told as it was")
  func allowance() {
    #expect(
      lines(every: 20_000, until: 70_000, allowance: 2)
        == ["0: 0 refused", "20000: 20000 refused", "60000: 40000 refused", "70000: 60000 refused"])
  }

  @Test("kinds are told apart, and their number is bounded")
  func kinds() {
    let told = Told()
    var events = RepeatedEvents { told.lines.append($0.text) }
    for number in 0..<1000 { events.tell(.init(.info, "\(number)"), of: "\(number)", at: 5) }
    #expect(told.lines == (0...256).map { "\($0)" })
    #expect(events.due == 60_005)
    events.flush(at: 60_005)
    #expect(told.lines.last == "999; 743 times within a minute")
  }
}
