// SPDX-License-Identifier: Apache-2.0
import MeteringFFTW
import StrictJSON

extension SweepReport {
  /// Mean and worst standard deviation and bias of every quantity.
  func summaryTable(_ results: [SweepResult]) -> String {
    let header = """
      Summary: standard deviation relative to the bound, bias as a part of its limit
             by     quantity        mean   worst at    A   deg    Hz   %  bias/limit at    A   deg    Hz   %
      """
    let lines = sweep.estimators.flatMap { estimator in
      SweepQuantity.allCases.compactMap { summary(of: $0, by: estimator, results) }
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  /// The mean standard deviation of each quantity relative to its bound, by the estimator.
  package var meanRatios: [(quantity: String, estimator: String, ratio: Double)] {
    SweepQuantity.allCases.flatMap { quantity in
      sweep.estimators.compactMap { estimator in
        let ratios = results.flatMap(\.estimators).filter { $0.estimator == estimator }.map {
          $0[quantity].ratio
        }
        guard !ratios.isEmpty else { return nil }
        return (quantity.rawValue, estimator.rawValue, ratios.reduce(0, +) / Double(ratios.count))
      }
    }
  }

  private func summary(
    of quantity: SweepQuantity, by estimator: HostEstimator.Kind, _ results: [SweepResult]
  ) -> String? {
    let rows = results.flatMap { result in
      result.estimators.filter { $0.estimator == estimator }.map { (result.condition, $0[quantity]) }
    }
    guard let worst = rows.max(by: { $0.1.ratio < $1.1.ratio }) else { return nil }
    let mean = rows.reduce(0) { $0 + $1.1.ratio } / Double(rows.count)
    let error = rows.reduce(0) { $0 + $1.1.ratioError * $1.1.ratioError }.squareRoot() / Double(rows.count)
    let biases = rows.filter(\.0.hasTargets).compactMap { condition, accuracy in
      SweepTargets.bias(of: quantity, at: condition.current, bound: accuracy.bound).map {
        (condition, value: accuracy.bias / $0, error: accuracy.biasError / $0)
      }
    }
    let line =
      estimator.rawValue.padded(to: 9) + quantity.rawValue.padded(to: 13)
      + NumberText.value(mean, error: error).padded(to: 12)
      + NumberText.value(worst.1.ratio, error: worst.1.ratioError).padded(to: 11) + "  "
      + place(worst.0)
    guard let bias = biases.max(by: { abs($0.value) < abs($1.value) }) else { return line }
    return line + NumberText.value(bias.value, error: bias.error).padded(to: 12) + place(bias.0)
  }

  /// The violated targets, or a sentence that there are none.
  package var verdictText: String {
    let judged = results.filter(\.condition.hasTargets).count
    guard judged > 0 else { return "No condition has targets: those hold for \(Self.targetConditions).\n" }
    let scope =
      "Targets: \(verdict.checks) figures of \(judged) conditions, violated beyond "
      + "\(NumberText.number(verdict.confidence, digits: 3)) standard errors"
    guard !verdict.violations.isEmpty else { return "\(scope): none is violated.\n" }
    return "\(scope): \(verdict.violations.count) violated.\n"
      + verdict.violations.map { "VIOLATED \($0)\n" }.joined()
  }

  /// Where the targets hold.
  public static let targetConditions =
    "12 bits, 1 LSB of noise, 4000 frames/s, 0.04...40 A, 47.5...52.5 and 57.5...62.5 Hz"
}
