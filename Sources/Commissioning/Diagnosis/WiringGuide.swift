// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Metering

/// Asks for a resistive load at each line in turn, and sees by itself when it is switched on.
///
///     try observation.measure(&blocks, ..., guide: WiringGuide(of: .star), say: { print($0) })
public struct WiringGuide: Sendable {
  /// Current from which a change is the load that was asked for, A: a kettle draws 8.7 A, loads that come by themselves less.
  static let load = 3.0
  /// Current from which an input shows it, A.
  static let shown = 1.0
  /// Cycles to wait for a load, at most.
  static let patience = 60

  private let given: IntendedWiring
  private let confirmation: String?
  private var places: [GuidedLoad.Place]
  private var steady: OperatingPoint?
  private var candidate: OperatingPoint?
  private var previous: OperatingPoint?
  private var hasAsked = false
  private var isConfirmed = false
  private var waited = 0

  /// A guide through an installation.
  ///
  /// - Parameters:
  ///   - intended: The wiring that it is meant to have.
  ///   - confirmation: How the user says that a load is on, in case no clamp sees it; nil where the user cannot.
  /// - Returns: Nil for a map that cannot be observed, see ``WiringObservation/init(of:)``.
  public init?(of intended: WiringMap, confirmation: String? = nil) {
    guard let given = IntendedWiring(intended) else { return nil }
    self.given = given
    self.confirmation = confirmation
    places = GuidedLoad.places(given)
  }

  /// Whether every load was asked for, and was seen or waited for long enough.
  public var isOver: Bool { places.isEmpty }

  /// Takes the currents of a cycle.
  ///
  /// - Parameters:
  ///   - point: The currents.
  ///   - isLoadOn: Whether the user has said since the last cycle that the load is on.
  ///   - say: Called with each line for the user: what was seen, and what to do.
  /// - Returns: The load that was seen, or that is on and that no clamp sees; nil for none.
  mutating func add(_ point: OperatingPoint, isLoadOn: Bool = false, say: (String) -> Void) -> GuidedLoad? {
    guard let place = places.first else { return nil }
    defer { ask(say) }
    waited += hasAsked ? 1 : 0
    if isLoadOn, hasAsked { isConfirmed = true }
    let step = change(to: point)
    if let step, hasAsked, step.isOver(Self.load), !isEnd(of: previous, step) {
      let load = GuidedLoad(place: place, step: step)
      say(description(of: load))
      previous = step
      advance()
      return load
    }
    if isConfirmed, candidate == nil {
      say("No clamp sees the load \(place.text).")
      advance()
      return GuidedLoad(
        place: place,
        step: OperatingPoint(
          phasors: point.phasors.mapValues { _ in .zero }, deviations: point.deviations, cycles: 1))
    }
    if waited > Self.patience {
      say("No clamp has seen a load \(place.text) in \(Self.patience) s.")
      advance()
    }
    return nil
  }

  /// The change to a new steady state; nil while nothing changes, and until the new state has lasted two cycles.
  private mutating func change(to point: OperatingPoint) -> OperatingPoint? {
    if steady?.isLike(point) == true {
      candidate = nil
      return nil
    }
    guard candidate?.isLike(point) == true else {
      candidate = point
      return nil
    }
    defer { (steady, candidate) = (point, nil) }
    return steady.map { point.step(from: $0) }
  }

  /// Whether a change is the latest load being switched off again.
  private func isEnd(of load: OperatingPoint?, _ step: OperatingPoint) -> Bool {
    guard let load else { return false }
    return step.phasors.indices.allSatisfy { clamp in
      let rest = (step.phasors[clamp] + load.phasors[clamp]).magnitude
      return rest <= 0.3 * load.phasors[clamp].magnitude + 0.5
    }
  }

  private mutating func advance() {
    places.removeFirst()
    (hasAsked, isConfirmed, waited) = (false, false, 0)
  }

  private mutating func ask(_ say: (String) -> Void) {
    guard !hasAsked, steady != nil, let place = places.first else { return }
    let confirmation = confirmation.map { " \($0)" } ?? ""
    say("Switch a kettle or a heater on \(place.text), after the last one is off.\(confirmation)")
    hasAsked = true
  }

  /// The result of a load for each input that saw it.
  private func description(of load: GuidedLoad) -> String {
    let seen = load.step.phasors.indices.filter { load.step.phasors[$0].magnitude >= Self.shown }
    return seen.map { clamp in
      let input = given.inputs[clamp]
      let phasor = load.step.phasors[clamp]
      let meant = given.hypothesis.clamps[clamp.position]
      let found: (conductor: Conductor, lag: Double)? = load.place.conductors.compactMap { conductor in
        let clamp = WiringHypothesis.Clamp(input, conductor, meant.polarity)
        let angle = GuidedLoad.angle(of: clamp, for: load.place, given.hypothesis, given)
        return angle.map { (conductor, ($0 - phasor.degrees).remainder(dividingBy: 360)) }
      }.min { Self.distance($0.lag) < Self.distance($1.lag) }
      let name = "input \(input.rawValue)"
      let amperes = String(format: "+%.1f A at \(name)", phasor.magnitude)
      guard let found else { return amperes }
      let place = "\(name) is around \(found.conductor.rawValue)"
      let degrees = Int(found.lag.rounded())
      let lag = "\(degrees) \(abs(degrees) == 1 ? "degree" : "degrees")"
      switch Self.distance(found.lag) {
      case ...30 where abs(found.lag) <= 30: return "\(amperes), lag \(lag): \(place), right way round."
      case ...30: return "\(amperes), lag \(lag): \(place), and reads reversed."
      default: return "\(amperes), lag \(lag): \(place), and the voltage is not as given."
      }
    }.joined(separator: "\n")
  }

  /// How far a lag is from 0 or 180 degrees.
  private static func distance(_ lag: Double) -> Double { min(abs(lag), 180 - abs(lag)) }
}

extension OperatingPoint {
  /// Whether an input shows more than a current, A.
  fileprivate func isOver(_ amperes: Double) -> Bool { phasors.contains { $0.magnitude >= amperes } }
}

extension GuidedLoad.Place {
  /// `at L1` or `between L1 and L2`.
  fileprivate var text: String {
    switch self {
    case .line(let line): "at \(line.name)"
    case .between(let from, let to): "between \(from.name) and \(to.name)"
    }
  }

  /// The lines it is connected to.
  fileprivate var conductors: [Conductor] {
    switch self {
    case .line(let line): [Conductor(line)]
    case .between(let from, let to): [Conductor(from), Conductor(to)]
    }
  }
}
