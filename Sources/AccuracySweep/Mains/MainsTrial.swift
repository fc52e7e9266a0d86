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
  /// - Throws: The key of the scenario that is out of its range, or the failure of a plan without memory.
  func run(isCancelled: () -> Bool) throws -> MainsResult? {
    var result = MainsResult(condition: condition)
    for (index, plain) in condition.kind.scenarios.enumerated() {
      let scenario = condition.scenario(plain, seed: SplitMix64(seed: seed, part: index).first)
      guard let readings = try readings(of: scenario, isCancelled) else { return nil }
      try compare(readings, with: scenario, in: &result)
    }
    return result
  }

  private func configuration(_ scenario: Scenario) -> MeterConfiguration {
    MeterConfiguration(
      rate: scenario.rate, calibration: scenario.calibration, wiring: scenario.wiring.map,
      nominalFrequency: 50)
  }

  /// The readings that count, one list an estimator.
  private func readings(of scenario: Scenario, _ isCancelled: () -> Bool) throws -> [[Reading]]? {
    var source = try SimulatedSource(scenario)
    let meters = try HostEstimator.Kind.swept.map { kind in
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
    let configuration = configuration(scenario)
    let volts = configuration.nominalVoltage * configuration.wiring.lineVoltageRatio
    let (lines, flags) = (scenario.wiring.lines, condition.kind.flags)
    for (index, readings) in readings.enumerated() {
      var estimator = result.estimators[index]
      var seen = Flags()
      var truth = try TrueSignal(scenario)
      for reading in readings {
        let span = reading.start * scenario.rate..<reading.end * scenario.rate
        for (line, mean) in zip(lines, truth.means(over: span)) {
          estimator.add(
            reading.lines[line], of: reading, mean, volts: volts,
            flags: flags.union(condition.kind.possibleFlags))
          seen.formUnion(reading.lines[line]?.flags ?? Flags())
        }
        seen.formUnion(reading.flags)
        if condition.kind.limits.frequency != nil {
          estimator.addFrequency(of: reading, truth: scenario.frequency.hertz)
        }
      }
      estimator.readings += readings.count
      estimator.missing += condition.kind.seconds - condition.kind.settling - readings.count
      if !flags.isSubset(of: seen) { estimator.missingFlags += 1 }
      result.estimators[index] = estimator
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
