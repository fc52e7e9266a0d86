// SPDX-License-Identifier: Apache-2.0
@testable import CalibrationFitting
@testable import AccuracySweep
import MeteringFFTW
import Testing

/// A result in which everything is as good as the bound allows, with the standard errors of 600 cycles.
private func goodResult(_ condition: SweepCondition = SweepCondition(current: 5), index: Int = 0)
  -> SweepResult
{
  let bound = condition.bound
  func accuracy(_ bound: Double, count: Double = 1800) -> Accuracy {
    Accuracy(
      bias: 0, biasError: bound / count.squareRoot(), deviation: bound,
      deviationError: bound / (2 * count).squareRoot(), bound: bound)
  }
  let direction = DirectionAccuracy(
    readings: 1800, wrongSigns: 0, wrong: 0, indeterminate: 0,
    distance: (90 - condition.angle) / bound.phase)
  let results = HostEstimator.Kind.swept.map {
    EstimatorResult(
      estimator: $0, fundamental: accuracy(bound.fundamental), rms: accuracy(bound.rms),
      phase: accuracy(bound.phase), frequency: accuracy(bound.frequency, count: 600), direction: direction,
      missing: 0)
  }
  let difference = Agreement.Difference(mean: 0, error: 1e-7)
  return SweepResult(
    index: index, condition: condition, estimators: results,
    agreement: Agreement(
      fundamental: difference, rms: difference, phase: Agreement.Difference(mean: 0, error: 1e-5)))
}

/// What a change of a good result violates.
private func violations(
  _ condition: SweepCondition = SweepCondition(current: 5), _ change: (inout SweepResult) -> Void
) -> [SweepCheck] {
  var result = goodResult(condition)
  change(&result)
  return SweepVerdict([result]).violations
}

@Suite("The verdict on a sweep")
struct SweepVerdictTests {
  @Test("What is at the bound violates nothing", arguments: [0.04, 0.1, 1, 5, 40])
  func good(current: Double) {
    #expect(violations(SweepCondition(current: current)) { _ in }.isEmpty)
  }

  @Test("What is at its limit violates nothing")
  func limit() {
    let found = violations {
      $0.estimators[0].phase.deviation *= 1.1
      $0.estimators[0].rms.bias = -20e-6
      $0.estimators[0].frequency.deviation *= 1.15
      $0.agreement?.fundamental.mean = 10e-6
    }
    #expect(found.isEmpty)
  }

  @Test("A deviation of 1.2 bounds is flagged", arguments: [SweepQuantity.fundamental, .rms, .phase])
  func ratio(quantity: SweepQuantity) throws {
    // (1.2 - 1.1) sqrt(2 * 1800) is 6 standard errors.
    let found = violations {
      switch quantity {
      case .fundamental: $0.estimators[1].fundamental.deviation *= 1.2
      case .rms: $0.estimators[1].rms.deviation *= 1.2
      default: $0.estimators[1].phase.deviation *= 1.2
      }
    }
    #expect(found.map(\.subject) == [.ratio(quantity)])
    #expect(found.first?.estimator == .fftw)
    #expect(found.first?.description.contains("1.200(17), limit 1.1") == true, "\(found)")
  }

  @Test("A deviation of 1.12 bounds is flagged where many conditions share it, not where one has it")
  func common() {
    func results(_ changed: Range<Int>) -> [SweepResult] {
      (0..<50).map { index in
        var result = goodResult(SweepCondition(current: 1), index: index)
        if changed.contains(index) { result.estimators[0].phase.deviation *= 1.12 }
        return result
      }
    }
    #expect(SweepVerdict(results(3..<4)).violations.isEmpty)
    let found = SweepVerdict(results(0..<50)).violations
    #expect(found.map(\.subject) == [.ratio(.phase)])
    #expect(found.first?.condition == nil && found.first?.estimator == .fixed)
  }

  @Test("A biased phase is flagged, of either sign", arguments: [-1.0, 1])
  func bias(sign: Double) {
    let found = violations { $0.estimators[0].phase.bias = 0.4 * sign * $0.estimators[0].phase.bound }
    #expect(found.map(\.subject) == [.bias(.phase)])
  }

  @Test("Small currents have their own limits")
  func small() {
    let found = violations(SweepCondition(current: 0.04)) {
      $0.estimators[0].rms.deviation *= 1.2
      $0.estimators[0].rms.bias = 5e-3
    }
    #expect(found.isEmpty)
    #expect(!violations(SweepCondition(current: 0.1)) { $0.estimators[0].rms.bias = 5e-3 }.isEmpty)
  }

  @Test("The estimators' difference counts from 5 A")
  func agreement() {
    func apart(_ current: Double) -> [SweepCheck.Subject] {
      let found = violations(SweepCondition(current: current)) {
        $0.agreement?.fundamental.mean = -12e-6
        $0.agreement?.phase.mean = 1.2e-3
      }
      return found.map(\.subject)
    }
    #expect(apart(5) == [.difference(.fundamental), .difference(.phase)])
    #expect(apart(1) == [])
  }

  @Test("Wrong directions count beyond theory, incomplete readings always")
  func direction() {
    #expect(violations { $0.estimators[0].direction.wrong = 3 }.isEmpty)
    #expect(violations { $0.estimators[0].direction.wrong = 30 }.map(\.subject) == [.wrongDirection])
    #expect(violations { $0.estimators[0].direction.indeterminate = 30 }.map(\.subject) == [.indeterminate])
    #expect(violations { $0.estimators[0].missing = 1 }.map(\.subject) == [.missing])
    // 1.39 deviations: theory has 8.2 % of wrong signs, 148 of 1800; the limit is 12.4 %, 224.
    let close = SweepCondition(current: 0.04, angle: 89)
    #expect(violations(close) { $0.estimators[0].direction.wrongSigns = 230 }.isEmpty)
    #expect(violations(close) { $0.estimators[0].direction.wrongSigns = 320 }.map(\.subject) == [.wrongSign])
  }

  @Test("Conditions without targets are not judged")
  func unjudged() {
    let found = violations(SweepCondition(current: 5, bits: 16)) { $0.estimators[0].phase.deviation *= 9 }
    #expect(found.isEmpty)
  }

  @Test("The chance of a false alarm in the whole family stays below 1e-3")
  func confidence() {
    let verdict = SweepVerdict((0..<83).map { goodResult(index: $0) })
    #expect(verdict.checks > 1800)
    #expect(Double(verdict.checks) * NormalDistribution.tail(verdict.confidence) <= 1.000001e-3)
  }

  @Test("Directions are wrong and indeterminate as theory has it", arguments: [0.2, 1, 2.5])
  func theory(distance: Double) {
    // The shares of decided and undecided cycles, step by step, until they no longer change.
    let wrongSign = NormalDistribution.tail(distance)
    let (wrong, correct) = (NormalDistribution.tail(3 + distance), NormalDistribution.tail(3 - distance))
    var shares = (import: 0.0, export: 0.0, indeterminate: 1.0)
    for _ in 0..<20_000 {
      let decided = shares.import * (1 - wrongSign) + (1 - shares.import) * correct
      let mistaken = shares.export * wrongSign + (1 - shares.export) * wrong
      shares = (decided, mistaken, 1 - decided - mistaken)
    }
    let direction = DirectionAccuracy(
      readings: 300, wrongSigns: 0, wrong: 0, indeterminate: 0, distance: distance)
    #expect(abs(direction.indeterminateTheory - shares.indeterminate) < 1e-12)
    #expect(direction.independentReadings > 0 && direction.independentReadings < 300)
  }
}
