// SPDX-License-Identifier: Apache-2.0
import Metering
import MeteringFFTW
import Simulation

/// One case at one rate and wiring, measured by each estimator and compared with the true signal.
struct MainsTrial {
  let condition: MainsCondition
  let seed: UInt64

  /// Simulates and measures all streams of the case.
  ///
  /// - Parameter isCancelled: Asked once a simulated second.
  /// - Returns: The result; nil when it was cancelled.
  func run(isCancelled: () -> Bool) throws -> MainsResult? {
    var result = MainsResult(condition: condition)
    for (index, plain) in condition.kind.scenarios.enumerated() {
      var generator = SplitMix64(seed: seed, part: index)
      let scenario = condition.scenario(plain, seed: generator.next())
      guard let readings = try readings(of: scenario, isCancelled) else { return nil }
      try compare(readings, with: scenario, in: &result)
    }
    return result
  }

  private func configuration(_ scenario: Scenario) -> MeterConfiguration {
    MeterConfiguration(rate: scenario.rate, calibration: scenario.calibration, wiring: scenario.wiring.map)
  }

  /// The readings that count, one list an estimator.
  private func readings(of scenario: Scenario, _ isCancelled: () -> Bool) throws -> [[Reading]]? {
    var source = try SimulatedSource(scenario)
    let meters = try HostEstimator.Kind.allCases.map { kind in
      MainsMeter(
        try Meter(
          configuration(scenario), estimator: HostEstimator(kind, rate: scenario.rate, channelCount: 4)))
    }
    var readings = [[Reading]](repeating: [], count: meters.count)
    for _ in 0..<condition.kind.seconds {
      if isCancelled() { return nil }
      let samples = try source.read(upTo: Int(scenario.rate))
      for (index, meter) in meters.enumerated() {
        meter.update(samples) { if $0.time > Double(condition.kind.settling) { readings[index].append($0) } }
      }
    }
    return readings
  }

  private func compare(
    _ readings: [[Reading]], with scenario: Scenario, in result: inout MainsResult
  ) throws {
    let volts = configuration(scenario).lineVoltage
    let lines = scenario.wiring.lines
    for (index, readings) in readings.enumerated() {
      var truth = try TrueSignal(scenario)
      for reading in readings {
        let span = reading.start * scenario.rate..<reading.end * scenario.rate
        for (line, mean) in zip(lines, truth.means(over: span)) {
          result.estimators[index].worst.add(
            reading, reading.lines[line], mean, volts: volts, expected: condition.kind.flags)
        }
        if condition.kind.limits.frequency != nil {
          result.estimators[index].worst.addFrequency(reading.frequency, truth: scenario.frequency.hertz)
        }
      }
      result.estimators[index].readings += readings.count
    }
    result.agreement.add(readings[0], readings[1], lines: lines, volts: volts)
  }
}

/// A meter as an element of an array.
private final class MainsMeter {
  private var meter: Meter<HostEstimator>

  init(_ meter: consuming Meter<HostEstimator>) { self.meter = meter }

  func update(_ samples: [Int16], _ body: (Reading) -> Void) { meter.update(samples.span, body) }
}
