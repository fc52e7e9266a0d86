// SPDX-License-Identifier: Apache-2.0
import Metering
public import MeteringFFTW
import Simulation

/// The result of one condition: the worst reading of each estimator.
public struct MainsResult: Sendable, Equatable {
  /// The condition that was simulated.
  public var condition: MainsCondition
  /// One an estimator, in the order of `HostEstimator.Kind.swept`.
  public var estimators: [Estimator]
  /// How far the estimators are apart.
  public var agreement = Agreement()

  /// A result without a reading.
  init(condition: MainsCondition) {
    self.condition = condition
    estimators = HostEstimator.Kind.swept.map { Estimator(kind: $0) }
  }

  /// One estimator's errors.
  public struct Estimator: Sendable, Equatable {
    /// Which one.
    public var kind: HostEstimator.Kind
    /// The largest errors.
    public var worst = Worst()
    /// Readings that counted.
    public var readings = 0
    /// Seconds without a reading, and lines without one or without a power.
    public var missing = 0
    /// Lines' readings with a direction that is not the true one.
    public var wrongDirections = 0
    /// Lines' readings with a flag that the case does not explain.
    public var falseFlags = 0
    /// Streams without a reading that carries the flags of the case.
    public var missingFlags = 0
  }

  /// The largest errors of any reading and line.
  public struct Worst: Sendable, Equatable {
    /// Of the active current, relative to the RMS current.
    public var active = 0.0
    /// Of the RMS current, relative.
    public var current = 0.0
    /// Of the frequency, Hz.
    public var frequency = 0.0
  }

  /// The largest differences between two estimators' readings of the same codes.
  public struct Agreement: Sendable, Equatable {
    /// Of the RMS and of the active current, relative to the RMS current.
    public var current = 0.0
    /// Of the phase angle, degrees.
    public var phase = 0.0
  }
}

extension MainsResult.Estimator {
  /// Adds a line's reading.
  ///
  /// - Parameters:
  ///   - reading: The reading that the line is a part of.
  ///   - truth: The current that the line carried, above 0.
  ///   - volts: The line's nominal voltage, V.
  ///   - flags: The flags that belong to the case.
  mutating func add(
    _ line: LineReading?, of reading: Reading, _ truth: TrueSignal.Mean, volts: Double, flags: Flags
  ) {
    guard let line, let power = line.power else {
      missing += 1
      return
    }
    worst.active = max(worst.active, abs(power / volts - truth.active) / truth.current)
    worst.current = max(worst.current, abs(line.current / truth.current - 1))
    // Where less than a twentieth of the current is active, indeterminate is right, too.
    let isWrong =
      switch line.direction {
      case .import: truth.active < 0
      case .export: truth.active > 0
      case .indeterminate: abs(truth.active) > 0.05 * truth.current
      }
    if isWrong { wrongDirections += 1 }
    if !line.flags.union(reading.flags).isSubset(of: flags.union(.derived)) { falseFlags += 1 }
  }

  /// Adds a reading's frequency; one that is missing is infinitely wrong.
  mutating func addFrequency(of reading: Reading, truth: Double) {
    worst.frequency = max(worst.frequency, reading.frequency.map { abs($0 - truth) } ?? .infinity)
  }
}

extension MainsResult.Agreement {
  /// Adds the readings of a stream, second by second.
  mutating func add(_ first: [Reading], _ second: [Reading], lines: [Line], volts: Double) {
    for (a, b) in zip(first, second) {
      for line in lines {
        guard let a = a.lines[line], let b = b.lines[line], a.current > 0 else { continue }
        current = max(current, abs(a.current - b.current) / a.current)
        if let x = a.power, let y = b.power { current = max(current, abs(x - y) / volts / a.current) }
        if let x = a.phase, let y = b.phase { phase = max(phase, abs((x - y).wrappedDegrees)) }
      }
    }
  }
}
