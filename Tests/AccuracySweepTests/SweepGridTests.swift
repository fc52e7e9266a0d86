// SPDX-License-Identifier: Apache-2.0
import Simulation
import AccuracySweep
import Metering
import Testing

@Suite("The grids of a sweep")
struct SweepGridTests {
  @Test("No condition clips, and all have targets", arguments: [SweepGrid.quick, .full, .ci])
  func attainable(grid: SweepGrid) {
    #expect(grid.conditions.allSatisfy { $0.isAttainable && $0.hasTargets })
    #expect(grid.conditions.contains { $0.current == 20 && $0.distortion == 50 })
    let angles = Set(grid.conditions.map(\.angle))
    #expect(angles.contains(0) && angles.contains(89.9) && angles.contains(91))
  }

  @Test("40 A is there without distortion only")
  func largestCurrent() {
    #expect(SweepCondition(current: 40).isAttainable)
    #expect(!SweepCondition(current: 40, distortion: 50).isAttainable)
    #expect(!SweepCondition(current: 44).isAttainable)
    let largest = SweepGrid.quick.conditions.filter { $0.current == 40 }
    #expect(largest.count == 5 && largest.allSatisfy { $0.distortion == 0 })
  }

  @Test("A product that clips names its condition")
  func clips() throws {
    #expect(throws: SweepGrid.Failure.clips(SweepCondition(current: 40, distortion: 50))) {
      try SweepGrid(currents: [20, 40], distortions: [0, 50], cycles: 2)
    }
    let grid = try SweepGrid(
      currents: [1, 20], angles: [0, 90], frequencies: [50, 60], bits: [12, 16], noise: [0.5, 1], cycles: 2)
    #expect(grid.conditions.count == 32)
    #expect(grid.conditions[1] == SweepCondition(current: 1, angle: 90, frequency: 50, noise: 0.5))
  }

  @Test("No code is at a rail where the peak is highest", arguments: [1, 2, 3])
  func codes(seed: UInt64) throws {
    let conditions = [
      SweepCondition(current: 40), SweepCondition(current: 21.6, frequency: 60, distortion: 50),
    ]
    for condition in conditions {
      #expect(condition.isAttainable)
      var source = try SimulatedSource(condition.scenario(seed: seed))
      let codes = try source.read(upTo: 1000)
      try #require(codes.count == 4000)
      #expect(codes.allSatisfy { (-2047...2046).contains($0) }, "\(condition), seed \(seed)")
    }
  }

  @Test("The scenario's truth is the condition", arguments: [0, 30, -89.9, 180])
  func truth(angle: Double) throws {
    let condition = SweepCondition(current: 5, angle: angle, frequency: 57.5, distortion: 50)
    let scenario = condition.scenario(seed: 7)
    for line in Line.allCases {
      let truth = try #require(scenario.truth()[line])
      #expect(abs(truth.fundamental - 5) < 1e-9)
      #expect(abs(truth.current - condition.trueCurrent) < 1e-9)
      #expect(abs((truth.phase - angle).remainder(dividingBy: 360)) < 1e-9)
    }
    #expect(abs(condition.trueCurrent - 5 * 1.25.squareRoot()) < 1e-12)
    let square = scenario.voltage.harmonics.reduce(0) { $0 + $1.percent * $1.percent }
    #expect(abs(square.squareRoot() - 6) < 1e-12)
  }

  @Test("Targets hold for 12 bits, 1 LSB, 4000 frames/s and the two bands")
  func targets() {
    #expect(SweepCondition(current: 0.04).hasTargets)
    #expect(!SweepCondition(current: 0.03).hasTargets)
    #expect(!SweepCondition(current: 1, frequency: 55).hasTargets)
    #expect(!SweepCondition(current: 1, bits: 16).hasTargets)
    #expect(!SweepCondition(current: 1, noise: 0.5).hasTargets)
    #expect(!SweepCondition(current: 1, rate: 8000).hasTargets)
  }
}
