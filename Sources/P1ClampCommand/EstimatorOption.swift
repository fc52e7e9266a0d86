// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import AccuracySweep
public import MeteringFFTW

extension HostEstimator.Kind: ExpressibleByArgument {}

/// Several estimators by the names of the command line: one of them, or `both`.
struct EstimatorSet: ExpressibleByArgument {
  /// The estimators in the order of the results.
  let kinds: [HostEstimator.Kind]
  let defaultValueDescription: String

  /// Both.
  static let both = EstimatorSet(kinds: HostEstimator.Kind.swept, defaultValueDescription: "both")

  static let allValueStrings = HostEstimator.Kind.allCases.map(\.rawValue) + ["both"]

  private init(kinds: [HostEstimator.Kind], defaultValueDescription: String) {
    self.kinds = kinds
    self.defaultValueDescription = defaultValueDescription
  }

  init?(argument: String) {
    if argument == "both" {
      self = .both
    } else if let kind = HostEstimator.Kind(rawValue: argument) {
      self.init(kinds: [kind], defaultValueDescription: argument)
    } else {
      return nil
    }
  }
}
