// SPDX-License-Identifier: Apache-2.0
public import Metering

/// The verdict of a diagnosis on the wiring that was given.
public enum WiringVerdict: String, Sendable, Hashable, CaseIterable {
  /// It is as given: with 95 % or more, every input seen, and the polarity of each line that generates proven.
  case asGiven = "as given"
  /// It is not as given, and the fault is known with 95 % or more.
  case notAsGiven = "not as given"
  /// Something is missing; see ``WiringDiagnosis/missing``.
  case undecided
}

/// The evidence of which way round a clamp is.
public enum PolarityProof: String, Sendable, Hashable, CaseIterable {
  /// It showed a load that is known to have been switched on.
  case knownLoad = "known load"
  /// Its line is known not to export.
  case noGeneration = "no generation"
}

extension WiringDiagnosis {
  /// The least probability of a statement.
  static let sure = 0.95

  /// The members of the best candidate that are around the same conductors, inputs without a current aside: putting any one of
  /// them right makes the readings right.
  ///
  /// They differ only in which of several faults turned the currents, such as a reversed supply or reversed clamps.
  var finding: [Candidate.Member] {
    func lines(_ member: Candidate.Member) -> [Conductor?] {
      zip(member.hypothesis.conductors, inputs).map { $1.isSilent ? nil : $0 }
    }
    let groups = Dictionary(grouping: candidates[0].members, by: lines)
    func sum(_ members: [Candidate.Member]) -> Double { members.reduce(0) { $0 + $1.probability } }
    // The first of equals, as they are in the candidate.
    let order = candidates[0].members.map(lines)
    let best = groups.max { one, other in
      (sum(one.value), -(order.firstIndex(of: one.key) ?? 0))
        < (sum(other.value), -(order.firstIndex(of: other.key) ?? 0))
    }
    return best?.value ?? candidates[0].members
  }

  /// The probability of the finding: that its readings are those of the installation.
  public var probability: Double { finding.reduce(0) { $0 + $1.probability } }

  /// Whether the wiring that was given is among the finding.
  var isFoundAsGiven: Bool { finding.contains { $0.hypothesis == asIntended } }

  /// The verdict on the wiring as given.
  public var verdict: WiringVerdict {
    guard probability >= Self.sure, unseen.isEmpty, unexplained.isEmpty else { return .undecided }
    if isFoundAsGiven { return doubts.isEmpty ? .asGiven : .undecided }
    return isOnlyPolarity ? .undecided : .notAsGiven
  }

  /// The reasons why a wiring that is found as given is not told to be so, a clause each.
  private var doubts: [String] {
    var doubts: [String] = []
    if let oddVoltage { doubts.append(Self.text(ofVoltage: oddVoltage)) }
    if !unproven.isEmpty {
      doubts.append(
        "it is not proven which way round \(Self.list(unproven)) \(unproven.count == 1 ? "is" : "are")")
    }
    if !odd.isEmpty {
      doubts.append("\(Self.names(odd)) the phase angle of no ordinary load")
    }
    if !untried.isEmpty { doubts.append("no load was tried \(Self.text(untried))") }
    return doubts
  }

  /// The inputs that show large currents, all of them at phase angles that by the given wiring hardly any load has: a fault that the
  /// shares of loads make improbable may be as good an explanation.
  var odd: [Input] {
    guard given.net != .delta else { return [] }
    return zip(inputs, asIntended.clamps).filter { summary, clamp in
      let large = summary.states.filter { $0.magnitude >= LoadPrior.idleMotors }
      guard !summary.hasKnownLoad, !large.isEmpty, let line = clamp.conductor?.asLine,
        let angle = given.angle(of: clamp, in: asIntended)
      else { return false }
      let mayExport = generation.isPossible(on: line) ?? true
      return large.allSatisfy { phasor in
        let lag = (angle - phasor.degrees).remainder(dividingBy: 360)
        let opposite = (lag + 180).remainder(dividingBy: 360)
        return !Self.plausible.contains(lag) && !(mayExport && Self.plausible.contains(opposite))
      }
    }.map(\.0.input)
  }

  /// Phase angles of ordinary loads and 20 degrees more either way.
  private static let plausible = LoadPrior.angles.lowerBound - 20...LoadPrior.angles.upperBound + 20

  /// The voltage, V, where it is so far from the nominal one that no net has it: below 60 % or above 130 %.
  var oddVoltage: Double? {
    voltage.flatMap { (0.6...1.3).contains($0 / WiringObservation.nominalVoltage) ? nil : $0 }
  }

  /// `the voltage is 20 V, not 230 V`.
  static func text(ofVoltage volts: Double) -> String {
    "the voltage is \(Int(volts.rounded())) V, not \(Int(WiringObservation.nominalVoltage)) V"
  }

  /// Whether it is proven of each clamp which way round it is.
  public var isPolarityProven: Bool { inputs.allSatisfy { proof(of: $0.input) != nil } }

  /// The wiring that was found; nil while undecided.
  public var found: WiringHypothesis? {
    switch verdict {
    case .asGiven: asIntended
    case .notAsGiven: finding[0].hypothesis
    case .undecided: nil
    }
  }

