// SPDX-License-Identifier: Apache-2.0
public import MeteringFFTW

/// The result of one condition of a sweep.
public struct SweepResult: Sendable, Equatable {
  /// Its number in the grid, from 0.
  public var index: Int
  /// The simulated condition.
  public var condition: SweepCondition
  /// The result of each estimator, in the order of the sweep's estimators.
  public var estimators: [EstimatorResult]
  /// How far the fixed estimator's readings are from those of FFTW; nil unless both took part.
  public var agreement: Agreement?

  /// A result of these parts.
  public init(
    index: Int, condition: SweepCondition, estimators: [EstimatorResult], agreement: Agreement? = nil
  ) {
    self.index = index
    self.condition = condition
    self.estimators = estimators
    self.agreement = agreement
  }
}

/// The result of one estimator under a condition.
public struct EstimatorResult: Sendable, Equatable {
  /// Which one.
  public var estimator: HostEstimator.Kind
  /// RMS of the fundamental current, relative errors.
  public var fundamental: Accuracy
  /// True RMS current, relative errors.
  public var rms: Accuracy
  /// Phase angle, errors in degrees.
  public var phase: Accuracy
  /// Mains frequency, errors in Hz.
  public var frequency: Accuracy
  /// Direction of the power.
  public var direction: DirectionAccuracy
  /// Readings that lack a value or carry a flag, of 3 a cycle: none under the targets' conditions.
  public var missing: Int

  /// A result of these parts.
  public init(
    estimator: HostEstimator.Kind, fundamental: Accuracy, rms: Accuracy, phase: Accuracy, frequency: Accuracy,
    direction: DirectionAccuracy, missing: Int
  ) {
    self.estimator = estimator
    self.fundamental = fundamental
    self.rms = rms
    self.phase = phase
    self.frequency = frequency
    self.direction = direction
    self.missing = missing
  }

  /// The accuracy of a quantity.
  public subscript(quantity: SweepQuantity) -> Accuracy {
    switch quantity {
    case .fundamental: fundamental
    case .rms: rms
    case .phase: phase
    case .frequency: frequency
    }
  }
}

/// The quantities with an error.
public enum SweepQuantity: String, Sendable, CaseIterable {
  /// RMS of the fundamental current; relative.
  case fundamental
  /// True RMS current; relative.
  case rms
  /// Phase angle between voltage and current; degrees.
  case phase
  /// Mains frequency; Hz.
  case frequency
}

/// Bias and standard deviation of one quantity, in its own unit, with their standard errors.
public struct Accuracy: Sendable, Equatable {
  /// Mean error, in the unit of the quantity.
  public var bias: Double
  /// Standard error of the bias, in the unit of the quantity.
  public var biasError: Double
  /// Standard deviation of a reading, in the unit of the quantity.
  public var deviation: Double
  /// Standard error of the standard deviation, in the unit of the quantity.
  public var deviationError: Double
  /// The theoretical bound of the standard deviation, in the unit of the quantity.
  public var bound: Double

  /// An accuracy of these figures.
  public init(bias: Double, biasError: Double, deviation: Double, deviationError: Double, bound: Double) {
    self.bias = bias
    self.biasError = biasError
    self.deviation = deviation
    self.deviationError = deviationError
    self.bound = bound
  }

  /// The accuracy that errors show.
  ///
  /// - Parameters:
  ///   - errors: Their statistics.
  ///   - bound: The theoretical bound of their standard deviation.
  ///   - common: Standard deviation of a part that all errors may have in common by chance.
  init(_ errors: SampleStatistics, bound: Double, common: Double = 0) {
    self.init(
      bias: errors.mean, biasError: (errors.meanError * errors.meanError + common * common).squareRoot(),
      deviation: errors.deviation, deviationError: errors.deviationError, bound: bound)
  }

  /// Standard deviation relative to the bound.
  public var ratio: Double { deviation / bound }
  /// Standard error of the ratio.
  public var ratioError: Double { deviationError / bound }
}

/// Mean differences of the fixed estimator's readings from those of FFTW, on the same codes.
public struct Agreement: Sendable, Equatable {
  /// A mean difference and its standard error.
  public struct Difference: Sendable, Equatable {
    /// Mean, fixed less FFTW, in the unit of the quantity.
    public var mean: Double
    /// Standard error of the mean, in the unit of the quantity.
    public var error: Double

    /// A difference of these figures.
    public init(mean: Double, error: Double) {
      self.mean = mean
      self.error = error
    }
  }

  /// RMS of the fundamental current, relative.
  public var fundamental: Difference
  /// True RMS current, relative.
  public var rms: Difference
  /// Phase angle, degrees.
  public var phase: Difference

  /// An agreement of these differences.
  public init(fundamental: Difference, rms: Difference, phase: Difference) {
    self.fundamental = fundamental
    self.rms = rms
    self.phase = phase
  }
}
