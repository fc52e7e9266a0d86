// SPDX-License-Identifier: Apache-2.0
public import CP1Clamp
import Metering
import P1Clamp

/// Writes the latest reading.
@c @implementation
public func p1clamp_read(
  _ sensor: UnsafePointer<p1clamp_sensor>!, _ reading: UnsafeMutablePointer<p1clamp_reading>!
) -> p1clamp_status {
  guard let sensor, let reading else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard let state = sensor.state else { return P1CLAMP_ERROR_NOT_BEGUN.status }
  guard state.pointee.sensor.meter.hasReading else { return P1CLAMP_ERROR_NO_READING.status }
  reading.initialize(to: p1clamp_reading())
  reading.pointee.set(state.pointee.sensor.meter.latest)
  return P1CLAMP_OK.status
}

extension p1clamp_reading {
  /// Sets the members from a reading.
  fileprivate mutating func set(_ reading: borrowing Reading) {
    time_seconds = reading.time
    start_seconds = reading.start
    end_seconds = reading.end
    duration_seconds = reading.duration
    frequency_hertz = known(reading.frequency)
    frequency_uncertainty_hertz = known(reading.frequencyUncertainty)
    voltage_volts = known(reading.voltage)
    power_voltage_volts = known(reading.powerVoltage)
    residual_amperes = known(reading.residual)
    import_watts = reading.totalImport
    export_watts = reading.totalExport
    cycle = UInt32(truncatingIfNeeded: reading.cycle)
    flags = reading.flags.rawValue
    lines.0.set(reading.lines[.l1])
    lines.1.set(reading.lines[.l2])
    lines.2.set(reading.lines[.l3])
  }
}

extension p1clamp_line {
  /// Sets the members from a line's reading; they stay zero for a line that is not measured.
  fileprivate mutating func set(_ reading: LineReading?) {
    guard let reading else { return }
    current_amperes = reading.current
    current_uncertainty_amperes = reading.uncertainty.current
    fundamental_amperes = reading.fundamental
    phase_degrees = known(reading.phase)
    phase_uncertainty_degrees = known(reading.uncertainty.phase)
    power_watts = known(reading.power)
    power_uncertainty_watts = known(reading.uncertainty.power)
    apparent_volt_amperes = reading.apparentPower
    distortion = known(reading.thd)
    flags = reading.flags.rawValue
    direction = reading.direction.rawValue
    is_present = true
    is_measured = reading.isMeasured
  }
}

/// The number; NaN where it is not known.
private func known(_ number: Double?) -> Double { number ?? .nan }
