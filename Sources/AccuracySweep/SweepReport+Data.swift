// SPDX-License-Identifier: Apache-2.0
import MeteringFFTW
import StrictJSON

/// The results as data: one row a condition and estimator.
///
/// Currents are relative, phases in degrees, frequencies in Hz. Numbers have six significant digits, so that another processor's
/// rounding does not show.
extension SweepReport {
  /// Comma separated values with a line of names; an unknown value is empty.
  public var csv: String {
    let rows = records
    let names = rows.first.map { $0.map(\.name).joined(separator: ",") + "\n" } ?? ""
    return names + rows.map { $0.map { $0.value.csv }.joined(separator: ",") + "\n" }.joined()
  }

  /// One JSON object: how the sweep was run, the rows, and the violated limits.
  public var json: String {
    let rows = records.map { row in
      JSONValue.members(row.map { .init($0.name, $0.value.json) })
    }
    let violations = verdict.violations.map { JSONValue.text("\($0)") }
    let value = JSONValue.object([
      "seed": .integer(sweep.seed), "warmUp": .integer(sweep.grid.warmUp),
      "cycles": .integer(sweep.grid.cycles), "rows": .list(rows, .rows), "checks": .integer(verdict.checks),
      "confidence": .number(verdict.confidence, digits: 6), "violations": .list(violations, .rowsInBrackets),
    ])
    return value.json() + "\n"
  }

  /// A value of a row.
  private enum Value {
    case number(Double?)
    case word(String)

    var csv: String {
      switch self {
      case .number(let value): value.map { $0.isFinite ? NumberText.number($0) : "" } ?? ""
      case .word(let word): word
      }
    }

    var json: JSONValue {
      switch self {
      case .number(let value): .number(value, digits: 6)
      case .word(let word): .text(word)
      }
    }
  }

  private typealias Record = [(name: String, value: Value)]

  private var records: [Record] {
    results.flatMap { result in
      result.estimators.map { estimator in
        place(result) + [("estimator", .word(estimator.estimator.rawValue))]
          + SweepQuantity.allCases.flatMap { accuracy($0, estimator[$0]) }
          + direction(estimator) + agreement(estimator.estimator == .fixed ? result.agreement : nil)
      }
    }
  }

  private func place(_ result: SweepResult) -> Record {
    let condition = result.condition
    return [
      ("condition", .number(Double(result.index))), ("current", .number(condition.current)),
      ("angle", .number(condition.angle)), ("hertz", .number(condition.frequency)),
      ("distortion", .number(condition.distortion)), ("bits", .number(Double(condition.bits))),
      ("noise", .number(condition.noise)), ("rate", .number(condition.rate)),
    ]
  }

  private func accuracy(_ quantity: SweepQuantity, _ accuracy: Accuracy) -> Record {
    let name = quantity.rawValue
    return [
      ("\(name)Bias", .number(accuracy.bias)), ("\(name)BiasError", .number(accuracy.biasError)),
      ("\(name)Deviation", .number(accuracy.deviation)),
      ("\(name)DeviationError", .number(accuracy.deviationError)), ("\(name)Bound", .number(accuracy.bound)),
      ("\(name)Ratio", .number(accuracy.ratio)),
    ]
  }

  private func direction(_ result: EstimatorResult) -> Record {
    let direction = result.direction
    return [
      ("wrongSignRate", .number(direction.wrongSignRate)), ("wrongSignTheory", .number(direction.theory)),
      ("wrongDirectionRate", .number(direction.wrongRate)),
      ("indeterminateRate", .number(direction.indeterminateRate)),
      ("indeterminateTheory", .number(direction.indeterminateTheory)),
      ("missing", .number(Double(result.missing))),
    ]
  }

  /// The differences from FFTW, in the fixed estimator's rows.
  private func agreement(_ agreement: Agreement?) -> Record {
    [
      ("fundamentalDifference", .number(agreement?.fundamental.mean)),
      ("fundamentalDifferenceError", .number(agreement?.fundamental.error)),
      ("rmsDifference", .number(agreement?.rms.mean)), ("rmsDifferenceError", .number(agreement?.rms.error)),
      ("phaseDifference", .number(agreement?.phase.mean)),
      ("phaseDifferenceError", .number(agreement?.phase.error)),
    ]
  }
}
