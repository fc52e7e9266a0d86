// SPDX-License-Identifier: Apache-2.0
import CP1Clamp

/// Configures a sensor in C by the first bytes, and hands it the others as frames, losses and questions.
func callSensor(_ bytes: [UInt8]) {
  var bytes = bytes[...]
  func next() -> Int { bytes.popFirst().map(Int.init) ?? 0 }
  var config = p1clamp_config()
  p1clamp_config_default(&config)
  config.frames_per_second = [4000, 1000, 16000, 999, 3999.5, .nan, -1, .infinity][next() % 8]
  config.channels = UInt8(next() % 6)
  config.bits = UInt8(next() % 20)
  config.power_model = UInt8(next() % 6)
  config.nominal_volts = [230, 1, 999.9, 0, .nan][next() % 5]
  config.nominal_hertz = [50, 60, 45, 65, 0, .nan][next() % 6]
  config.wiring =
    [
      p1clamp_wiring_star(), p1clamp_wiring_single(), p1clamp_wiring_delta(),
      p1clamp_wiring_delta_alternative(),
      p1clamp_wiring_of(
        Int32(next()) - 128, Int32(next()) - 128, Int32(next()) - 128, Int32(next() % 5), Int32(next() % 5)),
    ][next() % 5]
  var sensor = p1clamp_sensor()
  _ = p1clamp_begin(&sensor, MemoryLayout<p1clamp_sensor>.size, &config)
  let channels = max(1, Int(config.channels))
  while !bytes.isEmpty {
    switch next() % 4 {
    case 0:
      _ = p1clamp_skip(&sensor, UInt32(next()) << UInt32(next() % 25))
    case 1:
      var reading = p1clamp_reading()
      _ = p1clamp_read(&sensor, &reading)
      var energy = p1clamp_energy()
      _ = p1clamp_energy_add(&sensor, &energy)
      var text = [UInt8](repeating: 0, count: next() * 8)
      var length = 0
      _ = p1clamp_telegram(&sensor, &text, text.count, &length)
      precondition(length <= text.count)
    case 2:
      let now = UInt64(next()) << UInt64(next() % 57)
      _ = (p1clamp_request_level(&sensor, next() % 2 == 0, now), p1clamp_request_ready(&sensor, now))
      _ = (p1clamp_request_step(&sensor, now), p1clamp_request_sent(&sensor))
    default:
      // A few frames, again and again, so that seconds pass.
      let frames = 1 + next() % 8
      let codes = (0..<frames * channels).map { _ in Int16(truncatingIfNeeded: next() << 8 | next()) }
      for _ in 0..<1 << (next() % 10) { _ = p1clamp_update(&sensor, codes, frames) }
    }
  }
}
