// SPDX-License-Identifier: Apache-2.0
import Metering
import StrictJSON
import Testing
import _TestSupport

@testable import Commissioning

/// Where the diagnosis begins to see a current, a state, a step and a doubt.
@Suite("Where the diagnosis sees a difference")
struct DiagnosisLimitTests {
  private static let clamp = ClampIndex(position: 0)

  private func point(_ amperes: Double, deviation: Double = 1e-4, cycles: Int = 1) -> OperatingPoint {
    OperatingPoint(
      phasors: PerClamp([Phasor(magnitude: amperes, degrees: -10)]), deviations: PerClamp([deviation]),
      cycles: cycles)
  }

  /// States over time, a cycle a second.
  private func states(_ amperes: [Double]) -> OperatingPoints {
    var states = OperatingPoints()
    for (index, amperes) in amperes.enumerated() { states.add(point(amperes), time: Double(index + 1)) }
    return states
  }

  // Half of the 40 mA that the clamps are rated to measure; of noise one cycle in 16,000 shows four deviations.
  @Test("a current is seen from half of the lowest rated one and from four deviations on")
  func current() {
    #expect(!point(0.019).shows(Self.clamp) && point(0.021).shows(Self.clamp))
    #expect(
      !point(0.079, deviation: 0.02).shows(Self.clamp) && point(0.081, deviation: 0.02).shows(Self.clamp))
  }

  // Heaters drift by a percent or two while they warm up.
  @Test("two currents are one state within 50 mA and within 3 %")
  func state() {
    #expect(point(1).isLike(point(1.049)) && !point(1).isLike(point(1.051)))
    #expect(point(10).isLike(point(10.29)) && !point(10).isLike(point(10.31)))
  }

  @Test("the cycle in which a load is switched is no state of its own where others last")
  func switching() {
    let evidence = states([1, 1, 1, 3, 5, 5, 5]).evidence(loadOn: nil)
    #expect(evidence.points.map(\.cycles) == [3, 3])
    #expect(evidence.steps.count == 1)
  }

  @Test("a change is a switched load from 0.2 A on")
  func step() {
    #expect(states([1, 1, 1, 1.19, 1.19, 1.19]).evidence(loadOn: nil).steps.isEmpty)
    #expect(states([1, 1, 1, 1.21, 1.21, 1.21]).evidence(loadOn: nil).steps.count == 1)
  }

  // The cycle of switching and one more may lie between: a load at 3 s is there as a state from 6 s on at the latest.
  @Test("a load is that of the time that is given where its state begins three cycles later, and not four")
  func time() {
    #expect(states([1, 1, 1, 2, 3, 5, 5, 5]).evidence(loadOn: 3).load != nil)
    #expect(states([1, 1, 1, 2, 3, 4, 5, 5, 5]).evidence(loadOn: 3).load == nil)
  }

  /// What is said of a star net whose third line carries little while the others carry heaters.
  private func verdict(third amperes: Double, lag: Double = 0) -> WiringVerdict {
    let kind = WiringMap.Kind.star
    let sensor = SimulatedWiring(kind: kind, wiring: WiringHypothesis(given: kind))
    var observation = WiringObservation(of: kind.map)!
    observation.generation = .lines([])
    var generator = SeededGenerator(seed: 7)
    for time in 1...20 {
      let on = time < 10 ? 1.0 : 0.4
      let currents = PerLine(
        sensor.load(.l1, 9 * on, lag: 1), sensor.load(.l2, 6 * on, lag: 4),
        sensor.load(.l3, amperes, lag: lag))
      observation.add(sensor.reading(currents, time: Double(time), using: &generator))
    }
    return observation.diagnosis().verdict
  }

  // The lines beside it leave one place for it, and heaters and lamps leave no doubt of its sign; an offset would.
  @Test("a line that carries 0.11 A is seen where the others make the wiring sure, and one of 0.09 A is not")
  func faint() {
    #expect(verdict(third: 0.11) == .asGiven)
    #expect(verdict(third: 0.09) == .undecided)
    #expect(verdict(third: 0) == .undecided)
  }

  @Test("an angle that is off by a ten thousandth of a degree contradicts the file's supply")
  func angle() throws {
    func file(_ angle: String) throws {
      let json =
        #"{"supply": {"N": "N", "L": "L1"}, "inputs": [{"input": 2, "line": "L2", "referenceAngleDegrees": "#
        + angle + "}]}"
      _ = try WiringFile(json: Array(json.utf8), file: "x")
    }
    try file("-120")
    try file("-120.0000001")
    #expect(throws: InputError.self) { try file("-120.0001") }
  }
}
