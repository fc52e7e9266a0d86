// SPDX-License-Identifier: Apache-2.0
import Metering
import MeteringFFTW
import P1Clamp
import P1Port
import Recordings
import Simulation
import Testing
import _TestSupport

@Suite("energy of a house")
struct EnergyDayTests {
  /// A house whose loads change every so often, and whose roof feeds in more than they draw now and then.
  private static func house(seconds: Int, steps: ClosedRange<Int>) -> Scenario {
    var generator = SeededGenerator(seed: 24)
    func course(_ factors: ClosedRange<Double>) -> [Scenario.Change] {
      var changes: [Scenario.Change] = []
      var time = 0
      while time < seconds {
        changes.append(.init(time: Double(time), factor: Double.random(in: factors, using: &generator)))
        time += Int.random(in: steps, using: &generator)
      }
      return changes
    }
    return Scenario(
      rate: 1000, seed: 24, frequency: .init(49.99),
      voltage: .init(harmonics: [.init(order: 5, percent: 2.7)]),
      loads: [
        .init(.l1, current: 6, phase: 14, course: course(0.1...2)),
        .init(.l2, current: 10, phase: -8, course: course(0...1)),
        .init(.l1, current: 16, phase: 179, course: course(0...1.5)),
      ])
  }

  @Test("loads and a roof that change at whole seconds are counted as they are, both ways")
  func house() throws {
    let seconds = Trials.count(3600, or: 20)
    let scenario = Self.house(seconds: seconds, steps: 1...Trials.count(60, or: 4))
    var sensor = try Sensor(
      MeterConfiguration(rate: scenario.rate, calibration: scenario.calibration), estimator: FixedEstimator())
    var blocks = FrameBlocks(try SimulatedSource(scenario, seconds: Double(seconds)), framesPerBlock: 1000)
    var count = EnergyCount()
    var start: Double?
    while let frames = try blocks.next() {
      sensor.update(frames.span) { reading, telegram in
        start = start ?? reading.start
        count.add(reading.checked())
      }
    }
    var (imported, exported) = (0.0, 0.0)
    // A cycle ends up to a period before its second: where the sign changes there, what flows the other way in that period is
    // netted in it.
    var netted = 0.0
    var before = 0.0
    for second in 0..<seconds {
      let truth = scenario.truth(at: Double(second) + 0.5)
      let power = Line.allCases.reduce(0) { $0 + (truth[$1]?.power ?? 0) }
      // Nothing is known before the first cycle.
      let share = second == 0 ? 1 - (start ?? 0) : 1
      imported += max(0, power) * share
      exported += max(0, -power) * share
      if before * power < 0 { netted += min(abs(before), abs(power)) / 49.99 }
      before = power
    }
    let counted = [count.imported, count.exported].map { Double($0.microwattSeconds) / 1e6 }
    // And the last period is not over.
    let limit = netted + 0.025 * 5000
    #expect(abs(counted[0] - imported) < 20e-6 * imported + limit, "\(counted[0]) Ws of \(imported), seed 24")
    #expect(abs(counted[1] - exported) < 20e-6 * exported + limit, "\(counted[1]) Ws of \(exported), seed 24")
    // Of what comes in and goes out together nothing is lost but the last period.
    let net = counted[0] - counted[1]
    #expect(abs(net - (imported - exported)) < 20e-6 * (imported + exported) + 0.025 * 5000, "seed 24")
    #expect(imported > 0.1 * exported && exported > 0.1 * imported)
  }
}
