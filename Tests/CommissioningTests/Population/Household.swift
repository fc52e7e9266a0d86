// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Simulation
import _TestSupport

@testable import Commissioning

/// A household with its appliances, and a sensor that somebody connected to it, rightly or not.
struct Household {
  /// The kind of net.
  let kind: WiringMap.Kind
  /// What draws current and feeds it in.
  let appliances: [Appliance]
  /// The lines that can export.
  let generating: Set<Line>
  /// The sensor.
  let sensor: SimulatedWiring
  /// How long it is watched, s.
  let seconds: Double

  /// Whether the sensor is connected as it is meant to be, or by mistakes that cancel each other: its readings are right.
  ///
  /// The neutral of a single line carries the line's current back.
  var isRight: Bool {
    let given = IntendedWiring(kind.map)!
    var wiring = sensor.wiring
    if kind == .single, wiring.clamps[0].conductor == .neutral {
      wiring.clamps[0].conductor = .l1
      wiring.clamps[0].polarity = wiring.clamps[0].polarity == .normal ? .reversed : .normal
    }
    return wiring.conductors == given.hypothesis.conductors
      && WiringSignature(wiring, intended: given) == WiringSignature(given.hypothesis, intended: given)
  }

  /// One of a population: 60 % star, 30 % single, 10 % delta; 15 % of them with solar panels, a quarter with a charger,
  /// a quarter with a heat pump, a twentieth with motors of a workshop; 30 % of the sensors connected in a wrong way.
  ///
  /// - Parameters:
  ///   - seconds: How long it is watched.
  ///   - isDay: By day more is switched on, and the sun shines.
  init(seconds: Double, isDay: Bool = true, using generator: inout SeededGenerator) {
    func chance(_ share: Double) -> Bool { .random(in: 0..<1, using: &generator) < share }
    let draw = Double.random(in: 0..<1, using: &generator)
    kind =
      draw < 0.6
      ? .star : draw < 0.9 ? .single : [.delta, .deltaAlternative].randomElement(using: &generator)!
    let kind = kind
    let lines: [Line] = kind == .single ? [.l1] : Line.allCases
    var appliances: [Appliance] = []
    func place() -> Appliance.Place {
      let line = lines.randomElement(using: &generator)!
      return kind.isDelta ? .between(line, Line.allCases[(line.index + 1) % 3]) : .line(line)
    }
    func add(_ kind: Appliance.Kind, _ place: Appliance.Place) {
      appliances.append(.random(kind, at: place, over: seconds, using: &generator))
    }
    func add(_ kind: Appliance.Kind, _ count: Int) {
      for _ in 0..<count { add(kind, place()) }
    }
    for line in lines {
      let own: Appliance.Place =
        kind.isDelta ? .between(line, Line.allCases[(line.index + 1) % 3]) : .line(line)
      add(.standby, own)
      for _ in 0..<(isDay ? .random(in: 0...3, using: &generator) : 1) {
        add(.electronics, own)
      }
      for _ in 0..<(isDay ? .random(in: 0...2, using: &generator) : 0) { add(.lamps, own) }
    }
    add(.refrigerator, .random(in: 1...2, using: &generator))
    add(.pump, .random(in: 0...2, using: &generator))
    if isDay {
      add(.heater, .random(in: 0...3, using: &generator))
      add(.universalMotor, chance(0.25) ? 1 : 0)
      add(.idleMotor, chance(0.05) ? 1 : 0)
    }
    func large() -> Appliance.Place {
      kind != .single && chance(0.5) ? .allLines : place()
    }
    for appliance in [Appliance.Kind.heatPump, .charger] where chance(0.25) {
      let place = large()
      add(appliance, place)
    }
    var generating: Set<Line> = []
    if chance(0.15) {
      let place = kind != .single && chance(0.4) ? .allLines : place()
      if isDay { add(.solar, place) }
      generating =
        switch place {
        case .allLines: Set(Line.allCases)
        case .line(let line): [line]
        case .between(let from, let to): [from, to]
        }
    }
    self.appliances = appliances
    self.generating = generating
    self.seconds = seconds
    let given = WiringHypothesis(given: kind)
    let wiring = chance(0.7) ? given : given.withFault(in: kind, using: &generator)
    var sensor = SimulatedWiring(kind: kind, wiring: wiring)
    sensor.clampErrors = PerInput(
      Self.clampError(using: &generator), Self.clampError(using: &generator),
      Self.clampError(using: &generator))
    self.sensor = sensor
  }

  /// What a class-1 clamp does without calibration.
  private static func clampError(using generator: inout SeededGenerator) -> (gain: Double, lead: Double) {
    (1 + 0.005 * Waves.gaussian(&generator), .random(in: 0.15...2.5, using: &generator))
  }

  /// The currents of the lines at a time, A, against L1's own voltage.
  func currents(at time: Double) -> PerLine<Phasor> {
    appliances.reduce(PerLine(repeating: .zero)) { sum, appliance in
      sum + currents(of: appliance, appliance.current * appliance.factor(at: time))
    }
  }

