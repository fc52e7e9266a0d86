// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Metering

/// How a sensor is most probably connected, judged from its phasors.
///
/// Bayes' rule over all ``WiringHypothesis`` values: how probable each is before (``WiringPrior``), times how probable
/// the measured phasors are under it, by what loads there may be (``LoadPrior``) and by the estimator's uncertainty.
/// Hypotheses that no measurement of this sensor can tell apart make one candidate.
public struct WiringDiagnosis: Sendable {
  /// Hypotheses with the same currents, the most probable one first.
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
  public let intended: WiringMap
  /// Cycles that were used.
  public let cycles: Int
  /// The currents and directions of each input under the intended wiring.
  public let inputs: [InputSummary]

  /// Whether a load was seen to be switched on at the time that the user told.
  public let isLoadSeen: Bool
  /// The words of the advice.
  public var words = AdviceWords()

  /// Whether the intended wiring is the best hypothesis.
  public var isAsIntended: Bool { candidates[0].hypothesis == asIntended }
  /// The intended wiring as a hypothesis.
  let asIntended: WiringHypothesis

  init(_ space: WiringSpace, _ evidence: NetEvidence, cycles: Int, inputs: [InputSummary]) {
    let likelihood: any NetLikelihood =
      space.net == .delta ? DeltaLikelihood(evidence) : StarLikelihood(evidence)
    let weighed = space.classes(silent: evidence.silent).map { signature, members in
      let prior = members.reduce(0) { $0 + $1.prior }
      return (members: members, logPosterior: log(prior) + likelihood.logLikelihood(signature))
    }
    let total = logSumExp(weighed.map { (1, $0.logPosterior) })
    candidates = Self.descending(weighed, by: \.logPosterior).map { group in
      let probability = exp(group.logPosterior - total)
      let prior = group.members.reduce(0) { $0 + $1.prior }
      return Candidate(
        probability: probability,
        members: Self.descending(group.members, by: \.prior).map {
          .init(hypothesis: $0.hypothesis, probability: probability * $0.prior / prior)
        })
    }
    intended = space.intended
    asIntended = space.asIntended
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
