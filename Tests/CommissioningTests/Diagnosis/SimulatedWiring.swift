// SPDX-License-Identifier: Apache-2.0
import Commissioning
import Foundation
import Metering
import Simulation
import _TestSupport

/// An installation in phasors: what the inputs of a sensor that is connected in some way show of the lines' currents.
struct SimulatedWiring {
  let kind: WiringMap.Kind
  let wiring: WiringHypothesis
  /// Standard deviation of the parts of each phasor, A: 1 LSB of noise in 4000 frames.
  var deviation = 0.000_5
  /// How each clamp errs: its current relative to the true one, and degrees that it leads.
  var clampErrors = PerInput<(gain: Double, lead: Double)>(repeating: (1, 0))

  /// A line's own voltage relative to L1's, degrees.
  func angle(of line: Line) -> Double {
    switch line {
    case .l1: 0
    case .l2: wiring.rotation == .clockwise ? -120 : 120
    case .l3: wiring.rotation == .clockwise ? 120 : -120
    }
  }

  /// A line's own voltage, V.
  func voltage(_ line: Line) -> Phasor { Phasor(magnitude: 1, degrees: angle(of: line)) }

  /// The voltage between the sensor's supply terminals, relative to a line's own.
  private var supplyVoltage: Phasor {
    func potential(_ conductor: Conductor) -> Phasor { conductor.asLine.map(voltage) ?? .zero }
    // A terminal N that is open floats: where to is as good as any.
    guard let supply = wiring.supply else { return Phasor(magnitude: 0.4, degrees: 77) }
    return potential(supply.line) + -potential(supply.neutral)
  }

  /// Angle of the sensor's voltage reference relative to L1's own voltage, degrees.
  var reference: Double { supplyVoltage.degrees }

  /// The voltage that the sensor measures, V.
  private var measuredVoltage: Double {
    supplyVoltage.magnitude * (kind.isDelta ? 230 / 3.0.squareRoot() : 230)
  }

  /// A reading of the inputs themselves.
  ///
  /// - Parameter currents: What the lines carry, A, relative to L1's own voltage.
  func reading(_ currents: PerLine<Phasor>, time: Double, using generator: inout SeededGenerator) -> Reading {
    var lines = PerLine<LineReading?>(repeating: nil)
    for clamp in wiring.clamps {
      var current =
        switch clamp.conductor {
        case nil: Phasor.zero
        case .neutral: -(currents[.l1] + currents[.l2] + currents[.l3])
        case let conductor?: currents[conductor.asLine!]
        }
      if clamp.polarity == .reversed { current = -current }
      let error = clampErrors[clamp.input]
      current = (current * error.gain).rotated(degrees: error.lead)
      let noise = Phasor(
        real: deviation * Waves.gaussian(&generator), imaginary: deviation * Waves.gaussian(&generator))
      let shown = (current + noise).rotated(degrees: -reference)
      let isSeen = shown.magnitude > max(0.005, 3 * deviation)
      let spread = deviation / max(shown.magnitude, 1e-9) * 180 / .pi
      lines[Line.allCases[clamp.input.index]] = LineReading(
        current: isSeen ? shown.magnitude : 0, fundamental: isSeen ? shown.magnitude : 0,
        phase: isSeen ? -shown.degrees : nil, direction: .indeterminate, power: 0,
        uncertainty: .init(phase: isSeen ? spread : nil), apparentPower: 0)
    }
    return Reading(
      cycle: Int(time), time: time, duration: 1, frequency: 50, voltage: measuredVoltage, lines: lines)
  }

  /// What is diagnosed of states of the lines, each lasting some seconds.
  private static let observations = Dictionary(
    uniqueKeysWithValues: WiringMap.Kind.allCases.map { ($0, WiringObservation(of: $0.map)!) })

  func diagnosis(
    _ states: [PerLine<Phasor>], seconds: Int = 3, loadOn: Double? = nil, generation: Generation = .unknown,
    using generator: inout SeededGenerator
  ) -> WiringDiagnosis {
    var observation = Self.observations[kind]!
    observation.loadOn = loadOn
    observation.generation = generation
    for (index, state) in states.enumerated() {
      for second in 0..<seconds {
        observation.add(reading(state, time: Double(index * seconds + second + 1), using: &generator))
      }
    }
    return observation.diagnosis()
  }

  /// A current of a line, lagging behind its own voltage.
  func load(_ line: Line, _ amperes: Double, lag: Double) -> Phasor {
    Phasor(magnitude: amperes, degrees: angle(of: line) - lag)
  }

  /// The line currents of a load between two lines.
  func load(_ from: Line, _ to: Line, _ amperes: Double, lag: Double) -> PerLine<Phasor> {
    let voltage = voltage(from) + -voltage(to)
    var currents = PerLine<Phasor>(repeating: .zero)
    currents[from] = Phasor(magnitude: amperes, degrees: voltage.degrees - lag)
    currents[to] = -currents[from]
    return currents
  }
}

extension Triple<Line, Phasor> {
  static func + (a: Self, b: Self) -> Self {
    Self(a[.l1] + b[.l1], a[.l2] + b[.l2], a[.l3] + b[.l3])
  }
}

extension WiringHypothesis {
  /// A wiring of a kind of net, with its supply as the manual has it or exchanged.
  init(
    clamps: [Clamp], rotation: Rotation = .clockwise, isSupplyReversed: Bool, kind: WiringMap.Kind = .star
  ) {
    let supply = kind.supply
    self.init(clamps: clamps, rotation: rotation, supply: isSupplyReversed ? supply.reversed : supply)
  }
}

/// Every way of putting the clamps of a kind on lines of their own, either way round, in either rotation, with the supply as
/// it should be or exchanged, or on any conductors of its kind.
func combinations(_ kind: WiringMap.Kind, anySupply: Bool = false) -> [WiringHypothesis] {
  let inputs = Input.allCases.filter { kind.inputs[$0] != nil }
  var placements: [[WiringHypothesis.Clamp]] = [[]]
  for input in inputs {
    placements = placements.flatMap { clamps in
      Line.allCases.filter { line in !clamps.contains { $0.conductor == Conductor(line) } }.flatMap { line in
        WiringMap.Polarity.allCases.map { clamps + [.init(input, Conductor(line), $0)] }
      }
    }
  }
  let all: [Supply] = Conductor.allCases.flatMap { neutral in
    Conductor.allCases.filter { $0 != neutral }.map { Supply(neutral: neutral, line: $0) }
  }
  let supplies =
    anySupply ? all.filter { $0.hasNeutral == kind.supply.hasNeutral } : [kind.supply, kind.supply.reversed]
  return placements.flatMap { clamps in
    Rotation.allCases.flatMap { rotation in
      supplies.map { WiringHypothesis(clamps: clamps, rotation: rotation, supply: $0) }
    }
  }
}
