// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Metering

/// How a sensor is most probably connected, judged from what it shows.
///
/// Bayes' rule over all ``WiringHypothesis`` values: how probable each is before (``WiringPrior``), times how probable
/// the measured phasors are under it, by what loads there may be (``LoadPrior``) and by the estimator's uncertainty.
/// Hypotheses that no measurement of this sensor can tell apart make one candidate.
public struct WiringDiagnosis: Sendable {
  /// Hypotheses that show the same, the most probable one first.
  public struct Candidate: Sendable {
    /// One of them.
    public struct Member: Sendable {
      /// How the sensor may be connected.
      public var hypothesis: WiringHypothesis
      /// The probability that it is so.
      public var probability: Double
    }

    /// The probability that one of them is true.
    public var probability: Double
    /// The hypotheses, at least one.
    public var members: [Member]

    /// The most probable of them.
    public var hypothesis: WiringHypothesis { members[0].hypothesis }

    /// Whether a hypothesis is among them.
    public func contains(_ hypothesis: WiringHypothesis) -> Bool {
      members.contains { $0.hypothesis == hypothesis }
    }
  }

  /// All candidates, the most probable first.
  public let candidates: [Candidate]
  /// The wiring as it was meant to be.
  public let given: WiringMap
  /// Cycles that were used.
  public let cycles: Int
  /// What each input shows under the given wiring.
  public let inputs: [InputSummary]

  /// Whether a load was seen to be switched on at the time that was given.
  public let isLoadSeen: Bool

  /// Whether the wiring as given is the best hypothesis.
  public var isAsGiven: Bool { candidates[0].hypothesis == asGiven }
  /// The given wiring as a hypothesis.
  let asGiven: WiringHypothesis

  init(_ space: WiringSpace, _ evidence: NetEvidence, cycles: Int, inputs: [InputSummary]) {
    let likelihood: any NetLikelihood =
      space.net == .delta ? DeltaLikelihood(evidence) : StarLikelihood(evidence)
    let weighed = space.classes(silent: evidence.silent).map { signature, members in
      let prior = members.reduce(0) { $0 + $1.prior }
      return (members: members, logarithm: log(prior) + likelihood.logarithm(signature))
    }
    let total = logarithmOfSum(weighed.map { (1, $0.logarithm) })
    candidates = Self.descending(weighed, by: \.logarithm).map { group in
      let probability = exp(group.logarithm - total)
      let prior = group.members.reduce(0) { $0 + $1.prior }
      return Candidate(
        probability: probability,
        members: Self.descending(group.members, by: \.prior).map {
          .init(hypothesis: $0.hypothesis, probability: probability * $0.prior / prior)
        })
    }
    given = space.given
    asGiven = space.asGiven
    isLoadSeen = evidence.load != nil
    self.cycles = cycles
    self.inputs = inputs
  }

  /// The largest first, equals in their order, so that a recording always gets the same answer.
  private static func descending<Element>(_ elements: [Element], by key: (Element) -> Double) -> [Element] {
    elements.enumerated().sorted {
      (key($0.element), $1.offset) > (key($1.element), $0.offset)
    }
    .map(\.element)
  }
}
