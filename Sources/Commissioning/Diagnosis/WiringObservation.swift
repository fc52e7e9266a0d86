// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Metering
public import Recordings

/// The phasors that a sensor shows of its own wiring, collected a reading at a time.
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
  private var directions: PerClamp<DirectionCount>

  /// An observation that has seen nothing.
  ///
  /// - Parameter intended: The wiring that the installation is meant to have.
  /// - Returns: Nil for a map without clamps, with two on one line, or with angles that no symmetrical net has.
  public init?(of intended: WiringMap) {
    guard let space = WiringSpace(intended) else { return nil }
    self.space = space
    directions = space.inputs.mapValues { _ in DirectionCount() }
  }

  /// The map with which the readings must be made: each input on a line of its own, against the voltage itself.
  public var map: WiringMap {
    var map = WiringMap(inputs: .init(repeating: nil), referenceAngles: .init(repeating: 0))
    for input in space.inputs { map.inputs[input] = .init(Line.allCases[input.index]) }
    return map
  }

  /// Cycles that could be used: those with a steady voltage, and without lost frames or clipped codes.
  public var cycles: Int { states.cycles }
  /// The cycles that could not.
  public private(set) var leftOut = LeftOutSeconds()

  /// Adds the reading of a cycle, made with ``map``.
  public mutating func add(_ reading: Reading) {
    let lines = space.inputs.mapValues { reading.lines[Line.allCases[$0.index]] }
    let isClipped = lines.contains { $0?.flags.contains(.clipped) ?? false }
    guard reading.flags.isEmpty, !isClipped else {
      let harmless: Flags = [.overRange, .belowRange, .noSignal, .derived]
      return leftOut.add(reading, lines: Array(lines), besides: harmless)
    }
    let signals = lines.mapValues { line -> (phasor: Phasor, deviation: Double) in
      guard let line, let phase = line.phase else { return (.zero, 0.005) }
      let deviation = line.fundamental * (line.uncertainty.phase ?? 0) * .pi / 180
      return (Phasor(magnitude: line.fundamental, degrees: -phase), deviation)
    }
    states.add(
      OperatingPoint(
        phasors: signals.mapValues(\.phasor), deviations: signals.mapValues(\.deviation), cycles: 1),
      time: reading.time)
    for (index, clamp) in zip(signals.indices, space.asIntended.clamps) {
      guard let line = clamp.conductor?.asLine else { continue }
      let voltage = Phasor(magnitude: clamp.polarity.sign, degrees: space.intended.referenceAngles[line])
      let active = voltage.timesConjugate(of: signals[index].phasor).real
      directions[index].add(activeCurrent: active, standardDeviation: signals[index].deviation)
    }
  }

  /// The diagnosis after all readings so far.
  public func diagnosis() -> WiringDiagnosis {
    let evidence = NetEvidence(
      states, inputs: space.inputs, origin: space.origin, loadOn: loadOn)
    let points = states.evidence(loadOn: nil).points
    let summaries = space.inputs.indices.map { index in
      InputSummary(
        input: space.inputs[index], states: points.map { $0.shows(index) ? $0.phasors[index] : .zero },
        directions: directions[index])
    }
    return WiringDiagnosis(space, evidence, cycles: cycles, inputs: summaries)
  }
}
