// SPDX-License-Identifier: Apache-2.0
@testable import StrictJSON
@testable import Simulation
@testable import AccuracySweep
import Metering
import MeteringFFTW
import Synchronization
import Testing

@Suite("Sweeps")
struct SweepTests {
  private static func tiny() throws -> Sweep {
    var grid = try SweepGrid(currents: [0.04, 20], angles: [0, 180], cycles: 4)
    grid.warmUp = 1
    return Sweep(grid, seed: 5)
  }

  /// Its results, once for all tests.
  private static let results = Result { try tiny().run(jobs: 1) }

  @Test("The number of jobs changes nothing, the seed everything")
  func reproducible() throws {
    let sweep = try Self.tiny()
    let results = try #require(try Self.results.get())
    #expect(try sweep.run(jobs: 3) == results)
    #expect(results.map(\.index) == [0, 1, 2, 3])
    #expect(results.map(\.condition) == sweep.grid.conditions)
    var other = sweep
    other.seed = 6
    let others = try #require(try other.run(jobs: 3))
    for (a, b) in zip(results, others) { #expect(a.estimators[0].phase != b.estimators[0].phase) }
  }

  @Test("Readings are complete and near the truth, at 180 degrees too")
  func plausible() throws {
    let results = try #require(try Self.results.get())
    for result in results {
      #expect(result.estimators.map(\.estimator) == [.fixed, .fftw])
      for estimator in result.estimators {
        #expect(estimator.missing == 0)
        #expect(estimator.direction.readings == 12 && estimator.direction.wrong == 0)
        // Twelve readings: the mean error is within six bounds for sure.
        for quantity in [SweepQuantity.fundamental, .phase, .frequency] {
          #expect(abs(estimator[quantity].bias) < 6 * estimator[quantity].bound)
        }
      }
      let agreement = try #require(result.agreement)
      if result.condition.current == 20 { #expect(abs(agreement.phase.mean) < 2e-3) }
    }
  }

  @Test("One estimator alone gives the same figures as with the other")
  func alone() throws {
    var sweep = try Self.tiny()
    let both = try #require(try Self.results.get())
    sweep.estimators = [.fftw]
    let alone = try #require(try sweep.run(jobs: 2))
    #expect(alone.map(\.estimators[0]) == both.map(\.estimators[1]))
    #expect(alone.allSatisfy { $0.agreement == nil })
  }

  @Test("A cancelled sweep has no results")
  func cancelled() throws {
    let seconds = Atomic<Int>(0)
    let results = try Self.tiny().run(jobs: 2, isCancelled: { seconds.load(ordering: .relaxed) > 3 }) {
      seconds.store($0, ordering: .relaxed)
    }
    #expect(results == nil)
  }

  @Test("A condition that cannot be simulated is an error")
  func failure() {
    let grid = SweepGrid([SweepCondition(current: 1, rate: 100)], cycles: 2)
    #expect(throws: InputError.self) { try Sweep(grid).run(jobs: 1) }
  }

  @Test("The noise's deviation is what the estimators declare", arguments: HostEstimator.Kind.allCases)
  func noiseDeviation(kind: HostEstimator.Kind) throws {
    var estimator = try kind.estimator(rate: 4000, channelCount: 4)
    var accumulator = Accumulator(
      rate: 4000, channelCount: 4, nominalFrequency: 50, lowestCode: -2048, highestCode: 2047,
      measuresFundamentals: estimator.usesResonators)
    var source = try SimulatedSource(SweepCondition(current: 1).scenario(seed: 1))
    let samples = try source.read(upTo: 6000)
    var taken = 0
    while taken < samples.count {
      taken += 4 * accumulator.update(samples.span.extracting(taken..<samples.count), with: &estimator)
    }
    let closed = accumulator.closeCycle()
    let cycle = try #require(closed)
    // A standard error that is 5 % off moves no verdict.
    let declared = estimator.estimate(cycle).channels.inputs[.input1].noiseDeviation
    #expect(abs(kind.relativeNoiseDeviation(at: 4000) / declared - 1) < 0.05)
  }

  /// Whether the compiler optimises; the fixed grid takes minutes where it does not.
  private static var isOptimised: Bool {
    var isDebug = false
    assert(
      {
        isDebug = true
        return true
      }())
    return !isDebug
  }

  @Test("Every target is met over the fixed grid", .enabled(if: isOptimised))
  func targets() throws {
    let sweep = Sweep(.ci)
    let results = try #require(try sweep.run(jobs: 2))
    let verdict = SweepVerdict(results)
    #expect(verdict.violations.isEmpty, "seed \(sweep.seed): \(verdict.violations)")
  }
}
