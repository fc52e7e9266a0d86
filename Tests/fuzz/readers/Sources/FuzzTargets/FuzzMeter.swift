// SPDX-License-Identifier: Apache-2.0
@testable import LiveView
import Metering
import P1Clamp
import P1Port
import Recordings

/// A sensor that measures what was read, and writes its readings and telegrams.
struct FuzzMeter: ~Copyable {
  /// Frames that are measured: a second and a half of the lowest rates.
  private static let length = 1500
  /// Frames that are skipped at once.
  private static let longestGap = 1 << 16

  private var sensor: Sensor<FixedEstimator>
  private let channels: Int
  private var measured = 0
  /// The first frames, to go on with where there are no more.
  private var first: [Int16] = []

  /// A sensor for a recording; nil where it refuses the recording's calibration.
  init?(_ source: any FrameSource) {
    channels = source.channelCount
    let configuration = MeterConfiguration(
      rate: source.rate, channelCount: channels, calibration: source.calibration,
      wiring: channels == 4 ? .star : .single)
    guard let sensor = try? Sensor(configuration, estimator: FixedEstimator()) else { return nil }
    self.sensor = sensor
  }

  /// Measures frames that follow so many lost ones.
  mutating func measure(_ frames: [Int16], after lost: Int = 0) {
    if first.isEmpty { first = frames }
    guard measured < Self.length else { return }
    if lost > 0 { _ = sensor.skip(frames: min(lost, Self.longestGap)) }
    measured += frames.count / channels
    sensor.update(frames.span) { reading, telegram in
      _ = reading.json()
      _ = try? [UInt8](capacity: Telegram.maximumLength) { output throws(Telegram.Failure) in
        try telegram.write(into: &output)
      }
    }
  }

  /// Measures the first frames again, until a cycle is complete at the lowest rates.
  mutating func finish() {
    while !first.isEmpty, measured < Self.length { measure(first) }
  }
}
