// SPDX-License-Identifier: Apache-2.0
public import Metering
import P1Clamp
public import P1Port

/// A sensor that measures the seconds of simulated frames over and over, with the memory for its telegrams.
public final class SensorSecond<Estimator: PhasorEstimator & ~Copyable> {
  /// What it measures.
  public let frames: SimulatedFrames
  /// Bytes of the latest telegram; 0 before the first.
  public private(set) var telegramLength = 0
  private var sensor: P1Clamp.Sensor<Estimator>
  private let output: UnsafeMutableBufferPointer<UInt8>
  private var second = 0

  /// A sensor for simulated frames.
  public init(_ frames: SimulatedFrames, estimator: consuming Estimator) throws {
    self.frames = frames
    sensor = try P1Clamp.Sensor(frames.configuration, estimator: estimator)
    output = .allocate(capacity: Telegram.maximumLength)
  }

  deinit { output.deallocate() }

  /// The whole second: takes its frames, closes the cycle, composes the telegram.
  public func measure() throws(Telegram.Failure) {
    let range = frames.range(ofSecond: second)
    second += 1
    var length = 0
    let output = output
    let codes = frames.codes
    try sensor.update(codes.span.extracting(range)) { (_, telegram) throws(Telegram.Failure) in
      length = try Self.compose(telegram, output)
    }
    if length > 0 { telegramLength = length }
  }

  /// Takes all frames of a second but the last one.
  public func takeAllButLast() {
    let range = frames.range(ofSecond: second)
    let codes = frames.codes
    sensor.update(codes.span.extracting(range.dropLast(4))) { (_, _) in }
  }

  /// Takes the last frame of that second, which closes its cycle.
  public func takeLast() {
    let range = frames.range(ofSecond: second)
    second += 1
    let codes = frames.codes
    sensor.update(codes.span.extracting(range.suffix(4))) { (_, _) in }
  }

  /// Composes the telegram of the latest reading.
  public func compose() throws(Telegram.Failure) {
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
