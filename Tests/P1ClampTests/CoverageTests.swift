// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Simulation
import Testing
import _TestSupport

/// Stated uncertainties are what they say: 95 % of what is read lies within 1.96 of them.
@Suite("the coverage of stated uncertainties")
struct CoverageTests {
  /// A rate, a net, and what its lines carry, A.
  private struct Condition: CustomTestStringConvertible {
    var rate: Double
    var wiring: Scenario.Wiring
    var currents: ClosedRange<Double>

    var testDescription: String { "\(rate) frames/s, \(wiring.rawValue), \(currents) A" }

    static let all = [1000.0, 4000, 8000].flatMap { rate in
      [Scenario.Wiring.star, .delta].flatMap { wiring in
        [0.1...2, 2...30].map { Condition(rate: rate, wiring: wiring, currents: $0) }
      }
    }
  }
  /// Streams of each: 340 x 10 readings of three lines are 10,200 trials of each quantity.
  private static let streams = Trials.count(340, or: 2)
  private static let seconds = Trials.count(10, or: 4)

  /// How many trials of a class lie within 1.96 of their uncertainties.
  private struct Share: CustomStringConvertible {
    var inside = 0
    var all = 0

    mutating func add(_ error: Double, _ uncertainty: Double) {
      all += 1
      if abs(error) <= 1.96 * uncertainty { inside += 1 }
    }

    /// Whether it is 94...96 %, and of few trials within four deviations of that.
    var isRight: Bool {
      let share = Double(inside) / Double(all)
      let margin = Trials.areAll ? 0 : 4 * (0.05 * 0.95 / Double(all)).squareRoot()
      return (0.94 - margin...0.96 + margin).contains(share)
    }

    var description: String { String(format: "%.2f %% of %d", 100 * Double(inside) / Double(all), all) }
  }

  /// A steady net whose lines carry currents at any angle, with harmonics or without.
  private static func scenario(
    _ condition: Condition, seed: UInt64, using generator: inout SeededGenerator
  ) -> Scenario {
    let isDistorted = Bool.random(using: &generator)
    let (frequency, voltage) = RandomTrial.mains(
      harmonics: isDistorted ? [.init(order: 5, percent: 4.5, phase: 15), .init(order: 7, percent: 3)] : [],
      using: &generator)
    func load(_ connection: Scenario.Connection, _ orders: [Int]) -> Scenario.Load {
      let harmonics = orders.map { order in
        Scenario.Harmonic(
          order: order, percent: 60 / Double(order),
          phase: Double.random(in: -180...180, using: &generator))
      }
      return .init(
        connection, current: RandomTrial.logarithmic(condition.currents, using: &generator),
        phase: Double.random(in: -180...180, using: &generator), harmonics: isDistorted ? harmonics : [])
    }
    return Scenario(
      rate: condition.rate, seed: seed, wiring: condition.wiring, frequency: frequency, voltage: voltage,
      offset: .init(voltage: 5.3, inputs: .init(-7.1, 3.3, 0.2)),
      loads: condition.wiring == .star
        ? [load(.l1, [3, 5]), load(.l2, [5, 7]), load(.l3, [3, 7])] : [load(.all, [5, 7])])
  }

  @Test(
    "of 10,000 currents, phase angles and powers 94...96 % are within 1.96 deviations",
    arguments: Trials.chosen(Condition.all, orEach: 5))
  private func coverage(condition: Condition) throws {
    var generator = SeededGenerator(seed: UInt64(condition.rate * condition.currents.upperBound))
    var shares: [String: Share] = [:]
    for stream in 0..<Self.streams {
      let trial = try RandomTrial(
        Self.scenario(condition, seed: UInt64(stream), using: &generator), seconds: Self.seconds)
      for (kind, readings) in trial.readings {
        for reading in readings {
          for line in Line.allCases {
            let (found, truth) = (reading.lines[line]!, trial.truth(line))
            let uncertainty = found.uncertainty
            shares["\(kind), current", default: Share()].add(
              found.current - truth.current, uncertainty.current)
            let turn = Phasor(magnitude: 1, degrees: try #require(found.phase) - truth.phase).degrees
            shares["\(kind), phase", default: Share()].add(turn, try #require(uncertainty.phase))
            shares["\(kind), power", default: Share()]
              .add(try #require(found.power) - truth.power, try #require(uncertainty.power))
          }
        }
      }
    }
    #expect(shares.count == 6)
    for (name, share) in shares.sorted(by: { $0.key < $1.key }) {
      #expect(share.all == 3 * Self.streams * Self.seconds)
      #expect(share.isRight, "\(condition.testDescription), \(name): \(share)")
    }
  }
}
