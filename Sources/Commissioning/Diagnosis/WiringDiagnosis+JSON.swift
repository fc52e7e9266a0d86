// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

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
    let advice = advice.map(Self.quoted)
    return
      "{\"hypotheses\":[\(hypotheses.joined(separator: ","))],\"advice\":[\(advice.joined(separator: ","))]}"
  }

  private static func json(_ hypothesis: WiringHypothesis, _ probability: Double, equivalent: [String])
    -> String
  {
    let inputs = hypothesis.clamps.map { clamp in
      "{\"input\":\(clamp.input.rawValue),\"line\":\"\(clamp.conductor?.rawValue ?? "none")\","
        + "\"polarity\":\"\(clamp.polarity.rawValue)\"}"
    }
    return
      "{\"probability\":\(String(format: "%.4f", probability)),\"inputs\":[\(inputs.joined(separator: ","))],"
      + "\"rotation\":\"\(hypothesis.rotation.rawValue)\","
      + "\"supply\":\"\(hypothesis.isSupplyReversed ? "reversed" : "normal")\","
      + "\"equivalent\":[\(equivalent.joined(separator: ","))]}"
  }

  /// A text as JSON; the advice has no characters but quotes that need care.
  private static func quoted(_ text: String) -> String {
    "\"\(text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\""))\""
  }
}
