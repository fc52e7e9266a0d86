// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import P1Clamp
import P1Port
import P1Transport
import Simulation
import Synchronization
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("The clock of a stream")
struct StreamClockTests {
  @Test("telegrams of a stream that is told to be fast state a second each, as those of a file do")
  func fast() async throws {
    let seconds = 120
    let outcome = try await Tool.run(
      ["run", "--input", "-", "--pace", "fast", "--profile", "smr5"] + Frames.options,
      input: Frames.star(seconds: Double(seconds)))
    #expect(outcome.status == 0)
    let times = try ReceivedTelegram.all(outcome.output).map { try #require($0.value("0-0:1.0.0")) }
    #expect(times.count == seconds - 1 || times.count == seconds)
    #expect(Set(times).count == times.count)
  }
}

@Suite("A clock that is wrong")
struct RunClockTests {
  /// A port that keeps what it is given.
  private final class Shelf: TelegramPort {
    private let kept = Mutex<[UInt8]>([])
    private let ends = Atomic<Int>(0)

    var bytes: [UInt8] { kept.withLock { $0 } }
    var isFinished: Bool { ends.load(ordering: .relaxed) > 0 }

    func send(_ telegram: ReadyTelegram) { kept.withLock { $0 += telegram.bytes } }
    func finish() { ends.add(1, ordering: .relaxed) }
  }

  /// The years in which the system's clock is, each time it is asked.
  private final class Years {
    var left: [String]

    init(_ years: [String]) { left = years }

    func next() -> Date {
      ISO8601DateFormatter().date(from: "\(left.removeFirst())-06-01T12:00:00Z")!
    }
  }

  /// Measures some seconds and keeps what telegrams say of the time, and what is complained of.
  private func run(
    _ profile: TelegramProfile, years: [String], seconds: Int = 6, interval: Int = 1
  ) throws -> (clocks: [String], lines: [String]) {
    let shelf = Shelf()
    let clock = Years(years)
    var lines: [String] = []
    var scenario = try #require(Scenario.named("star"))
    scenario.rate = 1000
    var run = Run(
      source: try SimulatedSource(scenario, seconds: Double(seconds)), name: "star", output: .none, pace: nil,
      clock: SystemClock(timeZone: .gmt, now: clock.next), ports: [shelf], energy: nil, isLive: false,
      seconds: nil,
      interval: interval, configuration: MeterConfiguration())
    run.report = { lines.append($0) }
    try run.measure(
      Sensor(
        MeterConfiguration(rate: 1000, calibration: scenario.calibration), profile: profile,
        estimator: HostEstimator.Kind.fixed.estimator(rate: 1000, channelCount: 4)))
    #expect(!shelf.isFinished)
    return (try ReceivedTelegram.all(shelf.bytes).map { try #require($0.value("0-0:1.0.0")) }, lines)
  }

  private let jumping = ["1970", "1970", "2026", "1999", "2100", "2031"]

  @Test(
    "where the time may be unset it is, with a line when the clock becomes wrong and one when it is right again"
  )
  func optional() throws {
    let (clocks, lines) = try run(.csp1, years: jumping)
    let unset = "000101010000W"
    #expect(clocks == [unset, unset, "260601120000W", unset, unset, "310601120000W"])
    #expect(
      lines == [
        "system clock: expected a year within 2000...2099, found 1970: telegrams state no time",
        "system clock: set, telegrams state the time",
        "system clock: expected a year within 2000...2099, found 1999: telegrams state no time",
        "system clock: set, telegrams state the time",
      ])
  }

  @Test(
    "where the time must be stated telegrams wait, and the ports stay open",
    arguments: [TelegramProfile.smr5, .emucs])
  func required(profile: TelegramProfile) throws {
    let (clocks, lines) = try run(profile, years: jumping)
    #expect(clocks == ["260601120000W", "310601120000W"])
    #expect(lines.count == 4)
    #expect(
      lines[0]
        == "system clock: expected a year within 2000...2099, found 1970: telegrams wait until it is set")
  }

  @Test("telegrams come at their interval, or as soon afterwards as the clock allows")
  func interval() throws {
    // Only a reading that is due for a telegram is asked for the time: of 1, 4, 5 and 8.
    let (clocks, _) = try run(.smr5, years: ["2001", "1970", "2005", "2008"], seconds: 8, interval: 3)
    #expect(clocks == ["010601120000W", "050601120000W", "080601120000W"])
  }
}
