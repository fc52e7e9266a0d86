// SPDX-License-Identifier: Apache-2.0
import Metering
import MeteringFFTW
import StrictJSON

/// The results of a mains sweep for people and for programs: error, limit and share of the limit, a row each.
public struct MainsReport: Sendable {
  /// The sweep that was run.
  public var sweep: MainsSweep
  /// The results, one a condition.
  public var results: [MainsResult]

  /// A report of results.
  public init(_ sweep: MainsSweep, _ results: [MainsResult]) {
    self.sweep = sweep
    self.results = results
  }

  /// Figures beyond their limits, in words.
  public var violations: [String] { results.flatMap(\.violations) }

  /// A figure with the condition and the estimator that it is of; nil for both estimators.
  private struct Row {
    var condition: MainsCondition
    var estimator: HostEstimator.Kind?
    var figure: MainsFigure
  }

  private var rows: [Row] {
    results.flatMap { result in
      result.estimators.flatMap { estimator in
        result.figures(of: estimator).map {
          Row(condition: result.condition, estimator: estimator.kind, figure: $0)
        }
      } + result.agreementFigures.map { Row(condition: result.condition, figure: $0) }
    }
  }

  /// The share of its limit that the worst reading takes, in percent, by the figure's name.
  package var worstShares: [(figure: String, percent: Double)] {
    var shares: [(figure: String, percent: Double)] = []
    for figure in rows.map(\.figure) where figure.limit > 0 {
      let percent = figure.share * 100
      if let index = shares.firstIndex(where: { $0.figure == figure.name }) {
        shares[index].percent = max(shares[index].percent, percent)
      } else {
        shares.append((figure.name, percent))
      }
    }
    return shares
  }

  /// A table: a row a condition and estimator, each figure as error / limit; counts of wrong directions and flags.
  public var table: String {
    var text =
      "worst reading, as error / limit (share): % of the RMS current, mHz, counts; apart in ppm and millidegrees\n\n"
    var heading = ""
    for result in results {
      let next = "\(Int(result.condition.rate)) frames/s, \(result.condition.wiring.rawValue)"
      if next != heading {
        heading = next
        text += heading + "\n"
      }
      text += "  \(result.condition.kind.name)\n"
      for estimator in result.estimators {
        text += "    " + estimator.kind.rawValue.padding(6) + figures(result.figures(of: estimator)) + "\n"
      }
      if !result.agreementFigures.isEmpty { text += "    apart " + figures(result.agreementFigures) + "\n" }
    }
    let count = results.reduce(0) { $0 + $1.estimators.reduce(0) { $0 + $1.readings } }
    return text
      + "\n\(results.count) conditions, \(count) readings, \(NumberText.count(violations.count, "violations"))\n"
  }

  private func figures(_ figures: [MainsFigure]) -> String {
    figures.map { figure in
      let value = NumberText.number(figure.value, digits: 3)
      let share = NumberText.number((figure.share * 100).rounded(), digits: 3)
      let text =
        figure.limit > 0 ? "\(value) / \(NumberText.number(figure.limit, digits: 3)) (\(share) %)" : value
      return "\(figure.name) \(text)\(figure.isKept ? "" : " !")"
    }.joined(separator: "   ")
  }

  /// Comma separated values: one row a figure.
  public var csv: String {
    "case,rate,wiring,estimator,figure,unit,value,limit,share\n"
      + rows.map { row in
        [
          "\"\(row.condition.kind.name)\"", NumberText.number(row.condition.rate),
          row.condition.wiring.rawValue,
          row.estimator?.rawValue ?? "both", row.figure.name, row.figure.unit, number(row.figure.value),
          number(row.figure.limit), number(row.figure.share),
        ].joined(separator: ",") + "\n"
      }.joined()
  }

  /// One JSON object: the seed, a row for each figure, and the violated limits.
  public var json: String {
    let rows = rows.map { row in
      JSONValue.object([
        "case": .text(row.condition.kind.name), "rate": .number(row.condition.rate),
        "wiring": .text(row.condition.wiring.rawValue), "estimator": .text(row.estimator?.rawValue ?? "both"),
        "figure": .text(row.figure.name), "unit": .text(row.figure.unit),
        "value": .number(row.figure.value, digits: 6), "limit": .number(row.figure.limit, digits: 6),
        "share": .number(row.figure.share, digits: 6),
      ])
    }
    let value = JSONValue.object([
      "seed": .integer(sweep.seed), "rows": .list(rows, .rows),
      "violations": .list(violations.map { .text($0) }, .rowsInBrackets),
    ])
    return value.json() + "\n"
  }

  private func number(_ value: Double) -> String { value.isFinite ? NumberText.number(value) : "" }
}

extension String {
  /// The text with spaces up to a width.
  fileprivate func padding(_ width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
