// SPDX-License-Identifier: Apache-2.0
@testable import AccuracySweep
import Foundation
import Metering
import MeteringFFTW
import Simulation
import Synchronization
import Testing
import _TestSupport

@Suite("Sweeps over moving mains")
struct MainsSweepTests {
  /// A few short cases at the least rate.
  private static let conditions = MainsCondition.grid(rates: [1000]).filter {
    ["steady", "jump of 10 degrees", "start at 64 Hz", "ramp of 1 Hz/s"].contains($0.kind.name)
  }

  @Test("The number of jobs changes nothing, the seed everything")
  func reproducible() throws {
    let conditions = Trials.chosen(Self.conditions, orEach: 3)
    let sweep = MainsSweep(conditions, seed: 3)
    let results = try #require(try sweep.run(jobs: 1))
    #expect(try sweep.run(jobs: 3) == results)
    #expect(results.map(\.condition) == conditions && results.count == Trials.count(8, or: 3))
    let others = try #require(try MainsSweep(conditions, seed: 4).run(jobs: 2))
    for (a, b) in zip(results, others) { #expect(a.estimators[0].worst != b.estimators[0].worst) }
  }

  @Test("Every limit is kept, and errors are no smaller than noise lets them be")
  func kept() throws {
    for result in try #require(try MainsSweep(Trials.chosen(Self.conditions, orEach: 3)).run(jobs: 2)) {
      #expect(result.violations == [])
      for estimator in result.estimators {
        #expect(estimator.readings == result.condition.kind.seconds - 1 && estimator.missing == 0)
        // 20 of 10 A readings and more with a standard deviation of 100 ppm at 1000 frames/s.
        #expect(estimator.worst.current > 1e-4 && estimator.worst.active > 1e-4)
      }
    }
  }

  @Test("A flag that a case does not have is false, and one that it should have is missed")
  func flags() throws {
    var jump = try #require(Self.conditions.first { $0.kind.flags == .jump })
    jump.kind.flags = .dip
    let result = try #require(try MainsSweep([jump]).run(jobs: 1)).first
    let estimator = try #require(result?.estimators.first)
    #expect(estimator.falseFlags > 0 && estimator.missingFlags == 1)
  }

  @Test("A cancelled sweep has no results, and a case that cannot be simulated is an error")
  func endings() throws {
    let seconds = Atomic<Int>(0)
    let results = try MainsSweep(Self.conditions).run(
      jobs: 2, isCancelled: { seconds.load(ordering: .relaxed) > 3 },
      progress: { seconds.store($0, ordering: .relaxed) })
    #expect(results == nil)
    var impossible = Self.conditions
    impossible[1].rate = 100
    #expect(throws: (any Error).self) { try MainsSweep(impossible).run(jobs: 2) }
  }

  @Test("The grid leaves out ripple that a rate does not hold, and nothing else")
  func grid() {
    let cases = MainsCase.all()
    #expect(Set(cases.map(\.name)).count == cases.count)
    let grid = MainsCondition.grid()
    // 492, 750, 1050 and 1350 Hz at 1000 frames/s, in two nets.
    #expect(grid.count == 8 * cases.count - 8)
    #expect(cases.contains { $0.scenarios.count == 20 })
    #expect(MainsCondition.quickGrid.count == 2 * cases.count - 4)
  }

  @Test("Limits are the case's own at 4000 frames/s in a star, and wider by the noise of fewer frames")
  func limits() throws {
    let steady = try #require(MainsCase.all().first)
    func limits(_ rate: Double, _ wiring: Scenario.Wiring) -> MainsCase.Limits {
      MainsCondition(kind: steady, rate: rate, wiring: wiring).limits
    }
    #expect(limits(4000, .star) == steady.limits && limits(16000, .delta) == steady.limits)
    // 1.04 codes of 30.5 mA in 10 A, over 1000 frames in place of 4000: 50 ppm more, five times.
    #expect(abs(limits(1000, .star).active - steady.limits.active - 2.51e-4) < 1e-6)
  }
}
