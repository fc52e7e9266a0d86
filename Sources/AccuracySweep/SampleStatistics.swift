// SPDX-License-Identifier: Apache-2.0

/// Mean and standard deviation of samples, each with its standard error.
///
/// Samples come in clusters that are independent of each other, while those of one cluster need not be: the
/// three lines of a cycle share the voltage's noise. The standard errors come from the variance between clusters,
/// so they hold for any distribution and any dependence inside a cluster.
public struct SampleStatistics: Sendable, Equatable {
  /// Number of samples.
  public let count: Int
  /// Arithmetic mean, in the unit of the samples.
  public let mean: Double
  /// Standard error of the mean, in the unit of the samples.
  public let meanError: Double
  /// Standard deviation, with count - 1, in the unit of the samples.
  public let deviation: Double
  /// Standard error of the standard deviation, in the unit of the samples.
  public let deviationError: Double

  /// The statistics of whole clusters, one after the other; of fewer than two clusters everything but the mean is 0.
  ///
  /// - Parameters:
  ///   - samples: The samples; an incomplete last cluster is left out.
  ///   - clusterSize: Samples of one cluster, above 0.
  /// - Complexity: O(samples).
  public init(_ samples: [Double], clusterSize: Int = 1) {
    let clusters = samples.count / clusterSize
    let count = clusters * clusterSize
    self.count = count
    let mean = count > 0 ? samples.prefix(count).reduce(0, +) / Double(count) : 0
    self.mean = mean
    guard clusters > 1 else {
      meanError = 0
      deviation = 0
      deviationError = 0
      return
    }
    func clusterMeans(_ value: (Double) -> Double) -> [Double] {
      (0..<clusters).map { cluster in
        let samples = samples[cluster * clusterSize..<(cluster + 1) * clusterSize]
        return samples.reduce(0) { $0 + value($1) } / Double(clusterSize)
      }
    }
    meanError = Self.standardError(clusterMeans { $0 - mean }, around: 0)
    let squares = clusterMeans { ($0 - mean) * ($0 - mean) }
    let square = squares.reduce(0, +) / Double(clusters)
    deviation = (square * Double(count) / Double(count - 1)).squareRoot()
    deviationError = square > 0 ? Self.standardError(squares, around: square) / (2 * square.squareRoot()) : 0
  }

  private static func standardError(_ values: [Double], around mean: Double) -> Double {
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (square / Double(values.count - 1) / Double(values.count)).squareRoot()
  }
}