  /// The currents of the lines by one appliance.
  private func currents(of appliance: Appliance, _ amperes: Double) -> PerLine<Phasor> {
    var currents = PerLine<Phasor>(repeating: .zero)
    switch appliance.place {
    case .line(let line): currents[line] = sensor.load(line, amperes, lag: appliance.lag)
    case .between(let from, let to): currents = sensor.load(from, to, amperes, lag: appliance.lag)
    case .allLines: currents = currents.indexed { sensor.load($0, amperes, lag: appliance.lag) }
    }
    return currents
  }

  /// What is diagnosed after the course.
  ///
  /// - Parameters:
  ///   - isGenerationTold: Whether the user says which lines generate.
  ///   - isGuided: Whether a kettle is switched on at each line, or between each line and the next.
  func diagnosis(
    isGenerationTold: Bool = true, isGuided: Bool = false, using generator: inout SeededGenerator
  ) -> WiringDiagnosis {
    var observation = WiringObservation(of: kind.map)!
    observation.generation = isGenerationTold ? .lines(generating) : .unknown
    for second in stride(from: 1, through: seconds, by: 1) {
      observation.add(sensor.reading(currents(at: second), time: second, using: &generator))
    }
    guard isGuided else { return observation.diagnosis() }
    for line in kind == .single ? [.l1] : Line.allCases {
      let next = Line.allCases[(line.index + 1) % 3]
      let place: Appliance.Place = kind.isDelta ? .between(line, next) : .line(line)
      let kettle = Appliance(place: place, current: 8.7, lag: 1, course: [])
      let time = Double.random(in: 0..<seconds, using: &generator)
      // The states before and after it, some seconds apart.
      let before = sensor.reading(currents(at: time), time: seconds + 1, using: &generator)
      let after = sensor.reading(
        currents(at: time + 6) + currents(of: kettle, 8.7), time: seconds + 2, using: &generator)
      let step = observation.point(after).step(from: observation.point(before))
      // What no clamp sees the guide does not take for a load; the user says that it is on.
      let isSeen = step.phasors.contains { $0.magnitude >= WiringGuide.load }
      var shown = step
      if !isSeen { shown.phasors = step.phasors.mapValues { _ in .zero } }
      observation.add(GuidedLoad(place: kind.isDelta ? .between(line, next) : .line(line), step: shown))
    }
    return observation.diagnosis()
  }
}

extension WiringHypothesis {
  /// The wiring that the manual asks for.
  init(given kind: WiringMap.Kind) {
    let clamps = Input.allCases.compactMap { input in
      kind.inputs[input].map { Clamp(input, Conductor($0.line), $0.polarity) }
    }
    self.init(clamps: clamps, rotation: .clockwise, supply: kind.supply)
  }

  /// The same with a mistake that somebody made, now and then with two.
  func withFault(in kind: WiringMap.Kind, using generator: inout SeededGenerator) -> WiringHypothesis {
    func chance(_ share: Double) -> Bool { .random(in: 0..<1, using: &generator) < share }
    var wiring = self
    func turn(_ index: Int) {
      wiring.clamps[index].polarity = wiring.clamps[index].polarity == .normal ? .reversed : .normal
    }
    func mistake(using generator: inout SeededGenerator) {
      let index = wiring.clamps.indices.randomElement(using: &generator)!
      let other = wiring.clamps.indices.randomElement(using: &generator)!
      switch Int.random(in: 0..<100, using: &generator) {
      case 0..<35: turn(index)
      case 35..<40: for index in wiring.clamps.indices { turn(index) }
      case 40..<60 where index != other:
        (wiring.clamps[index].conductor, wiring.clamps[other].conductor) = (
          wiring.clamps[other].conductor, wiring.clamps[index].conductor
        )
      case 60..<65 where kind == .star:
        let conductors = wiring.clamps.map(\.conductor)
        for index in 0..<3 { wiring.clamps[index].conductor = conductors[(index + 1) % 3] }
      case 65..<77: wiring.supply = wiring.supply?.reversed
      case 77..<85 where kind != .single:
        let free = Line.allCases.map { Conductor($0) }.filter {
          $0 != wiring.supply?.line && $0 != wiring.supply?.neutral
        }
        wiring.supply?.line = free.randomElement(using: &generator)!
      case 85..<90 where kind != .single: wiring.rotation = .counterclockwise
      case 90..<95: wiring.clamps[index] = .init(wiring.clamps[index].input, nil)
      case 95..<98 where kind == .star && index != other:
        wiring.clamps[index].conductor = wiring.clamps[other].conductor
      case 98..<100 where !kind.isDelta: wiring.clamps[index].conductor = .neutral
      default: turn(index)
      }
    }
    repeat {
      wiring = self
      mistake(using: &generator)
      if chance(0.1) { mistake(using: &generator) }
    } while wiring == self
    return wiring
  }
}

extension Triple<Line, Phasor> {
  /// One made for each line.
  fileprivate func indexed(_ body: (Line) -> Phasor) -> Self { Self(body(.l1), body(.l2), body(.l3)) }
}
