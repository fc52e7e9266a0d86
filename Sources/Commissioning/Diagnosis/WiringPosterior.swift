// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// The probabilities of all hypotheses, given the measurement.
struct WiringPosterior {
  /// Hypotheses with the same currents, the most probable first.
  let candidates: [WiringDiagnosis.Candidate]
  /// Logarithm of the probability of the measurement, up to a constant.
  let logEvidence: Double

  /// Bayes' rule.
  ///
  /// - Parameters:
  ///   - space: The hypotheses.
  ///   - likelihood: The likelihood of the inputs' currents and of the voltage.
  ///   - silent: For each input, whether it never shows a current.
  ///   - generation: Where the installation can export.
  ///   - guided: The loads that were switched on at known lines.
  init(
    _ space: WiringSpace, _ likelihood: ReferenceLikelihood, silent: PerClamp<Bool>, generation: Generation,
    guided: [GuidedLoad]
  ) {
    let weighed = space.classes(silent: silent).map { signature, members in
      var known: [PerClamp<Bool>?: Double] = [:]
      return members.map { member in
        let hypothesis = member.hypothesis
        let exports = Self.exports(hypothesis, generation)
        let shown = known[exports] ?? likelihood.logLikelihood(signature, exports: exports)
        known[exports] = shown
        let switched = guided.reduce(0) { $0 + $1.logLikelihood(hypothesis, space.intended) }
        return (hypothesis: hypothesis, logPosterior: log(member.prior) + shown + switched)
      }
    }
    let total = logSumExp(weighed.joined().map { (1, $0.logPosterior) })
    logEvidence = total
    let candidates = weighed.map { group in
      let members = group.map {
        WiringDiagnosis.Candidate.Member(
          hypothesis: $0.hypothesis, probability: exp($0.logPosterior - total))
      }
      return WiringDiagnosis.Candidate(
        probability: members.reduce(0) { $0 + $1.probability },
        members: Self.descending(members, by: \.probability))
    }
    self.candidates = Self.descending(candidates, by: \.probability)
  }

  /// For each clamp, whether the line that it shows may export; nil where nobody told.
  ///
  /// A clamp on the neutral shows the current that returns from the line without a clamp.
  private static func exports(_ hypothesis: WiringHypothesis, _ generation: Generation) -> PerClamp<Bool>? {
    guard case .lines(let lines) = generation else { return nil }
    let taken = Set(hypothesis.clamps.compactMap { $0.conductor?.asLine })
    return PerClamp(hypothesis.clamps).mapValues { clamp in
      if let line = clamp.conductor?.asLine { return lines.contains(line) }
      return clamp.conductor == .neutral && !lines.subtracting(taken).isEmpty
    }
  }

  /// The elements, the largest first and equal ones in their order, so that a recording always gets the same answer.
  private static func descending<Element>(_ elements: [Element], by key: (Element) -> Double) -> [Element] {
    elements.enumerated().sorted {
      (key($0.element), $1.offset) > (key($1.element), $0.offset)
    }
    .map(\.element)
  }
}

extension WiringDiagnosis.Candidate {
  /// The entropy of probabilities that sum to 1, bits.
  static func entropy(_ probabilities: some Sequence<Double>) -> Double {
    probabilities.reduce(0) { $1 > 0 ? $0 - $1 * log2($1) : $0 }
  }
}
