// SPDX-License-Identifier: Apache-2.0
public import Metering

/// Asks for a resistive load at each line in turn, and sees by itself when it is switched on.
///
/// A load is seen by an abrupt change of the currents. Where anything may generate, the sun can make such a change, too: then the load
/// must be switched off again, and the second change must be equal and opposite to the first.
///
///     try observation.measure(&blocks, ..., guide: WiringGuide(of: .star, generation: .nowhere), say: { print($0) })
public struct WiringGuide: Sendable {
  /// Current from which a change is the load that was asked for, A: a kettle draws 8.7 A, loads that come by themselves less.
  public static let load = 3.0
  /// Current from which an input shows it, A.
  static let shown = 1.0
  /// Current from which a change that is too small is worth a word, A.
  private static let small = 0.5
  /// Cycles to wait for a load, at most, and again for its end.
  static let patience = 60

  let given: IntendedWiring
  let confirmation: String?
  /// Whether a load must be switched off again.
  let asksForOff: Bool
  private(set) var places: [GuidedLoad.Place]
  /// The places at which no load was seen, though it was asked for.
  private var missed: [GuidedLoad.Place] = []
  /// The loads that were seen.
  private var seen: [GuidedLoad] = []
  /// The changes that were not taken back yet, where one alone counts.
  private var on: [OperatingPoint] = []
  private var watch = StepWatch()
  private var request = Request()

  /// What has happened since a load was asked for.
  private struct Request {
    /// When it was, s; nil before.
    var time: Double?
    /// Cycles since then, or since the first change.
    var waited = 0
    /// Cycles since the user said that the load is on; nil before.
    var confirmed: Int?
    /// The changes that may be the load.
    var changes: [OperatingPoint] = []
    /// A change that is smaller than a load.
    var small: OperatingPoint?
    /// Whether the user was told of a change that is too slow, and of one that is several loads.
    var isSlowTold = false
    var isSeveralTold = false
  }

  /// A guide through an installation.
  ///
  /// - Parameters:
  ///   - intended: The wiring that it is meant to have.
  ///   - generation: Where it can export.
  ///   - confirmation: How the user says that a load is on, in case no clamp sees it; nil where the user cannot.
  /// - Returns: Nil for a map that cannot be observed, see ``WiringObservation/init(of:)``.
  public init?(of intended: WiringMap, generation: Generation = .unknown, confirmation: String? = nil) {
    guard let given = IntendedWiring(intended) else { return nil }
    self.given = given
    self.confirmation = confirmation
    asksForOff = generation != .nowhere
    places = GuidedLoad.places(given)
  }

  /// Whether every load was asked for, and was seen or waited for long enough.
  public var isOver: Bool { places.isEmpty }

  /// The places with a clamp at which no load was seen.
  var untried: [GuidedLoad.Place] {
    let clamps = given.hypothesis.clamps
    return (missed + places).filter { place in
      clamps.contains { GuidedLoad.angle(of: $0, for: place, given.hypothesis, given) != nil }
    }
  }

  /// Takes the currents of a cycle.
  ///
  /// - Parameters:
  ///   - point: The currents.
  ///   - time: End of the cycle, s.
  ///   - isLoadOn: Whether the user has said since the last cycle that the load is on.
  ///   - say: Called with each line for the user: what was seen, and what to do.
  /// - Returns: The load that was seen, or that is on and that no clamp sees; nil for none.
  mutating func add(
    _ point: OperatingPoint, time: Double, isLoadOn: Bool = false, say: (String) -> Void
  ) -> GuidedLoad? {
    guard let place = places.first else { return nil }
    defer { ask(at: time, say) }
    let change = watch.add(point, at: time)
    guard let asked = request.time else { return nil }
    request.waited += 1
    request.confirmed = request.confirmed.map { $0 + 1 } ?? (isLoadOn ? 0 : nil)
    if let change, change.begin >= asked, let step = take(change, at: place, say) {
      let load = GuidedLoad(place: place, step: step)
      seen.append(load)
      say(description(of: load))
      advance()
      return load
    }
    if let confirmed = request.confirmed, !watch.isChanging || confirmed >= 3, isUnseen(at: place, say) {
      advance()
      return GuidedLoad(
        place: place,
        step: OperatingPoint(
          phasors: point.phasors.mapValues { _ in .zero }, deviations: point.deviations, cycles: 1))
    }
    if request.waited > Self.patience {
      say(timeout(at: place, hasChanged: !request.changes.isEmpty))
      missed.append(place)
      advance()
    }
    return nil
  }

