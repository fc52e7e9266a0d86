// SPDX-License-Identifier: Apache-2.0
@testable import P1Lint
import Metering
import MeteringFFTW
import P1Clamp
import P1Port
import Recordings
import Simulation
import Testing
import _TestSupport

/// Clamps at inputs in any order and either way round, with the map that says so.
@Suite("Telegrams of nets that are wired in any way")
struct WiredNetTests {
  struct Wired: Sendable {
    var scenario: Scenario
    var map: WiringMap
    var net: TelegramStreamCheck.Net { map.hasNeutral ? .star : .delta }
  }

  private static let orders: [[Line]] = [
    [.l1, .l2, .l3], [.l1, .l3, .l2], [.l2, .l1, .l3], [.l2, .l3, .l1], [.l3, .l1, .l2], [.l3, .l2, .l1],
  ]

  /// All of the wirings.
  static let all: [Wired] = {
    let single = (0..<12).map { number in
      wired(
        .single, order: [.l1, .l1, .l1], without: Set(0..<3).subtracting([number % 3]),
        reversed: number / 3 % 2 * 7, .clockwise,
        number < 6 ? .init(neutral: .neutral, line: .l1) : .init(neutral: .l1, line: .neutral))
    }
    // With all three clamps, and with one of them left out: in a star its line is not measured, in a delta net it is derived.
    let three: [(Scenario.Wiring, [Scenario.Supply])] = [
      (
        .star,
        [
          .init(neutral: .neutral, line: .l1), .init(neutral: .neutral, line: .l2),
          .init(neutral: .l3, line: .neutral), .init(neutral: .l2, line: .l1),
        ]
      ),
      (
        .delta,
        [.init(neutral: .l2, line: .l1), .init(neutral: .l1, line: .l3), .init(neutral: .l3, line: .l2)]
      ),
    ]
    var all = single
    for (kind, supplies) in three {
      for order in orders {
        for missing in 0..<4 {
          for reversed in 0..<8 where missing == 3 || reversed >> missing & 1 == 0 {
            for rotation in [Rotation.clockwise, .counterclockwise] {
              all += supplies.map {
                wired(kind, order: order, without: [missing], reversed: reversed, rotation, $0)
              }
            }
          }
        }
      }
    }
    return all
  }()

  /// - Parameter reversed: A bit for each input.
  private static func wired(
    _ kind: Scenario.Wiring, order: [Line], without missing: Set<Int>, reversed: Int, _ rotation: Rotation,
    _ supply: Scenario.Supply
  ) -> Wired {
    let clamps = order.indices.map { index in
      missing.contains(index)
        ? nil : WiringMap.Assignment(order[index], reversed >> index & 1 == 1 ? .reversed : .normal)
    }
    let inputs = PerInput(clamps[0], clamps[1], clamps[2])
    let loads: [Scenario.Load] =
      switch kind {
      case .single: [.init(.l1, current: 7.3, phase: 160)]
      case .star:
        [
          .init(.l1, current: 9.7, phase: 25), .init(.l2, current: 14, phase: 160),
          .init(.l3, current: 3, phase: -70),
        ]
      case .delta, .deltaAlternative:
        [.init(.l1l2, current: 9, phase: 160), .init(.l2l3, current: 20, phase: 60), .init(.all, current: 2)]
      }

    let scenario = Scenario(
      rate: 1000, wiring: kind, rotation: rotation, voltage: .init(rms: kind == .star ? 222 : 236),
      loads: loads,
      clamps: inputs, supply: supply)
    return Wired(
      scenario: scenario,
      map: WiringMap(inputs: inputs, supply: supply, rotation: rotation, hasNeutral: !kind.isDelta))
  }

  @Test(
    "each line's current is its own, its power fits current and voltage, import less export is the power, and lint finds nothing",
    arguments: Trials.chosen(all.indices, PowerModel.allCases, orEach: 353))
  func telegrams(index: Int, model: PowerModel) throws {
    let wired = Self.all[index]
    let truth = wired.scenario.truth()
    for reading in try Self.readings(wired, model) {
      for line in Line.allCases {
        let isMeasured = reading.lines[line] != nil
        #expect(isMeasured == (wired.map.derived == line || wired.map.measures(line)))
        guard isMeasured, let read = reading.lines[line], let expected = truth[line] else { continue }
        // One LSB of noise is 31 mA, in 1000 frames 1 mA; a derived line has that of two.
        #expect(abs(read.current - expected.current) < 0.01)
        #expect((read.power ?? 0).sign == expected.power.sign)
      }
      for profile in [TelegramProfile.csp1, .csp1V05, .smr5, .emucs] {
        let (telegrams, errors) = SimulatedNetTests.check(
          try SimulatedNetTests.bytes(reading, profile), wired.net)
        #expect(errors == [], "\(profile.name)")
        #expect(telegrams.count == 1)
        for telegram in telegrams {
          try SimulatedNetTests.compare(TelegramCheck(telegram), profile, reading, model)
        }
      }
    }
  }

  private static func readings(_ wired: Wired, _ model: PowerModel) throws -> [Reading] {
    var sensor = try Sensor(
      MeterConfiguration(
        rate: wired.scenario.rate, calibration: wired.scenario.calibration, wiring: wired.map,
        powerModel: model),
      estimator: HostEstimator(.fixed, rate: wired.scenario.rate, channelCount: 4))
    var source = try SimulatedSource(wired.scenario, seconds: 1.1)
    let frames = try source.read(upTo: 1100)
    var readings: [Reading] = []
    sensor.update(frames.span) { reading, _ in readings.append(reading.checked()) }
    try #require(readings.count == 1)
    return readings
  }
}

extension WiringMap {
  /// Whether a clamp is around a line.
  fileprivate func measures(_ line: Line) -> Bool { Input.allCases.contains { inputs[$0]?.line == line } }
}
