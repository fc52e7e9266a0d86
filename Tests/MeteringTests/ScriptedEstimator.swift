// SPDX-License-Identifier: Apache-2.0
import Metering

/// An estimator that finds what it is told to, and keeps what it was given.
struct ScriptedEstimator: PhasorEstimator {
  /// What an estimator was given.
  final class Log {
    var codes: [Int16] = []
    /// How many codes had come when each period ended.
    var edges: [(codes: Int, edge: PeriodEdge)] = []
    var cycles: [CycleSums] = []
    /// What was taken for the frequency where the voltage does not show it.
    var assumed: [Double] = []
  }

  let log = Log()
  private let script: (Int) -> PhasorEstimate

  /// - Parameter script: What is found in a cycle, counted from 1.
  init(_ script: @escaping (Int) -> PhasorEstimate) {
    self.script = script
  }

  mutating func update(_ frames: Span<Int16>) {
    for index in frames.indices { log.codes.append(frames[index]) }
  }

  mutating func endPeriod(at edge: PeriodEdge) {
    log.edges.append((log.codes.count, edge))
  }

  mutating func estimate(_ cycle: borrowing CycleSums, frequency: Double) -> PhasorEstimate {
    log.cycles.append(copy cycle)
    log.assumed.append(frequency)
    return script(log.cycles.count)
  }
}

extension PhasorEstimate {
  /// What there is in nothing.
  static let silence = PhasorEstimate(
    frequency: nil, phasors: .init(repeating: .zero), noise: .init(repeating: 0), noiseDeviation: 0,
    distortion: .init(repeating: nil))
}
