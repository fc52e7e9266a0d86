// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing
import _TestSupport

@testable import Commissioning

/// Loads that are asked for, and what follows where no clamp sees one.
@Suite("The guide's loads")
struct WiringGuideTests {
  private static let currents = PerClamp<Phasor>([
    Phasor(magnitude: 2, degrees: -5), Phasor(magnitude: 1, degrees: -125), .zero,
  ])

  private func point(_ phasors: PerClamp<Phasor> = currents) -> OperatingPoint {
    OperatingPoint(phasors: phasors, deviations: phasors.mapValues { _ in 1e-3 }, cycles: 1)
  }

  /// What is said while a guide takes some points; the user says in the last cycle that the load is on.
  private func lines(
    _ points: [OperatingPoint], confirmation: String? = nil
  ) throws -> (lines: [String], load: GuidedLoad?) {
    var guide = try #require(WiringGuide(of: .star, confirmation: confirmation))
    var lines: [String] = []
    var load: GuidedLoad?
    for (index, point) in points.enumerated() {
      load = guide.add(point, isLoadOn: index == points.count - 1) { lines.append($0) }
    }
    return (lines, load)
  }

  @Test("a load that is on and that no clamp sees is known as such, and the next one is asked for")
  func unseen() throws {
    let (lines, load) = try lines([point(), point(), point()], confirmation: "Then say so.")
    #expect(
      lines == [
        "Switch a kettle or a heater on at L1, after the last one is off. Then say so.",
        "No clamp sees the load at L1.",
        "Switch a kettle or a heater on at L2, after the last one is off. Then say so.",
      ])
    #expect(load?.place == .line(.l1) && load?.isUnseen == true)
  }

  @Test("what the user says before a load is asked for, or while a current changes, ends nothing")
  func early() throws {
    #expect(try lines([point()]).load == nil)
    var changed = Self.currents
    changed[ClampIndex(position: 0)] = Phasor(magnitude: 10.7, degrees: -2)
    #expect(try lines([point(), point(), point(changed)]).load == nil)
  }

  /// The diagnosis of a star without a clamp at input 3, with kettles at L1 and L2, and one at L3 where the user says so.
  private func diagnosis(sayingThatTheThirdIsOn isSaid: Bool) -> WiringDiagnosis {
    var wiring = WiringHypothesis(given: .star)
    wiring.clamps[2] = .init(wiring.clamps[2].input, nil)
    let sensor = SimulatedWiring(kind: .star, wiring: wiring)
    var generator = SeededGenerator(seed: 7)
    var observation = WiringObservation(of: .star)!
    observation.generation = .lines([])
    let currents = PerLine(sensor.load(.l1, 4, lag: 10), sensor.load(.l2, 3, lag: 5), .zero)
    for second in 1...10 {
      observation.add(sensor.reading(currents, time: Double(second), using: &generator))
    }
    let before = observation.point(sensor.reading(currents, time: 11, using: &generator))
    for line in [Line.l1, .l2] {
      var more = currents
      more[line] = more[line] + sensor.load(line, 8.7, lag: 1)
      let after = observation.point(sensor.reading(more, time: 12, using: &generator))
      observation.add(GuidedLoad(place: .line(line), step: after.step(from: before)))
    }
    if isSaid {
      var step = before
      step.phasors = step.phasors.mapValues { _ in .zero }
      observation.add(GuidedLoad(place: .line(.l3), step: step))
    }
    return observation.diagnosis()
  }

  @Test("a clamp that is missing is told where a load at its line is on and nothing sees it")
  func missingClamp() {
    let found = diagnosis(sayingThatTheThirdIsOn: true)
    #expect(found.verdict == .notAsGiven)
    #expect(found.headline.hasSuffix("%): input 3 has no clamp."), "\(found.headline)")
    let unknown = diagnosis(sayingThatTheThirdIsOn: false)
    #expect(unknown.verdict == .undecided)
    #expect(unknown.headline == "Undecided: input 3 shows no current.")
  }
}
