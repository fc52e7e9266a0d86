// SPDX-License-Identifier: Apache-2.0
public import Metering
import P1Clamp
public import P1Port

/// A sensor with the memory for its telegrams: it measures seconds without allocating.
public struct SensorSecond<Estimator: PhasorEstimator & ~Copyable>: ~Copyable {
  private var sensor: P1Clamp.Sensor<Estimator>
  private let output: UnsafeMutableBufferPointer<UInt8>
  /// Bytes of the latest telegram.
  public private(set) var telegramLength = 0

  /// A sensor for simulated frames.
  public init(_ frames: SimulatedFrames, estimator: consuming Estimator) throws {
    sensor = try P1Clamp.Sensor(frames.configuration, estimator: estimator)
    output = .allocate(capacity: Telegram.maximumLength)
  }

  deinit { output.deallocate() }

  /// The whole second: takes its frames, closes the cycle, composes the telegram.
  public mutating func measure(_ frames: Span<Int16>) throws(Telegram.Failure) {
    var length = 0
    let output = output
    try sensor.update(frames) { (_, telegram) throws(Telegram.Failure) in
      length = try Self.compose(telegram, output)
    }
    if length > 0 { telegramLength = length }
  }

  /// Takes frames and closes the cycle that they end, if any; returns the reading's current.
  public mutating func update(_ frames: Span<Int16>) -> Double {
    sensor.update(frames) { (_, _) in }
    return sensor.reading?.lines[.l1]?.current ?? 0
  }

  /// Composes the telegram of the latest reading.
  public mutating func compose() throws(Telegram.Failure) {
    guard let reading = sensor.reading else { return }
    telegramLength = try Self.compose(sensor.telegram(of: reading), output)
  }

  private static func compose(
    _ telegram: Telegram, _ output: UnsafeMutableBufferPointer<UInt8>
  ) throws(Telegram.Failure) -> Int {
    var span = OutputSpan(buffer: output, initializedCount: 0)
    try telegram.write(into: &span)
    return span.finalize(for: output)
  }
}
