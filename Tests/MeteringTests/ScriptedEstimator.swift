// SPDX-License-Identifier: Apache-2.0
import Metering

/// An estimator that finds what it is told to, and keeps what it was given.
struct ScriptedEstimator: PhasorEstimator {
  /// What an estimator was given.
  final class Log {
    var codes: [Int16] = []
    /// How many codes had come when each period ended.
    var periods: [(codes: Int, period: MainsPeriod)] = []
    var cycles: [CycleSums] = []
    var skipped = 0
  }

  let log = Log()
  private let script: (Int) -> PhasorEstimate

  var usesResonators: Bool { true }

  /// - Parameter script: What is found in a cycle, counted from 1.
  init(_ script: @escaping (Int) -> PhasorEstimate) {
    self.script = script
  }

  mutating func update(_ frames: Span<Int16>) {
    for index in frames.indices { log.codes.append(frames[index]) }
  }

  mutating func endPeriod(_ period: MainsPeriod) {
    log.periods.append((log.codes.count, period))
  }

  mutating func skip(frames: Int) {
    log.skipped += frames
  }

  mutating func estimate(_ cycle: borrowing CycleSums) -> PhasorEstimate {
    log.cycles.append(copy cycle)
    return script(log.cycles.count)
  }
}

extension PhasorEstimate {
  /// What there is in nothing.
  static let silence = PhasorEstimate(channels: .init(repeating: Fundamental()))
}
