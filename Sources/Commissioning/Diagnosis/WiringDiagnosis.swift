// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Metering

/// How a sensor is connected, as far as its phasors tell; what of that is proven; and what to do.
///
/// It follows from Bayes' rule over all ``WiringHypothesis`` values: the prior probability of each, times the likelihood of the
/// measured phasors under it. The likelihood depends on the loads there may be, on the generators that are known
/// (``Generation``) and on the estimator's uncertainty. Hypotheses that no measurement of this sensor can tell apart make
/// one candidate.
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
  /// Cycles that were used.
  public let cycles: Int
  /// The currents and directions of each input under the intended wiring.
  public let inputs: [InputSummary]
  /// Where the installation can export, as far as it was told.
  public let generation: Generation
  /// What was found of the load that the user stated a time of.
  public let loadFinding: LoadFinding
  /// Whether it was seen.
  var isLoadSeen: Bool { loadFinding == .seen }
  /// The mean voltage between terminals N and L, V; nil where there is none.
  public let voltage: Double?
  /// The words of the advice.
  public var words = AdviceWords()

  /// The intended wiring.
  let given: IntendedWiring
  /// The loads that were switched on at known places.
  let guided: [GuidedLoad]
  /// Where a load was asked for and not seen.
  let untried: [GuidedLoad.Place]
  /// The gain of asking where the installation can export, bits; 0 where that is known.
  private(set) var gainOfGeneration = 0.0

  /// The wiring as it was meant to be.
  public var intended: WiringMap { given.map }
  /// The intended wiring as a hypothesis.
  var asIntended: WiringHypothesis { given.hypothesis }
  /// Whether the intended wiring is the best hypothesis.
  public var isAsIntended: Bool { candidates[0].hypothesis == asIntended }

  init(
    _ space: WiringSpace, _ evidence: NetEvidence, generation: Generation, guided: [GuidedLoad],
    untried: [GuidedLoad.Place], cycles: Int, voltage: Double?, inputs: [InputSummary]
  ) {
    given = space.intended
    self.guided = guided
    self.untried = untried
    let likelihood = ReferenceLikelihood(evidence, space.intended)
    func posterior(_ generation: Generation) -> WiringPosterior {
      WiringPosterior(
        space, likelihood, silent: evidence.silent, generation: generation, guided: guided)
    }
    let found = posterior(generation)
    candidates = found.candidates
    self.cycles = cycles
    self.inputs = inputs
    self.generation = generation
    self.voltage = voltage
    loadFinding = evidence.finding
    if generation == .unknown, verdict == .undecided {
      gainOfGeneration = Self.gain(of: posterior(.nowhere), over: found)
    }
  }

  /// The gain of knowing whether the installation generates at all, bits.
  ///
  /// - Parameters:
  ///   - none: The probabilities where it does not.
  ///   - unknown: Those where nobody told.
  private static func gain(of none: WiringPosterior, over unknown: WiringPosterior) -> Double {
    func probabilities(_ posterior: WiringPosterior) -> [WiringHypothesis: Double] {
      let members = posterior.candidates.flatMap(\.members)
      return Dictionary(uniqueKeysWithValues: members.map { ($0.hypothesis, $0.probability) })
    }
    let generation = LoadPrior.generation
    let prior = 1 - generation.one - generation.two - generation.all
    let share = min(1, prior * exp(none.logEvidence - unknown.logEvidence))
    let (before, without) = (probabilities(unknown), probabilities(none))
    let with = before.map { max(0, $0.value - share * (without[$0.key] ?? 0)) }
    let sum = max(with.reduce(0, +), 1e-12)
    return Candidate.entropy(before.values) - share * Candidate.entropy(without.values)
      - (1 - share) * Candidate.entropy(with.map { $0 / sum })
  }
}
