// SPDX-License-Identifier: Apache-2.0
import MeteringFFTW
import CalibrationFitting

/// The results of a sweep beside the targets.
///
/// A target is violated only where a figure is more than ``confidence`` standard errors beyond its limit. That number
/// follows from the number m of checks: the chance that a single check at its very limit raises a false alarm is 1e-3 /
/// m, so that of the family is below 1e-3 (Bonferroni), whatever the checks have in common. It is 4.9 for 1600 checks.
/// A loss common to many conditions shows in their mean, which is checked too: over 50 conditions of 600 cycles it
/// distinguishes 1.11 from 1.10.
public struct SweepVerdict: Sendable, Equatable {
  /// Number of figures that were compared with a limit.
  public let checks: Int
  /// Standard errors beyond a limit that make a violation.
  public let confidence: Double
  /// The violated checks, condition by condition, then the means.
  public let violations: [SweepCheck]

  /// Probability of a false alarm in a whole sweep.
  public static let familyError = 1e-3

  /// Judges the conditions for which there are targets.
  public init(_ results: [SweepResult]) {
    let single = results.filter(\.condition.hasTargets).flatMap(Self.checks(of:))
    let all = single + Self.means(of: single)
    checks = all.count
    let confidence = NormalDistribution.quantile(ofTail: Self.familyError / Double(max(1, all.count)))
    self.confidence = confidence
    violations = all.filter { $0.excess > confidence }
  }

  /// All checks of a condition.
  private static func checks(of result: SweepResult) -> [SweepCheck] {
    result.estimators.flatMap { checks(of: $0, result.condition) }
      + checks(of: result.agreement, result.condition)
  }

  private static func checks(of result: EstimatorResult, _ condition: SweepCondition) -> [SweepCheck] {
    let estimator = result.estimator
    var checks = [SweepCheck]()
    for quantity in SweepQuantity.allCases {
      let accuracy = result[quantity]
      checks.append(
        SweepCheck(
          .ratio(quantity), estimator, condition, value: accuracy.ratio, error: accuracy.ratioError,
          limit: SweepTargets.ratio(of: quantity, at: condition.current)))
      let bias = SweepTargets.bias(of: quantity, at: condition.current, bound: accuracy.bound)
      guard let bias else { continue }
      checks.append(
        SweepCheck(
          .bias(quantity), estimator, condition, value: accuracy.bias, error: accuracy.biasError, limit: bias)
      )
    }
    checks.append(
      SweepCheck(.missing, estimator, condition, value: Double(result.missing), error: 0, limit: 0))
    return checks + Self.checks(of: result.direction, estimator, condition)
  }

  private static func checks(
    of direction: DirectionAccuracy, _ estimator: HostEstimator.Kind, _ condition: SweepCondition
  ) -> [SweepCheck] {
    // Nothing is wrong at a right angle, where there is no power.
    guard direction.distance > 0 else { return [] }
    let limit = SweepTargets.misdetection(theory: direction.theory)
    return [
      SweepCheck(
        .wrongSign, estimator, condition, rate: direction.wrongSignRate, trials: Double(direction.readings),
        limit: limit),
      SweepCheck(
        .wrongDirection, estimator, condition, rate: direction.wrongRate,
        trials: direction.independentReadings,
        limit: limit),
      SweepCheck(
        .indeterminate, estimator, condition, rate: direction.indeterminateRate,
        trials: direction.independentReadings,
        limit: SweepTargets.misdetection(theory: direction.indeterminateTheory)),
    ]
  }

  private static func checks(of agreement: Agreement?, _ condition: SweepCondition) -> [SweepCheck] {
    guard let agreement, condition.current >= SweepTargets.agreementCurrent else { return [] }
    func check(_ quantity: SweepQuantity, _ difference: Agreement.Difference, _ limit: Double) -> SweepCheck {
      SweepCheck(
        .difference(quantity), nil, condition, value: difference.mean, error: difference.error, limit: limit)
    }
    return [
      check(.fundamental, agreement.fundamental, SweepTargets.agreementRatio),
      check(.rms, agreement.rms, SweepTargets.agreementRatio),
      check(.phase, agreement.phase, SweepTargets.agreementPhase),
    ]
  }

  /// The means over the conditions of each quantity's bias and ratio, as parts of their limits.
  private static func means(of checks: [SweepCheck]) -> [SweepCheck] {
    HostEstimator.Kind.swept.flatMap { estimator in
      SweepQuantity.allCases.flatMap { quantity in
        [SweepCheck.Subject.ratio(quantity), .bias(quantity)].compactMap { subject in
          let checks = checks.filter { $0.estimator == estimator && $0.subject == subject }
          guard checks.count > 1 else { return nil }
          let count = Double(checks.count)
          let mean = checks.reduce(0) { $0 + $1.value / $1.limit } / count
          let square = checks.reduce(0) { $0 + $1.error * $1.error / ($1.limit * $1.limit) }
          return SweepCheck(
            subject, estimator, nil, value: mean, error: square.squareRoot() / count, limit: 1)
        }
      }
    }
  }
}