  /// The inputs at which a larger current is needed: those that showed none and, while no wiring is sure, those that showed little.
  ///
  /// Inputs that are known to show nothing of a load at their line are left out.
  var unseen: [Input] {
    let isSure = probability >= Self.sure
    return inputs.filter { !$0.lacksKnownLoad && (!$0.isSeen || (!isSure && $0.isFaint)) }.map(\.input)
  }

  /// The places of loads that are on and that no clamp sees, though by the finding one is to show them.
  var unexplained: [GuidedLoad.Place] {
    let found = finding[0].hypothesis
    return guided.filter { load in
      load.isUnseen
        && found.clamps.contains { GuidedLoad.angle(of: $0, for: load.place, found, given) != nil }
    }.map(\.place)
  }

  /// The proof of which way round an input's clamp is; nil where there is none.
  public func proof(of input: Input) -> PolarityProof? {
    guard let index = inputs.firstIndex(where: { $0.input == input }), inputs[index].isSeen else {
      return nil
    }
    if inputs[index].hasKnownLoad { return .knownLoad }
    guard case .lines(let lines) = generation else { return nil }
    if given.net == .delta { return lines.isEmpty ? .noGeneration : nil }
    let line = finding[0].hypothesis.clamps[index].conductor?.asLine
    return line.map { lines.contains($0) } ?? !lines.isEmpty ? nil : .noGeneration
  }

  /// The inputs of whose clamps nothing proves which way round they are; none where nobody told of generators.
  var unproven: [Input] {
    guard generation != .unknown else { return [] }
    return inputs.map(\.input).filter { proof(of: $0) == nil }
  }

  /// Whether the finding differs from the given wiring in nothing but polarities, one of which at least is not proven.
  private var isOnlyPolarity: Bool {
    let best = finding[0].hypothesis
    guard best.conductors == asIntended.conductors else { return false }
    let changed = zip(best.clamps, asIntended.clamps).compactMap { clamp, meant -> Input? in
      guard let angle = given.angle(of: clamp, in: best),
        let other = given.angle(of: meant, in: asIntended)
      else { return nil }
      return abs((angle - other).remainder(dividingBy: 360)) > 1 ? clamp.input : nil
    }
    let areOpposite = zip(best.clamps, asIntended.clamps).allSatisfy { clamp, meant in
      guard let angle = given.angle(of: clamp, in: best),
        let other = given.angle(of: meant, in: asIntended)
      else { return true }
      return abs((2 * (angle - other)).remainder(dividingBy: 360)) < 1
    }
    return areOpposite && changed.contains { proof(of: $0) == nil }
  }

  /// The reasons why the verdict is undecided, a clause each; empty where it is not.
  public var missing: [String] {
    guard verdict == .undecided else { return [] }
    if inputs.allSatisfy(\.isSilent) {
      return ["nothing flows"] + (oddVoltage.map { [Self.text(ofVoltage: $0)] } ?? [])
    }
    var missing: [String] = []
    if !unexplained.isEmpty {
      missing.append("no clamp sees the load \(Self.text(unexplained))")
    }
    if !unseen.isEmpty {
      let silent = inputs.filter(\.isSilent).map(\.input)
      let faint = unseen.filter { !silent.contains($0) }
      if !silent.isEmpty { missing.append("\(Self.names(silent)) no current") }
      if !faint.isEmpty { missing.append("\(Self.names(faint)) too little current") }
    }
    if probability >= Self.sure, isFoundAsGiven {
      missing += doubts
    } else if probability >= Self.sure, !isFoundAsGiven, isOnlyPolarity {
      missing.append("a clamp is reversed, or its line exports")
    } else if probability < Self.sure, missing.isEmpty || !isFoundAsGiven {
      let given = candidates.flatMap(\.members).first { $0.hypothesis == asIntended }
      missing.append(
        (given?.probability ?? 0) <= 1 - Self.sure
          ? "not as given, but several faults show the same" : "several wirings are possible")
    }
    if let oddVoltage, !(probability >= Self.sure && isFoundAsGiven) {
      missing.append(Self.text(ofVoltage: oddVoltage))
    }
    return missing
  }

  /// `inputs 1 and 2 show` or `input 1 shows`.
  private static func names(_ inputs: [Input]) -> String {
    list(inputs) + (inputs.count == 1 ? " shows" : " show")
  }

  /// `inputs 1 and 2` or `input 1`.
  static func list(_ inputs: [Input]) -> String {
    (inputs.count == 1 ? "input " : "inputs ") + joined(inputs.map { "\($0.rawValue)" })
  }

  /// `at L1 and L2`, or `between L1 and L2 or L2 and L3`.
  static func text(_ places: [GuidedLoad.Place], by word: String = "and") -> String {
    let isBetween = places.contains { $0.lines.count > 1 }
    return (isBetween ? "between " : "at ")
      + joined(places.map { joined($0.lines.map { "\($0.name)" }) }, by: isBetween ? "or" : word)
  }

  /// `a`, `a and b` or `a, b and c`.
  static func joined(_ parts: [String], by word: String = "and") -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " \(word) " + last
  }
}
