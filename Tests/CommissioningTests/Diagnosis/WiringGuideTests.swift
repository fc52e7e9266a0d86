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

  /// What is said while a guide takes some points, one a second; the user says in some cycles that the load is on.
  private func course(
    _ points: [OperatingPoint], of map: WiringMap = .star, generation: Generation = .nowhere,
    confirmation: String? = nil, confirmedAt: [Int] = []
  ) throws -> (lines: [String], loads: [GuidedLoad], untried: [GuidedLoad.Place]) {
    var guide = try #require(WiringGuide(of: map, generation: generation, confirmation: confirmation))
    var lines: [String] = []
    var loads: [GuidedLoad] = []
    for (index, point) in points.enumerated() {
      let load = guide.add(point, time: Double(index + 1), isLoadOn: confirmedAt.contains(index)) {
        lines.append($0)
      }
      if let load { loads.append(load) }
    }
    return (lines, loads, guide.untried)
  }

  /// States of some seconds each, as changes of the currents from what flows without them, A and degrees of each input.
  private func points(_ states: [(seconds: Int, changes: [(Double, Double)])]) -> [OperatingPoint] {
    states.flatMap { state in
      var currents = Self.currents
      for (index, change) in state.changes.enumerated() {
        let clamp = ClampIndex(position: index)
        currents[clamp] = currents[clamp] + Phasor(magnitude: change.0, degrees: change.1)
      }
      return Array(repeating: point(currents), count: state.seconds)
    }
  }

  @Test("a load that is on and that no clamp sees is known as such, and the next one is asked for")
  func unseen() throws {
    let (lines, loads, _) = try course(
      [point(), point(), point()], confirmation: "Then say so.", confirmedAt: [2])
    #expect(
      lines == [
        "Switch a kettle or heater of 3 A or more on at L1.\nThen say so.",
        "No clamp sees the load at L1.",
        "Switch a kettle or heater of 3 A or more on at L2, with the last one off.\nThen say so.",
      ])
    #expect(loads.count == 1 && loads[0].place == .line(.l1) && loads[0].isUnseen)
  }

  @Test("what the user says before a load is asked for, or while a current changes, ends nothing")
  func early() throws {
    #expect(try course([point()], confirmedAt: [0]).loads.isEmpty)
    var changed = Self.currents
    changed[ClampIndex(position: 0)] = Phasor(magnitude: 10.7, degrees: -2)
    #expect(try course([point(), point(), point(changed)], confirmedAt: [2]).loads.isEmpty)
  }

  @Test("what the user says of a load that is too small is answered with the current that is needed")
  func small() throws {
    let states = points([(3, []), (4, [(2.5, 0)])])
    let (lines, loads, _) = try course(states, confirmedAt: [6])
    #expect(loads.isEmpty)
    #expect(lines.last == "Only 2.5 A at input 1: a load of 3 A or more is needed at L1.")
  }

  @Test(
    "where a line may export, a load counts once it is off again",
    arguments: [Generation.unknown, .lines([.l1])])
  func onAndOff(generation: Generation) throws {
    let on = points([(3, []), (5, [(8.7, -1)])])
    let (first, none, _) = try course(on, generation: generation)
    #expect(none.isEmpty)
    #expect(first.last == "8.7 A at input 1: if that is the load at L1, switch it off again.")
    // A sun that gives way and comes back by another amount is no load; nor is one that takes five seconds.
    for off in [[(3, [(1.0, -1.0)])], (1...5).map { (1, [(8.7 - 1.7 * Double($0), -1.0)]) } + [(3, [])]] {
      let end = points(off.map { (seconds: $0.0, changes: $0.1) })
      #expect(try course(on + end, generation: generation).loads.isEmpty)
    }
    let (lines, loads, untried) = try course(on + points([(3, [])]), generation: generation)
    #expect(loads.map(\.place) == [.line(.l1)] && untried == [.line(.l2), .line(.l3)])
    #expect(
      lines.suffix(2) == [
        "+8.7 A at input 1, lag 1 degree: reads as L1, right way round.",
        "Switch a kettle or heater of 3 A or more on at L2.",
      ])
  }

  @Test("what comes by itself at another input while a load is switched is not the load's")
  func besides() throws {
    let states = points([(3, []), (4, [(8.7, 0), (4, 170)]), (4, [(0, 0), (4, 170)])])
    let loads = try course(states, generation: .lines([.l2])).loads
    #expect(loads.count == 1 && loads[0].step.phasors[ClampIndex(position: 1)].magnitude < 0.1)
  }

  @Test("a change that takes longer than a reading and the next is no load, wherever it comes from")
  func slow() throws {
    let ramp = (1...5).map { (seconds: 1, changes: [(1.5 * Double($0), 0.0)]) }
    let (lines, loads, _) = try course(points([(3, [])] + ramp + [(3, [(7.5, 0)])]))
    #expect(loads.isEmpty)
    #expect(lines.last == "7.5 A at input 1 within 5 s: too slow for a load that is switched.")
  }

  @Test(
    "the last load going off is not the next one, also at the moment at which the next comes on, or after it")
  func ends() throws {
    let l1 = (8.7, 0.0), l2 = (8.7, -120.0), off = (0.0, 0.0)
    for middle in [[(4, [l1, l2])], [], [(4, [off, off])]] {
      let states = points(
        ([(3, []), (4, [l1])] + middle + [(6, [off, l2]), (4, [off, off])]).map {
          (seconds: $0.0, changes: $0.1)
        })
      let (lines, loads, untried) = try course(states)
      #expect(loads.map(\.place) == [.line(.l1), .line(.l2)], "\(lines)")
      #expect(untried == [.line(.l3)])
      #expect(lines.filter { $0.contains(", lag") }.allSatisfy { $0.hasSuffix("right way round.") })
    }
  }

  @Test("the load that was asked for before, and several at once, are no load at the next line")
  func others() throws {
    let kettle = (seconds: 4, changes: [(8.7, 0.0)])
    let (lines, loads, _) = try course(points([(3, []), kettle, (4, []), kettle, (4, [])]))
    #expect(loads.count == 1 && lines.last == "That was the load at L1 again. Now one at L2 is needed.")
    let all = points([(3, []), (4, [(8.7, 0), (8.7, -120), (8.7, 120)]), (4, [])])
    let (told, none, untried) = try course(all)
    #expect(none.isEmpty && untried.count == 3)
    #expect(
      told.last == "Inputs 1, 2 and 3 changed in directions of several loads. One at L1 is needed.")
  }

  @Test("what a load shows is told as it reads, without a fault that it does not prove")
  func words() throws {
    func line(_ states: [(Int, [(Double, Double)])], _ map: WiringMap = .star) throws -> [String] {
      try course(points(states.map { (seconds: $0.0, changes: $0.1) }), of: map).lines.dropFirst().dropLast()
        .flatMap { $0.split(separator: "\n").map(String.init) }
    }
    #expect(
      try line([(3, []), (4, [(8.7, 179)])]) == ["+8.7 A at input 1, lag -179 degrees: reads as L1 reversed."]
    )
    #expect(
      try line([(3, []), (4, [(0, 0), (8.7, -120)])])
        == ["+8.7 A at input 2, lag 120 degrees: does not fit a load at L1 as given."])
    // In a net without neutral a load between two lines shows at one what it shows reversed at the other.
    let delta = WiringHypothesis(given: .delta)
    let given = try #require(IntendedWiring(WiringMap.Kind.delta.map))
    let place = GuidedLoad.Place.between(.l1, .l2)
    let angle = try #require(GuidedLoad.angle(of: delta.clamps[0], for: place, delta, given))
    var guide = try #require(WiringGuide(of: WiringMap.Kind.delta.map, generation: .nowhere))
    var lines: [String] = []
    for (second, amperes) in [0, 0, 0, 8.7, 8.7, 8.7].enumerated() {
      let phasors = PerClamp<Phasor>([Phasor(magnitude: amperes, degrees: angle), .zero])
      _ = guide.add(point(phasors), time: Double(second)) { lines.append($0) }
    }
    #expect(
      lines.contains("+8.7 A at input 1, lag 0 degrees: reads as L1, right way round, or as L2 reversed."))
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

  /// The diagnosis of a star that is as given, of which somebody says that a load at L2 is on that nothing shows.
  private func contradiction(
    _ generation: Generation, saidAt lines: [Line], untried: [Line] = [], rotation: Rotation = .clockwise
  ) -> WiringDiagnosis {
    var wiring = WiringHypothesis(given: .star)
    wiring.rotation = rotation
    let sensor = SimulatedWiring(kind: .star, wiring: wiring)
    var generator = SeededGenerator(seed: 9)
    var observation = WiringObservation(of: .star)!
    observation.generation = generation
    let currents = PerLine(
      sensor.load(.l1, 6, lag: 12), sensor.load(.l2, 9, lag: 18), sensor.load(.l3, 3, lag: 5))
    for second in 1...10 {
      observation.add(sensor.reading(currents, time: Double(second), using: &generator))
    }
    let before = observation.point(sensor.reading(currents, time: 11, using: &generator))
    for line in Line.allCases where !untried.contains(line) {
      var more = currents
      more[line] = more[line] + sensor.load(line, 8.7, lag: 1)
      var step = observation.point(sensor.reading(more, time: 12, using: &generator)).step(from: before)
      if lines.contains(line) { step.phasors = step.phasors.mapValues { _ in .zero } }
      observation.add(GuidedLoad(place: .line(line), step: step))
    }
    observation.untried = untried.map { .line($0) }
    return observation.diagnosis()
  }

  @Test(
    "a load that is said to be on and that no clamp sees is not as given, and is not asked for again",
    arguments: [Generation.nowhere, .unknown, .lines([.l1, .l2, .l3])])
  func contradiction(generation: Generation) throws {
    #expect(contradiction(generation, saidAt: []).verdict == .asGiven)
    let one = contradiction(generation, saidAt: [.l2])
    #expect(
      one.verdict == .undecided && one.headline.contains("no clamp sees the load at L2"), "\(one.headline)")
    let action = try #require(one.actions.first)
    #expect(one.actions.count == 1 && action.code == .checkClamps && action.line == .l2)
    #expect(action.text.contains("input 2 (terminals 7 and 8)") && !action.text.contains("Switch"))
    let all = contradiction(generation, saidAt: Line.allCases)
    #expect(all.verdict == .undecided && all.headline.contains("no clamp sees the load at L1, L2 and L3"))
  }

  @Test("a guide that ends before a load was seen at each line proves nothing of the others")
  func untried() throws {
    let diagnosis = contradiction(.nowhere, saidAt: [], untried: [.l2, .l3])
    #expect(diagnosis.headline == "Undecided: no load was tried at L2 and L3.")
    #expect(try #require(diagnosis.actions.first).text.contains("on at L2 and L3"))
  }

  @Test("nothing is switched off where the rotation is stated instead of wires being moved")
  func rotation() {
    let diagnosis = contradiction(.nowhere, saidAt: [], rotation: .counterclockwise)
    #expect(diagnosis.verdict == .notAsGiven && diagnosis.actions.map(\.code) == [.otherRotation])
  }
}
