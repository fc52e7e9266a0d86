// SPDX-License-Identifier: Apache-2.0
@testable import CalibrationFitting
@testable import AccuracySweep
import Testing
import _TestSupport

@Suite("Statistics of samples")
struct StatisticsTests {
  @Test("Mean and deviation of known numbers")
  func known() {
    // The squares around the mean, 5, sum to 32.
    let samples: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
    let statistics = SampleStatistics(samples)
    #expect(statistics.count == 8)
    #expect(statistics.mean == 5)
    #expect(abs(statistics.deviation - (32.0 / 7).squareRoot()) < 1e-15)
    #expect(abs(statistics.meanError - (32.0 / 7 / 8).squareRoot()) < 1e-15)
    // The squares are 9, 1, 1, 1, 0, 0, 4, 16 of mean 4: sum of squares around it 228, so the error of the mean
    // square is sqrt(228 / 7 / 8), that of its root a quarter of it.
    #expect(abs(statistics.deviationError - (228.0 / 7 / 8).squareRoot() / 4) < 1e-15)
  }

  @Test("Repeating a sample within its cluster adds no certainty")
  func clusters() {
    let single: [Double] = [1, -2, 0.5, 3, -1, 0.25]
    let tripled = single.flatMap { [$0, $0, $0] }
    let a = SampleStatistics(single)
    let b = SampleStatistics(tripled, clusterSize: 3)
    #expect(abs(a.mean - b.mean) < 1e-15)
    #expect(abs(a.meanError - b.meanError) < 1e-15)
    #expect(abs(a.deviationError - b.deviationError) < 1e-15)
  }

  @Test("Standard errors are what the estimates scatter by")
  func scatter() {
    var generator = SeededGenerator(seed: 41)
    // 400 runs of 50 clusters of 3 that share half of their variance. The scatter of 400 is known to 3.5 %; bounds
    // at four of it, and 3 % for the 50 clusters.
    let runs = (0..<400).map { _ in
      SampleStatistics(
        (0..<50).flatMap { _ in
          let common = Waves.gaussian(&generator)
          return (0..<3).map { _ in common + Waves.gaussian(&generator) }
        }, clusterSize: 3)
    }
    let means = Waves.statistics(runs.map(\.mean)).deviation
    let deviations = Waves.statistics(runs.map(\.deviation)).deviation
    #expect(abs(means / Waves.statistics(runs.map(\.meanError)).mean - 1) < 0.17)
    #expect(abs(deviations / Waves.statistics(runs.map(\.deviationError)).mean - 1) < 0.17)
  }

  @Test("Nothing is not a number")
  func few() {
    for samples in [[], [3.0]] {
      let statistics = SampleStatistics(samples)
      #expect(statistics.deviation == 0 && statistics.meanError == 0 && statistics.deviationError == 0)
    }
    let constant = SampleStatistics([2, 2, 2])
    #expect(constant.deviation == 0 && constant.deviationError == 0)
  }

  @Test("The normal distribution's tail and its inverse")
  func normal() {
    // Abramowitz, Stegun, table 26.1 and 26.5.
    #expect(abs(NormalDistribution.tail(1) - 0.158655253931457) < 1e-14)
    #expect(abs(NormalDistribution.tail(3) - 1.349898031630e-3) < 1e-14)
    #expect(abs(NormalDistribution.quantile(ofTail: 1e-6) - 4.753424308822899) < 1e-9)
    for x in [0.1, 1, 5, 8] {
      #expect(abs(NormalDistribution.quantile(ofTail: NormalDistribution.tail(x)) - x) < 1e-9)
    }
  }

  @Test("The binomial distribution's tail")
  func binomial() {
    // Of 4 throws of a coin at least 3: 5 of 16.
    #expect(abs(BinomialDistribution.tail(atLeast: 3, of: 4, probability: 0.5) - 5.0 / 16) < 1e-14)
    #expect(BinomialDistribution.tail(atLeast: 0, of: 4, probability: 0.5) == 1)
    #expect(BinomialDistribution.tail(atLeast: 5, of: 4, probability: 0.5) == 0)
  }
}
