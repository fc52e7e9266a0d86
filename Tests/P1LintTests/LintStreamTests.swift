// SPDX-License-Identifier: Apache-2.0
@testable import P1Lint
import Foundation
import Metering
import P1Port
import Testing
import _TestSupport

@Suite("What lint finds in a stream")
struct LintStreamTests {
  private let telegram = MeterTelegrams.smr5

  @Test("how the stream is cut changes nothing", arguments: [1, 2, 7, 64, 1000])
  func cut(size: Int) {
    let stream =
      Array("xx".utf8) + telegram + telegram.dropLast(100) + telegram + Array("\r\n??".utf8)
      + telegram.dropLast(3)
    var whole = TelegramStreamCheck()
    var cut = TelegramStreamCheck()
    let expected = (whole.receive(stream.span) + whole.finish()).flatMap(\.findings)
    var found: [LintFinding] = []
    for start in stride(from: 0, to: stream.count, by: size) {
      found += cut.receive(stream.span.extracting(start..<min(start + size, stream.count))).flatMap(
        \.findings)
    }
    #expect(found + cut.finish().flatMap(\.findings) == expected)
    #expect(cut.total == whole.total)
  }

  @Test("what is no telegram is reported with its byte and line")
  func places() {
    let body = Array(telegram[..<100])
    let stream = Array("end\r\n".utf8) + telegram + Array("\r\n12".utf8) + telegram + body + telegram + body
    let length = telegram.count
    let found = findings(stream).filter { $0.kind == .framing }
    let lines = telegram.count { $0 == 0x0A }
    let bodyLines = body.count { $0 == 0x0A }
    #expect(
      found.map(\.place) == [
        StreamPlace(offset: 0, line: 1), StreamPlace(offset: 5 + length, line: 2 + lines),
        StreamPlace(offset: 9 + 2 * length, line: 3 + 2 * lines),
        StreamPlace(offset: 109 + 3 * length, line: 3 + 3 * lines + bodyLines),
      ])
    #expect(found.map(\.isNote) == [true, false, false, false])
    #expect(found[1].message == "expected / and a telegram, found 4 bytes outside of any")
    #expect(found[2].message == "expected a telegram, found 100 bytes of one that the next / breaks off")
    #expect(
      found[3].message == "expected a telegram, found 100 bytes of one that the stream's end breaks off")
  }

  @Test("a stream without a telegram is wrong", arguments: ["", "hello\r\n", "/XMX5", "!1234\r\n"])
  func none(text: String) {
    #expect(findings(Array(text.utf8)).contains { $0.message == "expected a telegram, found none" })
  }

  @Test("a telegram without an end is given up, and the next one is found")
  func endless() {
    let stream = Array("/XMX5".utf8) + [UInt8](repeating: 0x41, count: 100_000) + telegram
    let found = findings(stream)
    #expect(
      found.map(\.message) == [
        "expected ! within 8192 bytes of /, found none",
        "expected / and a telegram, found \(100_005 - 8192) bytes outside of any",
      ])
    #expect(found[1].place.offset == 8192)
  }

  @Test(
    "the clock goes on by up to 2 s with SMR 5 and 11 s with DSMR 4, through both changes of the hour",
    arguments: [
      (["260701120000S", "260701120001S", "260701120003S"], []),
      (["260701115959S", "260701120000S", "260701120003S", "260701120004S"], ["it 3 s later"]),
      (["260701120000S", "260701115959S"], ["it 1 s earlier"]), (["260701120000S", "260701120000S"], []),
      (["260701120000S", "260701120000S", "260701120000S"], ["it standing still"]),
      (["260329015959W", "260329030000S", "260329030001S"], []), (["261025025959S", "261025020000W"], []),
      (["261025025959S", "261025020000S"], ["it 3599 s earlier"]), (["261025025959W", "261025030000W"], []),
      (["261025025958S", "261025025959S", "261025030000W"], ["it 3601 s later"]),
      // Lord Howe Island puts the clock by half an hour, a station in Antarctica by two.
      (["261004015959W", "261004023000S"], []), (["270404015959S", "270404013000W"], []),
      (["260329005959W", "260329030000S"], []), (["261025025959S", "261025010000W"], []),
      (["251231235959W", "260101000000W"], []), (["280228235959W", "280229000000W", "280229000001W"], []),
      (["270228235959W", "270301000000W"], []), (["000229235959W", "000301000000W"], []),
      (["000131235959W", "000201000000W"], []), (["001231235959W", "010101000000W"], []),
      (["000101010000W", "000101010000W", "000101010000W", "000101010000W"], []),
    ] as [([String], [String])])
  func clock(times: [String], found: [String]) {
    let stream = times.flatMap { MeterTelegrams.replacing("260701120000S", with: $0) }
    let findings = findings(stream).filter { $0.kind == .interval }
    #expect(findings.map { String($0.message.split(separator: "found ").last!) } == found)
    let old = times.flatMap {
      MeterTelegrams.replacing("161113205757W", with: $0, in: MeterTelegrams.dsmr4)
    }
    let isLong =
      found.first.map { $0.contains("earlier") || $0.contains("still") || $0.contains("3601") } ?? false
    #expect(self.findings(old).contains { $0.kind == .interval } == isLong)
  }

  /// Telegrams of a stream at these distances, s, after 12:00; SMR 5 or DSMR 4.
  private func stream(_ distances: [Int], isOld: Bool) -> [UInt8] {
    let seconds = distances.reduce(into: [0]) { $0.append($0.last! + $1) }
    return seconds.flatMap { second in
      let rest = [second / 60, second % 60].map { ($0 < 10 ? "0" : "") + "\($0)" }.joined()
      return isOld
        ? MeterTelegrams.replacing("161113205757W", with: "16111312\(rest)W", in: MeterTelegrams.dsmr4)
        : MeterTelegrams.replacing("260701120000S", with: "26070112\(rest)S")
    }
  }

  @Test(
    "a longer distance of telegrams is a note where it is that of the stream, and an error where it is not",
    arguments: [
      // Distances, and which of them are notes and which errors.
      (false, [10, 10, 10], [10, 10, 10], []), (false, [10, 9, 11, 10], [10, 10, 10, 10], []),
      (false, [9, 11, 9], [9, 9, 9], []), (false, [10, 10, 20, 10], [10, 10, 10], ["it 20 s later"]),
      (false, [1, 1, 10, 1], [], ["it 10 s later"]), (false, [3], [3], []),
      (false, [1, 10, 10, 10], [10, 10], ["it 10 s later"]),
      (false, [3, 1, 1], [3], ["it 1 s later: telegrams are missing"]),
      (false, [3, 2, 2, 1], [3], []), (false, [2, 2, 3, 2], [3], []),
      (false, [10, 10, 30, 30], [10, 10, 30], ["it 30 s later"]),
      (true, [30, 30, 31], [30, 30, 30], []), (true, [10, 10, 30, 10], [], ["it 30 s later"]),
      (true, [10, 11, 12], [12], []), (true, [30, 10, 10], [30], ["it 10 s later: telegrams are missing"]),
    ] as [(Bool, [Int], [Int], [String])])
  func distances(isOld: Bool, distances: [Int], notes: [Int], errors: [String]) {
    let findings = findings(stream(distances, isOld: isOld)).filter { $0.kind == .interval }
    let longest = isOld ? 11 : 2
    #expect(
      findings.filter(\.isNote).map(\.message)
        == notes.map {
          "expected the clock up to \(longest) s after that of the telegram before, found it \($0) s later, an interval of the sender's"
        })
    #expect(
      findings.filter { !$0.isNote }.map { String($0.message.split(separator: "found ").last!) } == errors)
  }

  @Test("every day of the century is a day after the one before")
  func calendar() throws {
    var previous: Int?
    for year in 2000...2099 {
      for month in 1...12 {
        for day in 1...31 {
          guard
            let time = try? CivilTime(
              year: year, month: month, day: day, hour: 0, minute: 0, second: 0, isSummer: false)
          else { continue }
          if let previous { try #require(time.instant == previous + 86_400, "\(time)") }
          previous = time.instant
        }
      }
    }
  }

  @Test("random readings, extremes among them, make correct telegrams, in every profile")
  func random() throws {
    let seed: UInt64 = 66
    var generator = SeededGenerator(seed: seed)
    for round in 0..<Trials.count(1_000, or: 400) {
      let (profile, bytes) = try telegram(.random(using: &generator), round)
      // A power that is no current's makes no sense, and is told all the same.
      let errors = findings(bytes).filter { !$0.isNote && $0.kind != .relation }
      try #require(errors == [], "\(profile), seed \(seed), round \(round)")
    }
  }

  @Test(
    "readings of meters make telegrams that contradict themselves in nothing, with any power model and net")
  func measured() throws {
    let count =
      ProcessInfo.processInfo.environment["P1CLAMP_TELEGRAMS"].flatMap { Int($0) }
      ?? Trials.count(20_000, or: 500)
    let seed: UInt64 = 14
    var generator = SeededGenerator(seed: seed)
    for round in 0..<count {
      let (profile, bytes) = try telegram(.randomMeasured(using: &generator), round)
      let errors = findings(bytes).filter { !$0.isNote }
      try #require(errors == [], "\(profile), seed \(seed), round \(round)")
    }
  }

  /// The telegram of a reading in one profile after the other.
  private func telegram(_ reading: Reading, _ round: Int) throws -> (profile: StaticString, bytes: [UInt8]) {
    let clock = TelegramTime.civil(
      try CivilTime(year: 2026, month: 7, day: 1, hour: 12, minute: 0, second: 0, isSummer: true))
    let profile = [TelegramProfile.csp1, .csp1V05, .smr5, .emucs][round % 4]
    let telegram = Telegram(reading, as: profile, time: clock)
    let bytes = try [UInt8](capacity: Telegram.maximumLength) { output throws(Telegram.Failure) in
      try telegram.write(into: &output)
    }
    return (profile.name, bytes)
  }

  @Test("random bytes never do harm, and make no correct telegram", arguments: 1...20 as ClosedRange<UInt64>)
  func noise(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("/!()\r\n\r\n*.:-0123456789ABCDEFkWhV".utf8) + [0, 0xFF]
    let stream = (0..<20_000).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
    var check = TelegramStreamCheck(net: .delta)
    _ = check.receive(stream.span) + check.finish()
    #expect(check.total.correct == 0 && !check.total.isCorrect)
  }

  @Test("a bit that flips in a telegram is never overlooked")
  func bits() {
    for index in telegram.indices {
      var damaged = telegram
      damaged[index] ^= 1 << UInt8(index % 8)
      #expect(findings(damaged).contains { !$0.isNote }, "byte \(index)")
    }
  }

  private func findings(_ stream: [UInt8]) -> [LintFinding] {
    var check = TelegramStreamCheck()
    return (check.receive(stream.span) + check.finish()).flatMap(\.findings)
  }
}
