// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Metering

/// What a sensor shows of its own wiring, collected a reading at a time.
///
///     var observation = WiringObservation(of: .star)!
///     // A meter with `observation.map` gives the readings.
///     observation.add(reading)
///     let diagnosis = observation.diagnosis()
public struct WiringObservation: Sendable {
  private let space: WiringSpace
  /// When a resistive load was switched on, s of the readings' time; nil if none is known.
  ///
  /// A time at which no current changes is not used, see ``WiringDiagnosis/isLoadSeen``.
  public var loadOn: Double?
  private var states = OperatingPoints()
  private var directions: [DirectionCount]

  /// An observation that has seen nothing.
  ///
  /// - Parameter given: What the wiring is meant to be.
  /// - Returns: Nil for a map without clamps, with two on one line, or with angles that no symmetrical net has.
  public init?(of given: WiringMap) {
    guard let space = WiringSpace(given) else { return nil }
    self.space = space
    directions = space.inputs.map { _ in DirectionCount() }
  }

  /// The map with which the readings must be made: each input on a line of its own, against the voltage itself.
  public var map: WiringMap {
    var map = WiringMap(inputs: .init(repeating: nil), referenceAngles: .init(repeating: 0))
    for input in space.inputs { map.inputs[input] = .init(Line.allCases[input.index]) }
    return map
  }

  /// Cycles that could be used: those with a voltage, and without lost frames or clipped codes.
  public var cycles: Int { states.cycles }

  /// Takes the reading of a cycle, made with ``map``.
  public mutating func add(_ reading: Reading) {
    let lines = space.inputs.map { reading.lines[Line.allCases[$0.index]] }
    guard reading.flags.intersection([.frequencyLost, .gap, .clipped]).rawValue == 0 else { return }
    guard !lines.contains(where: { $0?.flags.contains(.clipped) ?? false }) else { return }
    let signals = lines.map { line -> (phasor: Phasor, deviation: Double) in
      guard let line, let phase = line.phase else { return (.zero, 0.005) }
      let deviation = line.fundamental * (line.uncertainty.phase ?? 0) * .pi / 180
      return (Phasor(magnitude: line.fundamental, degrees: -phase), deviation)
    }
    states.add(
      OperatingPoint(phasors: signals.map(\.phasor), deviations: signals.map(\.deviation), cycles: 1),
      time: reading.time)
    for (index, clamp) in space.asGiven.clamps.enumerated() {
      guard let line = clamp.conductor?.asLine else { continue }
      let voltage = Phasor(magnitude: clamp.polarity.sign, degrees: space.given.referenceAngles[line])
      let active = voltage.timesConjugate(of: signals[index].phasor).real
      directions[index].add(active, deviation: signals[index].deviation)
    }
  }

  /// What is most probable after all readings.
  public func diagnosis() -> WiringDiagnosis {
    let evidence = NetEvidence(
      states, inputs: space.inputs.count, origin: space.origin, loadOn: loadOn)
    let points = states.evidence(loadOn: nil).points
    let summaries = space.inputs.enumerated().map { index, input in
      InputSummary(
        input: input, states: points.map { $0.shows(index) ? $0.phasors[index] : .zero },
        directions: directions[index])
    }
    return WiringDiagnosis(space, evidence, cycles: cycles, inputs: summaries)
  }
}
