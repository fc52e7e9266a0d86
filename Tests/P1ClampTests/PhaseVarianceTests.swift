// SPDX-License-Identifier: Apache-2.0
import Simulation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

@Suite("The uncertainty of a phase angle")
struct PhaseVarianceTests {
  // 180 deviations squared over their variance: a chi-square of relative deviation sqrt(2/180), 10 %; four of them.
  @Test(
    "phase angles scatter as their uncertainty says",
    arguments: Trials.chosen([0.3, 3.0], HostEstimator.Kind.allCases, orEach: 3))
  func scatter(current: Double, estimator: HostEstimator.Kind) throws {
    let scenario = Scenario(
      rate: 2000, seed: 11, frequency: .init(50.02),
      loads: [.init(.all, current: current, phase: 25)])
    let lines = try scenario.readings(70, estimator: estimator).dropFirst(10).flatMap { reading in
      Line.allCases.compactMap { reading.lines[$0] }
    }
    let squares = try lines.map { line in
      let deviation = try #require(line.phase) - 25
      let uncertainty = try #require(line.uncertainty.phase)
      return deviation * deviation / (uncertainty * uncertainty)
    }
    #expect(squares.count == 180)
    let ratio = squares.reduce(0, +) / Double(squares.count)
    #expect((0.6...1.4).contains(ratio), "\(ratio)")
  }
}
