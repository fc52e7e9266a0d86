// SPDX-License-Identifier: Apache-2.0
import Metering
public import MeteringFFTW
import Simulation

/// What one condition showed: the worst reading of each estimator.
public struct MainsResult: Sendable {
  /// What was simulated.
  public var condition: MainsCondition
  /// One an estimator, in the order of `HostEstimator.Kind`.
  public var estimators: [Estimator]
  /// How far the estimators are apart.
  public var agreement = Agreement()

  /// Nothing yet.
  init(condition: MainsCondition) {
    self.condition = condition
    estimators = HostEstimator.Kind.allCases.map { Estimator(kind: $0) }
  }

  /// One estimator's errors.
  public struct Estimator: Sendable {
    /// Which one.
    public var kind: HostEstimator.Kind
    /// The largest errors.
    public var worst = Worst()
    /// Readings that counted.
    public var readings = 0
  }

  /// The largest errors of any reading and line.
  public struct Worst: Sendable, Equatable {
    /// Of the active current, relative to the RMS current.
    public var active = 0.0
    /// Of the RMS current, relative.
    public var current = 0.0
    /// Of the frequency, Hz.
    public var frequency = 0.0
    /// Lines' readings with a direction that is not the true one.
    public var wrongDirections = 0
    /// Readings and lines' readings with a flag that the case does not explain.
    public var falseFlags = 0

    /// Adds a line's reading; one that is missing or without power is infinitely wrong.
    mutating func add(
      _ reading: Reading, _ line: LineReading?, _ truth: TrueSignal.Mean, volts: Double, expected: MainsFlags
    ) {
      guard let line, let power = line.power, truth.current > 0 else {
        active = .infinity
        return
      }
      active = max(active, abs(power / volts - truth.active) / truth.current)
      current = max(current, abs(line.current / truth.current - 1))
      let isWrong =
        switch line.direction {
        case .import: truth.active < 0
        case .export: truth.active > 0
        case .indeterminate: abs(truth.active) > 0.05 * truth.current
        }
      if isWrong { wrongDirections += 1 }
      var allowed = Flags.derived.union(.overRange)
      if expected.contains(.clipped) { allowed.formUnion(.clipped) }
      if expected.contains(.dip) { allowed.formUnion(.dip) }
      if expected.contains(.jump) { allowed.formUnion(.jump) }
      if !allowed.contains(line.flags.union(reading.flags)) { falseFlags += 1 }
    }

    /// Adds a frequency; none is infinitely wrong.
    mutating func addFrequency(_ frequency: Double?, truth: Double) {
      self.frequency = max(self.frequency, frequency.map { abs($0 - truth) } ?? .infinity)
    }
  }

  /// The largest differences between two estimators' readings of the same codes.
  public struct Agreement: Sendable, Equatable {
    /// Of the RMS and of the active current, relative to the RMS current.
    public var current = 0.0
    /// Of the phase angle, degrees.
    public var phase = 0.0

    /// Adds the readings of a stream.
    mutating func add(_ first: [Reading], _ second: [Reading], lines: [Line], volts: Double) {
      if first.count != second.count { current = .infinity }
      for (a, b) in zip(first, second) {
        for line in lines {
          guard let a = a.lines[line], let b = b.lines[line], a.current > 0 else { continue }
          let powers = (a.power ?? .infinity) - (b.power ?? .infinity)
          current = max(current, abs(a.current - b.current) / a.current, abs(powers) / volts / a.current)
          if let a = a.phase, let b = b.phase {
            phase = max(phase, abs((a - b).remainder(dividingBy: 360)))
          }
        }
      }
    }
  }
}
