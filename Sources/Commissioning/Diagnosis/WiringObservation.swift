// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Metering
public import Recordings

/// The phasors by which a sensor shows its own wiring, collected reading by reading.
///
///     var observation = WiringObservation(of: .star)!
///     // A meter with `observation.map` gives the readings.
///     observation.add(reading)
///     let diagnosis = observation.diagnosis()
public struct WiringObservation: Sendable {
  private let space: WiringSpace
  /// When a resistive load was switched on, s of the readings' time; nil if none is known.
  ///
  /// A time at which no current changes is not used, see ``WiringDiagnosis/loadFinding``. Where anything may export, the load must
  /// be switched off again.
  public var loadOn: Double?
  /// Where the installation can export.
  public var generation = Generation.unknown
  /// The loads that were switched on at a line that is known.
  private var guided: [GuidedLoad] = []
  /// The places of loads that a guide asked for and that were not seen.
  var untried: [GuidedLoad.Place] = []
  /// The sum of the voltages, V, and of how many cycles it is.
  private var voltage = (sum: 0.0, cycles: 0)
  /// The mean voltage, V; nil where there is none.
  private var meanVoltage: Double? { voltage.cycles > 0 ? voltage.sum / Double(voltage.cycles) : nil }
  private var states = OperatingPoints()
  private var directions: PerClamp<DirectionCount>

  /// An observation that has seen nothing.
  ///
  /// - Parameter intended: The wiring that the installation is meant to have.
  /// - Returns: Nil for a map without clamps, with two on one line, or with angles that no symmetrical net has.
  public init?(of intended: WiringMap) {
    guard let space = WiringSpace(intended) else { return nil }
    self.space = space
    directions = space.intended.inputs.mapValues { _ in DirectionCount() }
  }

  /// The wiring that the installation is meant to have.
  public var intended: WiringMap { space.intended.map }

  /// The map with which the readings must be made: each input on a line of its own, against the voltage itself.
  public var map: WiringMap {
    var map = WiringMap(inputs: .init(repeating: nil), referenceAngles: .init(repeating: 0))
    for input in space.intended.inputs { map.inputs[input] = .init(Line.allCases[input.index]) }
    return map
  }

  /// Cycles that could be used: those with a steady voltage, and without lost frames or clipped codes.
  public var cycles: Int { states.cycles }
  /// Whether the voltage was beyond what the codes can show.
  private(set) var hasClippedVoltage = false
  /// The cycles that could not.
  public private(set) var leftOut = LeftOutSeconds()

  /// Adds the reading of a cycle, made with ``map``.
  public mutating func add(_ reading: Reading) {
    let lines = space.intended.inputs.mapValues { reading.lines[Line.allCases[$0.index]] }
    let isClipped = lines.contains { $0?.flags.contains(.clipped) ?? false }
    guard reading.flags.isEmpty, !isClipped else {
      let harmless: Flags = [.overRange, .belowRange, .noSignal, .derived]
      if reading.flags.contains(.clipped) { hasClippedVoltage = true }
      return leftOut.add(
        reading, lines: Array(lines), names: space.intended.inputs.map { "input \($0.rawValue)" },
        besides: harmless)
    }
    let point = point(reading)
    states.add(point, time: reading.time)
    if let rms = reading.voltage { voltage = (voltage.sum + rms, voltage.cycles + 1) }
    for (index, clamp) in zip(point.phasors.indices, space.intended.hypothesis.clamps) {
      guard let line = clamp.conductor?.asLine else { continue }
      let voltage = Phasor(magnitude: clamp.polarity.sign, degrees: space.intended.map.referenceAngles[line])
      let active = voltage.timesConjugate(of: point.phasors[index]).real
      directions[index].add(activeCurrent: active, standardDeviation: point.deviations[index])
    }
  }

  /// The currents that a reading shows, made with ``map``.
  func point(_ reading: Reading) -> OperatingPoint {
    let signals = space.intended.inputs.mapValues { input -> (phasor: Phasor, deviation: Double) in
      guard let line = reading.lines[Line.allCases[input.index]], let phase = line.phase else {
        return (.zero, 0.005)
      }
      let deviation = line.fundamental * (line.uncertainty.phase ?? 0) * .pi / 180
      return (Phasor(magnitude: line.fundamental, degrees: -phase), deviation)
    }
    return OperatingPoint(
      phasors: signals.mapValues(\.phasor), deviations: signals.mapValues(\.deviation), cycles: 1)
  }

  /// Adds a resistive load that was switched on at a known line or between two known lines, also one that no input shows.
  mutating func add(_ load: GuidedLoad) {
    guided.append(load)
  }

  /// The diagnosis after all readings so far.
  public func diagnosis() -> WiringDiagnosis {
    let evidence = NetEvidence(
      states, inputs: space.intended.inputs, origin: space.intended.origin, loadOn: loadOn,
      isOffNeeded: generation != .nowhere, voltage: meanVoltage.map { $0 / Self.nominalVoltage })
    let points = states.evidence(loadOn: nil).points
    let loads = [evidence.load].compactMap(\.self) + guided.map(\.step)
    let summaries = space.intended.inputs.indices.map { clamp in
      let shown = points.filter { $0.shows(clamp) }
      let largest = shown.max { $0.phasors[clamp].square < $1.phasors[clamp].square }
      return InputSummary(
        input: space.intended.inputs[clamp],
        states: points.map { $0.shows(clamp) ? $0.phasors[clamp] : .zero },
        deviation: largest?.deviations[clamp] ?? 0, directions: directions[clamp],
        hasKnownLoad: loads.contains { $0.phasors[clamp].magnitude >= Self.knownLoad },
        lacksKnownLoad: guided.contains {
          $0.isUnseen && $0.isConnected(to: space.intended.hypothesis.clamps[clamp.position].conductor)
        })
    }
    return WiringDiagnosis(
      space, evidence, generation: generation, guided: guided, untried: untried, cycles: cycles,
      voltage: meanVoltage, inputs: summaries)
  }

  /// The nominal voltage of all nets here, V.
  static let nominalVoltage = 230.0
  /// Current from which a load that is known to have been switched on proves which way round a clamp is, A: several times
  /// the standby loads that come and go.
  private static let knownLoad = 1.0
}
