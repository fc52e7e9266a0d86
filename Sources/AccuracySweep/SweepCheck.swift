// SPDX-License-Identifier: Apache-2.0
public import MeteringFFTW
import StrictJSON
import CalibrationFitting
import Foundation

/// One measured figure beside its limit.
public struct SweepCheck: Sendable, Equatable {
  /// The kinds of figures.
  public enum Subject: Sendable, Equatable, Hashable {
    /// The mean error of a quantity.
    case bias(SweepQuantity)
    /// The standard deviation of a quantity relative to the bound.
    case ratio(SweepQuantity)
    /// The rate of wrong signs of the power.
    case wrongSign
    /// The rate of opposite directions.
    case wrongDirection
    /// The rate of indeterminate directions.
    case indeterminate
    /// Readings without a value or with a flag.
    case missing
    /// The estimators' mean difference in a quantity.
    case difference(SweepQuantity)
  }

  /// The kind of figure.
  public var subject: Subject
  /// The estimator; nil for a difference between the two.
  public var estimator: HostEstimator.Kind?
  /// The condition; nil for the mean over all of them, whose value and error are fractions of the limit.
  public var condition: SweepCondition?
  /// The figure, in the quantity's own unit; a ratio, a rate or a number where the subject is one.
  public var value: Double
  /// Its standard error, in the same unit.
  public var error: Double
  /// The limit of its magnitude, in the same unit.
  public var limit: Double
  /// How far the figure is beyond the limit, in standard deviations of chance; negative inside the limit.
  public var excess: Double

  /// A check of a figure with a normal distribution.
  init(
    _ subject: Subject, _ estimator: HostEstimator.Kind?, _ condition: SweepCondition?, value: Double,
    error: Double,
    limit: Double
  ) {
    self.subject = subject
    self.estimator = estimator
    self.condition = condition
    self.value = value
    self.error = error
    self.limit = limit
    let distance = abs(value) - limit
    excess = error > 0 ? distance / error : distance > 0 ? .infinity : -.infinity
  }

  /// A check of a rate, by the binomial distribution of as many trials as the readings are worth, above 0.
  init(
    _ subject: Subject, _ estimator: HostEstimator.Kind, _ condition: SweepCondition, rate: Double,
    trials: Double,
    limit: Double
  ) {
    let error = (limit * (1 - limit) / trials).squareRoot()
    self.init(subject, estimator, condition, value: rate, error: error, limit: limit)
    guard limit < 1 else { return }
    let count = (rate * trials * (1 + 1e-12)).rounded(.down)
    let chance = BinomialDistribution.tail(atLeast: count, of: trials, probability: limit)
    excess = chance < 0.5 ? NormalDistribution.quantile(ofTail: max(chance, 1e-300)) : -.infinity
  }
}

extension SweepCheck: CustomStringConvertible {
  /// The figure with its standard error, what it is of, and the limit.
  public var description: String {
    let place = condition.map(\.description) ?? "mean over all conditions"
    let part = condition == nil ? " as a part of its limit" : ""
    let of = estimator.map(\.rawValue) ?? "fixed against fftw"
    return "\(place): \(of): \(name)\(part) is \(figure(value, error)), limit \(figure(limit, 0))"
  }

  private var name: String {
    switch subject {
    case .bias(let quantity): "bias of \(quantity.name)"
    case .ratio(let quantity): "standard deviation over the bound of \(quantity.name)"
    case .wrongSign: "rate of wrong signs of the power"
    case .wrongDirection: "rate of wrong directions"
    case .indeterminate: "rate of indeterminate directions"
    case .missing: "number of incomplete readings"
    case .difference(let quantity): "difference in \(quantity.name)"
    }
  }

  private func figure(_ value: Double, _ error: Double) -> String {
    guard condition != nil else { return NumberText.value(value, error: error) }
    switch subject {
    case .bias(let quantity), .difference(let quantity):
      return NumberText.value(value * quantity.factor, error: error * quantity.factor) + " \(quantity.unit)"
    default:
      return NumberText.value(value, error: error)
    }
  }
}

extension SweepQuantity {
  /// Its name in a message.
  var name: String {
    switch self {
    case .fundamental: "the fundamental current"
    case .rms: "the true RMS current"
    case .phase: "the phase angle"
    case .frequency: "the frequency"
    }
  }

  /// The unit that a bias is shown in.
  var unit: String {
    switch self {
    case .fundamental, .rms: "ppm"
    case .phase: "mdeg"
    case .frequency: "mHz"
    }
  }

  /// How many of ``unit`` the quantity's own unit is.
  var factor: Double {
    switch self {
    case .fundamental, .rms: 1e6
    case .phase, .frequency: 1e3
    }
  }
}
