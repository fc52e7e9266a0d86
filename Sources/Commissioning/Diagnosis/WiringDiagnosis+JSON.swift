// SPDX-License-Identifier: Apache-2.0
import Metering
import StrictJSON

extension WiringDiagnosis {
  /// One line of JSON: the candidates of a probability of 0.0001 at least, and the advice.
  ///
  ///     {"hypotheses":[{"probability":0.93,"inputs":[{"input":1,"line":"L1","polarity":"normal"}],
  ///       "rotation":"right","supply":"normal","equivalent":[]}],"advice":["..."]}
  ///
  /// A candidate's probability is that of all its hypotheses; each of `equivalent`, of the same shape, has its own. A
  /// clamp on the neutral has the line `N`, one that is missing `none`.
  public var json: String {
    let hypotheses = candidates.filter { $0.probability >= 0.000_1 }.map { candidate in
      let others = candidate.members.dropFirst().map {
        Self.json($0.hypothesis, $0.probability, equivalent: [])
      }
      return Self.json(candidate.hypothesis, candidate.probability, equivalent: others)
    }
    let value = JSONValue.object([
      "hypotheses": .list(hypotheses), "advice": .list(advice.map { .text($0) }),
    ])
    return value.json()
  }

  private static func json(
    _ hypothesis: WiringHypothesis, _ probability: Double, equivalent: [JSONValue]
  ) -> JSONValue {
    let inputs = hypothesis.clamps.map { clamp in
      JSONValue.object([
        "input": .integer(clamp.input.rawValue), "line": .text(clamp.conductor?.rawValue ?? "none"),
        "polarity": .text(clamp.polarity.rawValue),
      ])
    }
    return .object([
      "probability": .number(probability, exactDecimals: 4), "inputs": .list(inputs),
      "rotation": .text(hypothesis.rotation.rawValue),
      "supply": .text(hypothesis.isSupplyReversed ? "reversed" : "normal"), "equivalent": .list(equivalent),
    ])
  }
}
