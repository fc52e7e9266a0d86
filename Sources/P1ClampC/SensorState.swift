// SPDX-License-Identifier: Apache-2.0
import CP1Clamp
import Metering
import P1Clamp
import P1Port

/// The content of the storage that C has for a sensor.
struct SensorState: ~Copyable {
  /// The mark of storage that holds a sensor.
  static let mark: UInt32 = 0x5031_434C
  /// Bytes of the mark, with which the storage begins.
  static let markSize = UInt(MemoryLayout<UInt32>.size)

  /// ``mark`` once all other members are set; the first member.
  var mark: UInt32
  /// Codes of a frame, 1...4.
  var channelCount: Int
  var sensor: Sensor<FixedEstimator>
  var clock: SampleClock
  var request: RequestLine
  /// Whether the latest reading has a voltage; true before the first.
  var isPowered: Bool
  /// The state of the indicator CS by the latest reading.
  var currentSense: IndicatorState
}

/// The time of frames, in whole milliseconds and a fraction of one.
struct SampleClock {
  /// A frame's time, 2^-48 ms, rounded up: at most 2^48.
  private let step: UInt64
  private(set) var milliseconds: UInt64 = 0
  /// 2^-48 ms.
  private var rest: UInt64 = 0

  /// The most frames that are added at a time.
  private static let most = 1 << 15

  /// The clock of frames at a rate, 1000...16000 frames/s.
  init(rate: Double) {
    // Rounded up, a whole second is never a millisecond short; the clock therefore gains less than 1 ms in 250
    // years.
    step = Elementary.fixedPoint(1000 * Elementary.reciprocal(rate), fractionBits: 48) + 1
  }

  /// Adds the time of a number of frames.
  mutating func advance(frames: Int) {
    var left = frames
    while left > 0 {
      let part = min(left, Self.most)
      rest &+= UInt64(truncatingIfNeeded: part) &* step
      milliseconds &+= rest &>> 48
      rest &= 1 &<< 48 &- 1
      left &-= part
    }
  }
}

extension UnsafeMutablePointer<p1clamp_sensor> {
  /// The storage as the state that it holds once a sensor has begun; nil where it is not aligned for that.
  var place: UnsafeMutablePointer<SensorState>? {
    guard UInt(bitPattern: self) & UInt(MemoryLayout<SensorState>.alignment &- 1) == 0 else { return nil }
    // C declares the storage as words of 64 bits, and never reads them.
    return UnsafeMutableRawPointer(self).assumingMemoryBound(to: SensorState.self)
  }

  /// The sensor that has begun in the storage; nil where none has.
  var state: UnsafeMutablePointer<SensorState>? {
    guard let place, place.pointee.mark == SensorState.mark else { return nil }
    return place
  }
}

extension UnsafePointer<p1clamp_sensor> {
  /// The sensor that has begun in the storage; nil where none has. It is only read.
  var state: UnsafeMutablePointer<SensorState>? { UnsafeMutablePointer(mutating: self).state }
}

extension p1clamp_code {
  /// The code as the functions return it.
  var status: p1clamp_status { p1clamp_status(rawValue) }
}
