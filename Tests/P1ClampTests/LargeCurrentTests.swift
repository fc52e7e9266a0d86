// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import P1Clamp
import P1Port
import Simulation
import Testing
import _TestSupport

/// What telegrams state of currents beyond the converter's range: never less than flows.
@Suite struct LargeCurrentTests {
  /// The current of L1 that a telegram states, A.
  static func stated(_ telegram: Telegram) throws -> Double {
    let text = String(decoding: try telegram.bytes(), as: UTF8.self)
    let value = try #require(text.split(separator: "1-0:31.7.0(").last).prefix { $0 != "*" }
    return try #require(Double(value))
  }

  @Test(
    "a sine on a front end that clips at 62.5 A peak is stated with 99.5 % at least, up to 100 A with 110 % at most",
    arguments: [60, 80, 100, 200] as [Double], [50, 50.02])
  func sines(amperes: Double, frequency: Double) throws {
    for estimator in HostEstimator.Kind.allCases {
      let scenario = Scenario(frequency: .init(frequency), loads: [.init(.l1, current: amperes, phase: 20)])
      for telegram in try scenario.telegrams(2, estimator: estimator) {
        let share = try Self.stated(telegram) / amperes
        #expect(share >= 0.995 && (share <= 1.1 || amperes > 100), "\(estimator): \(share)")
        #expect(telegram.reading.lines[.l1]!.flags == [.clipped, .overRange])
      }
    }
  }

  @Test("a clipped sine has the power of the whole one, and its uncertainty says that it is estimated")
  func power() throws {
    for estimator in HostEstimator.Kind.allCases {
      for amperes in [60.0, 100, 150] {
        let scenario = Scenario(frequency: .init(50.02), loads: [.init(.l1, current: amperes, phase: 20)])
        let line = try #require(try scenario.readings(2, estimator: estimator)[1].lines[.l1])
        let share = try #require(line.power) / (230 * amperes * cos(20 * .pi / 180))
        #expect(share >= 0.995 && share < 1.04, "\(estimator), \(amperes) A: \(share)")
        #expect(line.uncertainty.current > 0.1 * line.current && line.uncertainty.power! > 0.1 * line.power!)
        #expect(try #require(line.thd) < 0.12)
      }
    }
  }

  // A base load, what comes on top of it, for how long; and the least share of the RMS current that is read. A period in which
  // the load switches has some codes at the rails, and tells less than the load draws.
  @Test(
    "a load that clips for a part of each second is read as large as it is, beside one that does not clip",
    arguments: [
      (20, 100, 0.4, 0.95), (10, 190, 0.4, 0.94), (9, 51, 0.2, 0.96), (30, 30, 0.5, 0.99),
      (10, 90, 0.1, 0.92),
    ])
  func bursts(base: Double, more: Double, length: Double, least: Double) throws {
    for estimator in HostEstimator.Kind.allCases {
      let times = (0..<4).map { Double($0) + 0.137 }
      let course = times.flatMap { time -> [Scenario.Change] in
        [.init(time: time, factor: 1), .init(time: time + length, factor: 0)]
      }
      let burst = Scenario.Load(
        .l1, current: more, phase: 20, course: [.init(time: 0, factor: 0)] + course)
      let scenario = Scenario(
        frequency: .init(50.02), loads: [.init(.l1, current: base, phase: 20), burst])
      let on = base + more
      let current = (on * on * length + base * base * (1 - length)).squareRoot()
      let power = 230 * (on * length + base * (1 - length)) * cos(20 * .pi / 180)
      for reading in try scenario.readings(4, estimator: estimator).dropFirst() {
        let line = try #require(reading.lines[.l1])
        let share = line.current / current
        let part = (line.power ?? 0) / power
        #expect(share >= least && share < 1.06, "\(estimator): \(share)")
        #expect(part >= least && part < 1.3, "\(estimator): \(part) of the power")
        // No more than a share of the second's periods are cut differently.
        #expect(abs(line.current - current) < 3 * line.uncertainty.current + 0.01 * current)
      }
    }
  }

  @Test(
    "where frames and mains keep step it is 99.5 % at least, and the less above the more frames there are",
    arguments: [(1000, 60, 1.06), (1000, 80, 1.22), (1000, 100, 1.44), (2000, 80, 1.06), (2000, 100, 1.16)])
  func keptStep(rate: Double, amperes: Double, most: Double) throws {
    // A frame of 20 is 18 degrees.
    for phase in stride(from: 0.0, to: 18, by: 4.5) {
      let scenario = Scenario(
        rate: rate, noise: 0, loads: [.init(.l1, current: amperes, phase: 20 + phase)])
      let share = try #require(try scenario.readings(1, estimator: .fixed)[0].lines[.l1]).current / amperes
      #expect(share >= 0.995 && share <= most, "\(phase): \(share)")
    }
  }

  @Test(
    "40 A with 50 % of harmonics, clipped, are stated in full",
    arguments: [[3], [5], [7], [3, 5], [3, 5, 7]], [0, 180] as [Double])
  func peaks(orders: [Int], phase: Double) throws {
    let percent = 50 / Double(orders.count).squareRoot()
    // A load's current is that of its fundamental.
    let load = Scenario.Load(
      .l1, current: 40 / 1.25.squareRoot(),
      harmonics: orders.map { .init(order: $0, percent: percent, phase: phase) })
    let reading = try #require(try Scenario(rate: 8000, loads: [load]).readings(1).last?.lines[.l1])
    // One LSB of noise in 8000 frames: 0.001 %.
    #expect(reading.current > 40 * (1 - 1e-4))
  }

  @Test(
    "an input at a rail for a whole cycle states the largest current and power, and no export",
    arguments: 0..<4)
  func atRail(number: Int) throws {
    let profile = [TelegramProfile.csp1, .csp1V05, .smr5, .emucs][number]
    let time = try CivilTime(year: 2026, month: 7, day: 1, hour: 12, minute: 0, second: 0, isSummer: true)
    let texts = try Self.telegramsAtRail(profile).map { telegram in
      var telegram = telegram
      telegram.time = profile.clock == .unset ? .unset : .civil(time)
      return String(decoding: try telegram.bytes(), as: UTF8.self)
    }
    #expect(texts.count == 3)
    for text in texts {
      #expect(text.contains("1-0:31.7.0(999.99*A)") || text.contains("1-0:31.7.0(999*A)"))
      guard number != 1 else { continue }
      for object in ["1.7.0(99.999*kW)", "2.7.0(00.000*kW)", "21.7.0(99.999*kW)", "22.7.0(00.000*kW)"] {
        #expect(text.contains("1-0:\(object)"))
      }
    }
  }

  /// Three seconds in which input 1 is at a rail and input 3 imports.
  static func telegramsAtRail(_ profile: TelegramProfile) throws -> [Telegram] {
    var sensor = try Sensor(
      MeterConfiguration(rate: 1000), profile: profile,
      estimator: HostEstimator(.fixed, rate: 1000, channelCount: 4))
    let frames = (0..<3000).flatMap { frame -> [Int16] in
      let wave = 1600 * cos(2 * .pi * Double(frame) / 20)
      return [Int16(wave), 2047, 0, Int16(wave / 16)]
    }
    var telegrams: [Telegram] = []
    sensor.update(frames.span) { reading, telegram in
      reading.checked()
      telegrams.append(telegram)
    }
    return telegrams
  }
}