  /// Takes a change since a load was asked for.
  ///
  /// - Returns: The load, once it is certain to be one; nil for any other change.
  private mutating func take(
    _ change: StepWatch.Change, at place: GuidedLoad.Place, _ say: (String) -> Void
  ) -> OperatingPoint? {
    guard change.step.most >= Self.load else {
      if change.isAbrupt, change.step.most >= Self.small { request.small = change.step }
      return nil
    }
    guard change.isAbrupt else {
      if !request.isSlowTold { say(slowText(change)) }
      request.isSlowTold = true
      return nil
    }
    return asksForOff
      ? paired(change.step, at: place, say) : single(change.step, at: place, say)
  }

  /// The load whose end a change is.
  private mutating func paired(
    _ step: OperatingPoint, at place: GuidedLoad.Place, _ say: (String) -> Void
  ) -> OperatingPoint? {
    let loads = request.changes.compactMap { $0.load(offBy: step) }
    if let load = loads.last(where: \.isOneLoad) {
      guard let earlier = seen.first(where: { load.isSame(as: $0.step) }) else { return load }
      say(repeatedText(of: earlier.place, at: place))
      request.changes = []
      return nil
    }
    if request.changes.isEmpty { request.waited = 0 }
    request.changes.append(step)
    say(switchOffText(step, at: place))
    return nil
  }

  /// The load that a change is where nothing generates.
  private mutating func single(
    _ change: OperatingPoint, at place: GuidedLoad.Place, _ say: (String) -> Void
  ) -> OperatingPoint? {
    if let index = on.lastIndex(where: { $0.isTakenBack(by: change) }) {
      on.remove(at: index)
      return nil
    }
    var step = change
    if !step.isOneLoad, let index = on.lastIndex(where: { (change + $0).isLoad }) {
      // One load went off as the next came on.
      step = change + on.remove(at: index)
    }
    on.append(step)
    guard step.isOneLoad else {
      if !request.isSeveralTold { say(severalText(step, at: place)) }
      request.isSeveralTold = true
      return nil
    }
    if let earlier = seen.first(where: { step.isSame(as: $0.step) }) {
      say(repeatedText(of: earlier.place, at: place))
      return nil
    }
    return step
  }

  /// Whether no clamp sees the load that the user says is on.
  private mutating func isUnseen(at place: GuidedLoad.Place, _ say: (String) -> Void) -> Bool {
    request.confirmed = nil
    if let change = request.changes.last {
      say(switchOffText(change, at: place))
      return false
    }
    if let small = request.small {
      say(smallText(small, at: place))
      request.small = nil
      return false
    }
    say("No clamp sees the load \(place.text).")
    return true
  }

  private mutating func advance() {
    places.removeFirst()
    request = Request()
  }

  private mutating func ask(at time: Double, _ say: (String) -> Void) {
    guard request.time == nil, watch.isSteady, let place = places.first else { return }
    say(requestText(at: place, isFirst: place == GuidedLoad.places(given).first))
    request.time = time
  }
}

extension OperatingPoint {
  /// Whether it can be the load that a guide asks for.
  fileprivate var isLoad: Bool { most >= WiringGuide.load && isOneLoad }

  fileprivate static func + (one: OperatingPoint, other: OperatingPoint) -> OperatingPoint {
    one.step(from: other.rotated(degrees: 180))
  }
}
