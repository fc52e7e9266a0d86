// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import Testing

@Suite("The normal distribution")
struct NormalDistributionTests {
  // Abramowitz and Stegun, table 26.1.
  @Test(
    "its tail has the tabulated values, and each is one less its opposite",
    arguments: [
      (0.0, 0.5), (1, 0.158_655_253_931_457), (1.96, 0.024_997_895_148_220), (3, 0.001_349_898_031_630),
    ])
  func tail(deviations: Double, probability: Double) {
    #expect(abs(NormalDistribution.tail(deviations) - probability) < 1e-14)
    #expect(abs(NormalDistribution.tail(-deviations) + probability - 1) < 1e-14)
    #expect(abs(NormalDistribution.quantile(ofTail: probability) - deviations) < 1e-10)
  }
}
