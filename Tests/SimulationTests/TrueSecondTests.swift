// SPDX-License-Identifier: Apache-2.0
import Metering
import Simulation
import Testing
import _TestSupport

@Suite struct TrueSecondTests {
  /// Every pair of different conductors of a net.
  private static func supplies(of wiring: Scenario.Wiring) -> [Scenario.Supply] {
    wiring.conductors.flatMap { neutral in
      wiring.conductors.filter { $0 != neutral }.map { Scenario.Supply(neutral: neutral, line: $0) }
    }
  }

  @Test(
    "powers are those of the loads, whatever the supply is between",
    arguments: Scenario.Wiring.allCases, [Scenario.Rotation.clockwise, .counterclockwise])
  func supplies(wiring: Scenario.Wiring, rotation: Scenario.Rotation) throws {
    for supply in Self.supplies(of: wiring) {
      var scenario = SimulatedPhasorTests.installation(wiring)
      scenario.rotation = rotation
      scenario.supply = supply
      var signal = try TrueSignal(scenario)
      let second = try #require(signal.seconds(4000).first)
      let exact = scenario.truth()
      for line in Line.allCases {
        guard let truth = exact[line] else {
          #expect(second.lines[line] == nil)
          continue
        }
        let found = try #require(second.lines[line])
        // The linear interpolant's edges: one of 4000 frames, smoothed.
        let apparent = 227 * wiring.map.lineVoltageRatio * truth.current
        #expect(abs(found.power - truth.power) < 1e-3 * apparent, "\(supply), \(line)")
        #expect(abs(found.current - truth.current) < 1e-3 * truth.current, "\(supply), \(line)")
      }
    }
  }

  @Test("a voltage that is low while a load is on lowers its power, ripple control does not")
  func course() throws {
    let scenario = Scenario(
      wiring: .single,
      voltage: .init(
        interharmonics: [.init(hertz: 175, percent: 9)], course: [.init(time: 0.5, factor: 0.5)]),
      loads: [.init(.l1, current: 10, course: [.init(time: 0.5, factor: 0)]), .init(.l1, current: 4)])
    var signal = try TrueSignal(scenario)
    let second = try #require(signal.seconds(4000).first)
    // 14 A at 230 V for half of the second, 4 A at 115 V for the other.
    let found = try #require(second.lines[.l1])
    #expect(abs(found.power - (0.5 * 14 * 230 + 0.5 * 4 * 115)) < 2)
    #expect(abs(second.voltage - (230 * 230 * 1.0081 * (1 + 0.25) / 2).squareRoot()) < 0.5)
  }
}
