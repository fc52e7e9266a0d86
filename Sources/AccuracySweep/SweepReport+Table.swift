// SPDX-License-Identifier: Apache-2.0
import MeteringFFTW
import StrictJSON

extension SweepReport {
  /// Tables for a reader, at most 110 columns: for each converter the accuracy, direction, agreement of the estimators
  /// and a summary, then the verdict.
  public var table: String {
    var sections = [heading]
    for (converter, results) in converters {
      sections.append("\(converter)\n")
      let tables = [
        accuracyTable(results), directionTable(results), agreementTable(results), summaryTable(results),
      ]
      sections += tables.compactMap { $0 }
    }
    return (sections + [verdictText]).joined(separator: "\n")
  }

  /// The results by converter, noise and rate, in the order in which these first appear.
  private var converters: [(String, [SweepResult])] {
    var names = [String]()
    for result in results where !names.contains(result.condition.converter) {
      names.append(result.condition.converter)
    }
    return names.map { name in (name, results.filter { $0.condition.converter == name }) }
  }

  private var heading: String {
    """
    \(results.count) conditions, \(sweep.grid.cycles) cycles each after \(sweep.grid.warmUp), \
    3 lines a cycle, seed \(sweep.seed).
    1.021(17) is 1.021 with a standard error of 0.017; b is the Cramer-Rao bound for one cycle.

    """
  }

  private func accuracyTable(_ results: [SweepResult]) -> String {
    let header = """
      Accuracy                             fundamental             true RMS          phase angle frequency
          A   deg    Hz   %   by     bias/b     std/b     bias ppm     std/b     bias/b     std/b     std/b missing
      """
    let lines = results.flatMap { result in
      result.estimators.map { place(result.condition) + accuracy(of: $0) }
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  /// A condition in the columns that all tables begin with.
  func place(_ condition: SweepCondition) -> String {
    NumberText.number(condition.current, digits: 4).padded(to: 5)
      + NumberText.number(condition.angle, digits: 4).padded(to: 6)
      + NumberText.number(condition.frequency, digits: 5).padded(to: 6)
      + NumberText.number(condition.distortion, digits: 3).padded(to: 4)
  }

  private func accuracy(of result: EstimatorResult) -> String {
    func bias(_ accuracy: Accuracy) -> String {
      NumberText.value(accuracy.bias / accuracy.bound, error: accuracy.biasError / accuracy.bound).padded(
        to: 11)
    }
    func ratio(_ accuracy: Accuracy) -> String {
      NumberText.value(accuracy.ratio, error: accuracy.ratioError).padded(to: 10)
    }
    let rms = NumberText.value(result.rms.bias * 1e6, error: result.rms.biasError * 1e6).padded(to: 13)
    return result.estimator.rawValue.padded(to: 6) + bias(result.fundamental) + ratio(result.fundamental)
      + rms
      + ratio(result.rms) + bias(result.phase) + ratio(result.phase) + ratio(result.frequency)
      + "\(result.missing)".padded(to: 8)
  }

  /// The directions of the conditions in which theory or a count is above zero; nil where there are none.
  private func directionTable(_ results: [SweepResult]) -> String? {
    let rows = results.flatMap { result in
      result.estimators.filter { estimator in
        let direction = estimator.direction
        return direction.distance < 7 || direction.wrong + direction.wrongSigns + direction.indeterminate > 0
      }
      .map { (result.condition, $0) }
    }
    guard !rows.isEmpty else { return nil }
    let header = """
      Direction, in per cent of the readings; with more than 7 deviations to 90 degrees only where one was wrong
          A   deg    Hz   %   by  deviations  sign wrong    theory  direction wrong  indeterminate    theory
      """
    let lines = rows.map { condition, result in
      let direction = result.direction
      func percent(_ rate: Double, _ width: Int) -> String {
        NumberText.number(rate < 1e-9 ? 0 : rate * 100, digits: 3).padded(to: width)
      }
      return place(condition) + result.estimator.rawValue.padded(to: 6)
        + NumberText.number(direction.distance, digits: 3).padded(to: 12)
        + percent(direction.wrongSignRate, 12) + percent(direction.theory, 10)
        + percent(direction.wrongRate, 17) + percent(direction.indeterminateRate, 15)
        + percent(direction.indeterminateTheory, 10)
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  private func agreementTable(_ results: [SweepResult]) -> String? {
    let rows = results.filter { $0.agreement != nil && $0.condition.current >= SweepTargets.agreementCurrent }
    guard !rows.isEmpty else { return nil }
    let header = """
      Fixed less FFTW on the same codes, mean
          A   deg    Hz   %   fundamental ppm   true RMS ppm    phase mdeg
      """
    let lines = rows.compactMap { result in
      result.agreement.map { agreement in
        place(result.condition) + text(agreement.fundamental, 1e6).padded(to: 18)
          + text(agreement.rms, 1e6).padded(to: 15) + text(agreement.phase, 1e3).padded(to: 14)
      }
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  private func text(_ difference: Agreement.Difference, _ factor: Double) -> String {
    NumberText.value(difference.mean * factor, error: difference.error * factor)
  }
}
