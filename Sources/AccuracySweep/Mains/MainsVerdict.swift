// SPDX-License-Identifier: Apache-2.0
import MeteringFFTW
import StrictJSON

/// One figure of a result beside its limit.
public struct MainsFigure: Sendable, Equatable {
  /// The quantity: `active`, `current`, `frequency`, `missing`, `direction`, `flags`, `current apart`, `phase apart`.
  public var name: String
  /// The measured value, in `unit`.
  public var value: Double
  /// The limit, in `unit`.
  public var limit: Double
  /// `%`, `mHz`, `ppm`, `mdeg`, or empty for a count.
  public var unit: String

  /// The figure over its limit: above 1 the limit is violated; infinite for a count that should be 0 and is not.
  public var share: Double { limit > 0 ? value / limit : value > 0 ? .infinity : 0 }
  /// Whether it is within its limit.
  public var isKept: Bool { share <= 1 }
}

extension MainsResult {
  /// The figures of an estimator.
  public func figures(of estimator: Estimator) -> [MainsFigure] {
    let limits = condition.limits
    let worst = estimator.worst
    var figures = [
      MainsFigure(name: "active", value: worst.active * 100, limit: limits.active * 100, unit: "%"),
      MainsFigure(name: "current", value: worst.current * 100, limit: limits.current * 100, unit: "%"),
    ]
    if let frequency = limits.frequency {
      figures.append(
        .init(name: "frequency", value: worst.frequency * 1e3, limit: frequency * 1e3, unit: "mHz"))
    }
    return figures + [
      .init(name: "missing", value: Double(estimator.missing), limit: 0, unit: ""),
      .init(name: "direction", value: Double(estimator.wrongDirections), limit: 0, unit: ""),
      .init(name: "flags", value: Double(estimator.falseFlags + estimator.missingFlags), limit: 0, unit: ""),
    ]
  }

  /// The figures of both estimators together; none where they need not agree.
  public var agreementFigures: [MainsFigure] {
    guard let limit = condition.limits.agreement else { return [] }
    return [
      .init(name: "current apart", value: agreement.current * 1e6, limit: limit.current * 1e6, unit: "ppm"),
      .init(name: "phase apart", value: agreement.phase * 1e3, limit: limit.phase * 1e3, unit: "mdeg"),
    ]
  }

  /// Figures beyond their limits, in words.
  public var violations: [String] {
    func number(_ value: Double) -> String { NumberText.number(value, digits: 4) }
    func words(_ figure: MainsFigure, _ who: String) -> String? {
      guard !figure.isKept else { return nil }
      let unit = figure.unit.isEmpty ? "" : " \(figure.unit)"
      return
        "\(condition.name), \(who): \(figure.name) \(number(figure.value))\(unit), at most \(number(figure.limit))\(unit)"
    }
    return estimators.flatMap { estimator in
      figures(of: estimator).compactMap { words($0, estimator.kind.rawValue) }
    } + agreementFigures.compactMap { words($0, "both") }
  }
}
