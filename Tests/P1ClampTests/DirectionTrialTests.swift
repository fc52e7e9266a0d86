// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Simulation
import Testing
import _TestSupport

/// Directions in thousands of readings: `indeterminate` may be, the wrong one never.
@Suite("directions of many readings")
struct DirectionTrialTests {
  /// The directions of one estimator's readings, and what is wrong with them.
  private struct Count {
    var lines = 0
    var wrong = 0
    var flagged = 0
    var indeterminate = 0

    mutating func add(_ readings: [Reading], _ trial: RandomTrial) {
      for reading in readings {
        if !reading.flags.isEmpty { flagged += 1 }
        for line in Line.allCases {
          guard let found = reading.lines[line] else { continue }
          lines += 1
          if !found.flags.subtracting(.belowRange).isEmpty { flagged += 1 }
          if found.direction == .indeterminate {
            indeterminate += 1
          } else if found.direction != (trial.truth(line).power > 0 ? .import : .export) {
            wrong += 1
          }
        }
      }
    }
  }

  /// Tones of ripple control and frame rates: a class of readings each, of two estimators.
  private static let ripples: [(hertz: Double, rate: Double)] = [175.0, 216.7, 383.3].flatMap { hertz in
    [1000.0, 4000, 8000, 16_000].map { (hertz, $0) }
  }
  /// Streams of each: 12 x 2 x 21 x 20 are 10,080 readings.
  private static let streams = Trials.count(21, or: 1)
  private static let seconds = Trials.count(20, or: 2)

  @Test(
    "9 % of ripple control: no flag, and every direction right",
    arguments: Trials.chosen(Array(ripples.indices), orEach: 5))
  func ripple(index: Int) throws {
    let (hertz, rate) = Self.ripples[index]
    var generator = SeededGenerator(seed: UInt64(hertz * rate))
    var counts = HostEstimator.Kind.allCases.map { ($0, Count()) }
    for stream in 0..<Self.streams {
      let tone = Scenario.Interharmonic(
        hertz: hertz, percent: 9, phase: Double.random(in: -180...180, using: &generator))
      let (frequency, voltage) = RandomTrial.mains(interharmonics: [tone], using: &generator)
      let loads = [Scenario.Connection.l1, .l2, .l3].map { line in
        Scenario.Load(
          line, current: RandomTrial.logarithmic(0.2...30, using: &generator),
          phase: RandomTrial.phase(cosine: 0.05...1, using: &generator))
      }
      let trial = try RandomTrial(
        Scenario(rate: rate, seed: UInt64(stream) + 1, frequency: frequency, voltage: voltage, loads: loads),
        seconds: Self.seconds)
      for index in counts.indices { counts[index].1.add(trial.readings[counts[index].0]!, trial) }
    }
    for (kind, count) in counts {
      #expect(count.lines == 3 * Self.streams * Self.seconds, "\(kind)")
      // 0.2 A at a power factor of 0.05 is 0.3 codes, ten deviations at 1000 frames/s.
      #expect(count.wrong == 0 && count.flagged == 0 && count.indeterminate == 0, "\(kind): \(count)")
    }
  }

  /// Streams of ten seconds: 8 parts x 2 estimators x 63 x 10 are 10,080 readings.
  private static let smallLoads = Trials.count(63, or: 1)

  @Test(
    "10...100 mA of any power factor from 0.1, and 20 W of export among 200 VA: no direction is wrong",
    arguments: 0..<Trials.count(8, or: 2))
  func small(part: Int) throws {
    var generator = SeededGenerator(seed: UInt64(part) + 71)
    // 20 of 200 VA flow out: 95.7 degrees, either way.
    let angle = 180 - acos(0.1) * 180 / .pi
    let seconds = Trials.count(10, or: 4)
    for stream in 0..<Self.smallLoads {
      func load(_ line: Scenario.Connection) -> Scenario.Load {
        .init(
          line, current: Double.random(in: 0.01...0.1, using: &generator),
          phase: RandomTrial.phase(cosine: 0.1...1, using: &generator))
      }
      let (frequency, voltage) = RandomTrial.mains(using: &generator)
      let exporting = Scenario.Load(
        .l3, current: 200.0 / 230, phase: Bool.random(using: &generator) ? angle : -angle)
      let trial = try RandomTrial(
        Scenario(
          seed: UInt64(part * 1000 + stream), frequency: frequency, voltage: voltage,
          loads: [load(.l1), load(.l2), exporting]), seconds: seconds)
      for (kind, readings) in trial.readings {
        var count = Count()
        count.add(readings, trial)
        #expect(
          count.lines == 3 * seconds && count.wrong == 0 && count.flagged == 0, "\(kind): \(trial.scenario)")
        for reading in readings {
          #expect(reading.lines[.l3]!.direction == .export, "\(kind): \(trial.scenario)")
          for line in [Line.l1, .l2] {
            // 50 mA are 1.6 codes, of which noise in the first second hides 0.9; half of it 0.8, fifty deviations.
            let isClear = trial.truth(line).current > 0.05 && abs(trial.truth(line).power) > 0.5 * 0.05 * 230
            #expect(
              !isClear || reading.lines[line]!.direction != .indeterminate, "\(kind): \(trial.scenario)")
          }
        }
      }
    }
  }
}
