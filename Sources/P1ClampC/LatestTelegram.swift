// SPDX-License-Identifier: Apache-2.0
public import CP1Clamp
import Metering
import P1Clamp
import P1Port

/// Writes the latest reading's telegram without time and energy.
@c @implementation
public func p1clamp_telegram(
  _ sensor: UnsafePointer<p1clamp_sensor>!, _ text: UnsafeMutablePointer<UInt8>!, _ capacity: Int,
  _ length: UnsafeMutablePointer<Int>!
) -> p1clamp_status {
  write(sensor, .unset, EnergyCount(), text, capacity, length)
}

/// Writes the latest reading's telegram with the time and the energy that are known.
@c @implementation
public func p1clamp_telegram_with(
  _ sensor: UnsafePointer<p1clamp_sensor>!, _ time: UnsafePointer<p1clamp_time>!,
  _ energy: UnsafePointer<p1clamp_energy>!, _ text: UnsafeMutablePointer<UInt8>!, _ capacity: Int,
  _ length: UnsafeMutablePointer<Int>!
) -> p1clamp_status {
  var (stated, counted) = (TelegramTime.unset, EnergyCount())
  var refused = P1CLAMP_OK
  if let time {
    if let civil = CivilTime(time.pointee) { stated = .civil(civil) } else { refused = P1CLAMP_ERROR_TIME }
  }
  if let energy {
    if let count = EnergyCount(energy) { counted = count } else { refused = P1CLAMP_ERROR_ENERGY }
  }
  // In the order of the errors: whether there is a telegram at all comes first.
  let status = write(sensor, stated, counted, text, refused == P1CLAMP_OK ? capacity : 0, length)
  return status == P1CLAMP_ERROR_BUFFER.status && refused != P1CLAMP_OK ? refused.status : status
}

/// Writes the telegram of these parts, which are constants in the function without time and energy.
@inline(__always)
private func write(
  _ sensor: UnsafePointer<p1clamp_sensor>?, _ time: TelegramTime, _ energy: EnergyCount,
  _ text: UnsafeMutablePointer<UInt8>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> p1clamp_status {
  guard let length else { return P1CLAMP_ERROR_ARGUMENT.status }
  length.initialize(to: 0)
  guard let sensor, let text, capacity >= 0 else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard let state = sensor.state else { return P1CLAMP_ERROR_NOT_BEGUN.status }
  guard state.pointee.sensor.meter.hasReading else { return P1CLAMP_ERROR_NO_READING.status }
  let buffer = UnsafeMutableBufferPointer(start: text, count: capacity)
  var output = OutputSpan(buffer: buffer, initializedCount: 0)
  var code = P1CLAMP_OK
  do throws(Telegram.Failure) {
    try state.pointee.sensor.writeTelegram(into: &output, time: time, energy: energy)
  } catch {
    code = error == .timeUnset ? P1CLAMP_ERROR_TIME : P1CLAMP_ERROR_BUFFER
  }
  length.initialize(to: output.finalize(for: buffer))
  return code.status
}

/// Adds the latest reading to an energy.
@c @implementation
public func p1clamp_energy_add(
  _ sensor: UnsafePointer<p1clamp_sensor>!, _ energy: UnsafeMutablePointer<p1clamp_energy>!
) -> p1clamp_status {
  guard let sensor, let energy else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard let state = sensor.state else { return P1CLAMP_ERROR_NOT_BEGUN.status }
  guard state.pointee.sensor.meter.hasReading else { return P1CLAMP_ERROR_NO_READING.status }
  guard var count = EnergyCount(energy) else { return P1CLAMP_ERROR_ENERGY.status }
  count.add(state.pointee.sensor.meter.latest)
  energy.initialize(
    to: p1clamp_energy(
      import_watt_hours: count.imported.wattHours, import_rest_microwatt_seconds: count.imported.rest,
      export_watt_hours: count.exported.wattHours, export_rest_microwatt_seconds: count.exported.rest))
  return P1CLAMP_OK.status
}

extension EnergyCount {
  /// An energy from C, zero for a null pointer; nil above the registers' limit.
  fileprivate init?(_ energy: UnsafePointer<p1clamp_energy>?) {
    self.init()
    guard let energy else { return }
    guard
      let imported = Register(
        wattHours: energy.pointee.import_watt_hours,
        microwattSecondsAbove: energy.pointee.import_rest_microwatt_seconds),
      let exported = Register(
        wattHours: energy.pointee.export_watt_hours,
        microwattSecondsAbove: energy.pointee.export_rest_microwatt_seconds)
    else { return nil }
    self.init(imported: imported, exported: exported)
  }
}

extension CivilTime {
  /// A time from C; nil where there is no such time.
  fileprivate init?(_ time: p1clamp_time) {
    do throws(Failure) {
      try self.init(
        year: Int(time.year), month: Int(time.month), day: Int(time.day), hour: Int(time.hour),
        minute: Int(time.minute), second: Int(time.second), isSummer: time.is_summer)
    } catch {
      return nil
    }
  }
}
