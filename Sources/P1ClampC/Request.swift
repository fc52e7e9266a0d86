// SPDX-License-Identifier: Apache-2.0
public import CP1Clamp
import P1Port

/// Takes the request line's level.
@c @implementation
public func p1clamp_request_level(
  _ sensor: UnsafeMutablePointer<p1clamp_sensor>!, _ is_high: Bool, _ now: UInt64
) -> p1clamp_status {
  guard let sensor else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard let state = sensor.state else { return P1CLAMP_ERROR_NOT_BEGUN.status }
  state.pointee.request.lineChanged(isHigh: is_high, at: now)
  return P1CLAMP_OK.status
}

/// Notes that a telegram is ready.
@c @implementation
public func p1clamp_request_ready(
  _ sensor: UnsafeMutablePointer<p1clamp_sensor>!, _ now: UInt64
) -> p1clamp_status {
  guard let sensor else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard let state = sensor.state else { return P1CLAMP_ERROR_NOT_BEGUN.status }
  state.pointee.request.readingCompleted(at: now)
  return P1CLAMP_OK.status
}

/// Tells a transmitter what to do.
@c @implementation
public func p1clamp_request_step(
  _ sensor: UnsafeMutablePointer<p1clamp_sensor>!, _ now: UInt64
) -> p1clamp_status {
  guard let sensor else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard let state = sensor.state else { return P1CLAMP_ERROR_NOT_BEGUN.status }
  let step =
    switch state.pointee.request.step(at: now) {
    case .wait: P1CLAMP_WAIT
    case .start: P1CLAMP_START
    case .continue: P1CLAMP_CONTINUE
    case .stop: P1CLAMP_STOP
    }
  return p1clamp_status(step.rawValue)
}

/// Notes that the last byte of a telegram has left for the line.
@c @implementation
public func p1clamp_request_sent(_ sensor: UnsafeMutablePointer<p1clamp_sensor>!) -> p1clamp_status {
  guard let sensor else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard let state = sensor.state else { return P1CLAMP_ERROR_NOT_BEGUN.status }
  state.pointee.request.telegramCompleted()
  return P1CLAMP_OK.status
}

/// Writes which indicators are lit.
@c @implementation
public func p1clamp_lights_at(
  _ sensor: UnsafePointer<p1clamp_sensor>!, _ now: UInt64, _ lights: UnsafeMutablePointer<p1clamp_lights>!
) -> p1clamp_status {
  guard let sensor, let lights else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard let state = sensor.state else { return P1CLAMP_ERROR_NOT_BEGUN.status }
  let millisecond = millisecond(now)
  lights.initialize(
    to: p1clamp_lights(
      power: state.pointee.isPowered,
      current_sense: isLit(state.pointee.currentSense, millisecond),
      port: isLit(state.pointee.request.indicator(at: now), millisecond)))
  return P1CLAMP_OK.status
}

private func isLit(_ indicator: IndicatorState, _ millisecond: Int) -> Bool {
  indicator.isLit(atMillisecond: millisecond)
}

/// A time modulo 1000 ms, the period of all blinking, without a 64-bit division.
private func millisecond(_ now: UInt64) -> Int {
  // 2^32 is 296 more than whole thousands.
  let high = UInt32(truncatingIfNeeded: now &>> 32) % 1000
  let low = UInt32(truncatingIfNeeded: now) % 1000
  return Int(truncatingIfNeeded: (high &* 296 &+ low) % 1000)
}
