// SPDX-License-Identifier: Apache-2.0
public import CP1Clamp
import Metering
import P1Clamp
import P1Port

/// Takes frames; returns whether they completed a reading.
@c @implementation
public func p1clamp_update(
  _ sensor: UnsafeMutablePointer<p1clamp_sensor>!, _ codes: UnsafePointer<Int16>!, _ frames: Int
) -> p1clamp_status {
  guard let sensor, codes != nil || frames == 0 else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard let state = sensor.state else { return P1CLAMP_ERROR_NOT_BEGUN.status }
  guard frames != 0 else { return P1CLAMP_OK.status }
  // Refuses more codes than memory can hold.
  let (count, overflows) = frames.multipliedReportingOverflow(by: state.pointee.channelCount)
  guard frames > 0, !overflows else { return P1CLAMP_ERROR_ARGUMENT.status }
  state.pointee.clock.advance(frames: frames)
  return completed(state.pointee.sensor.update(Span(_unsafeStart: codes, count: count)), state)
}

/// Skips frames that were lost; returns whether they completed a reading.
@c @implementation
public func p1clamp_skip(
  _ sensor: UnsafeMutablePointer<p1clamp_sensor>!, _ frames: UInt32
) -> p1clamp_status {
  guard let sensor else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard let state = sensor.state else { return P1CLAMP_ERROR_NOT_BEGUN.status }
  // One part, but where a signed word of 32 bits holds less.
  let most = UInt32(Int32.max)
  var left = frames
  var isComplete = false
  while left > 0 {
    let part = min(left, most)
    state.pointee.clock.advance(frames: Int(truncatingIfNeeded: part))
    if state.pointee.sensor.skip(frames: Int(truncatingIfNeeded: part)) { isComplete = true }
    left &-= part
  }
  return completed(isComplete, state)
}

private func completed(_ isComplete: Bool, _ state: UnsafeMutablePointer<SensorState>) -> p1clamp_status {
  guard isComplete else { return P1CLAMP_OK.status }
  // Field by field: as one argument the reading would be copied.
  state.pointee.isPowered = !state.pointee.sensor.meter.latest.flags.contains(.frequencyLost)
  state.pointee.currentSense = Indicators.currentSense(
    amperes: state.pointee.sensor.meter.latest.summedCurrent)
  return P1CLAMP_READING.status
}

/// Writes the time of the sample clock, ms.
@c @implementation
public func p1clamp_milliseconds(
  _ sensor: UnsafePointer<p1clamp_sensor>!, _ milliseconds: UnsafeMutablePointer<UInt64>!
) -> p1clamp_status {
  guard let sensor, let milliseconds else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard let state = sensor.state else { return P1CLAMP_ERROR_NOT_BEGUN.status }
  milliseconds.initialize(to: state.pointee.clock.milliseconds)
  return P1CLAMP_OK.status
}
