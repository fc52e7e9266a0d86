// SPDX-License-Identifier: Apache-2.0
import CP1Clamp
import Metering
import P1Port
import Testing
import _GoldenVectors
import _TestSupport

/// Telegrams, energy, request line, indicators and the clock of the functions of C.
@Suite struct OutputTests {
  /// A sensor with the first reading of the stream `clean`.
  static func measured(_ configure: (inout p1clamp_config) -> Void = { _ in }) throws -> CSensor {
    let sensor = try CSensor(configure)
    let codes = try GoldenTests.clean.get()
    #expect(sensor.update(codes[..<16_000]) == P1CLAMP_READING.status)
    return sensor
  }

  @Test("each profile is that of its name, with the time, the energy and the texts that are stated")
  func profiles() throws {
    let time = p1clamp_time(year: 2026, month: 7, day: 1, hour: 12, minute: 34, second: 56, is_summer: true)
    let energy = p1clamp_energy(
      import_watt_hours: 1_234_567, import_rest_microwatt_seconds: 3_599_999_999, export_watt_hours: 89,
      export_rest_microwatt_seconds: 0)
    let marks = ["1-3:0.2.8(40)", "0-0:96.13.1(XMX_P1CS_V05)", "1-3:0.2.8(50)", "0-0:96.1.4(50217)"]
    // The device of firmware 05 never states the time.
    let (stated, unset) = ("0-0:1.0.0(260701123456S)", "0-0:1.0.0(000101010000W)")
    let clocks = [stated, unset, stated, stated]
    for (index, profile) in p1clamp_config.profiles.enumerated() {
      let (mark, clock) = (marks[index], clocks[index])
      let sensor = try Self.measured(profile)
      let text = try String(decoding: sensor.telegram(time: time, energy: energy), as: UTF8.self)
      #expect(text.contains(mark) && text.contains(clock), "\(text)")
      #expect(
        text.contains("1-0:1.8.1(001234.567*kWh)") && text.contains("1-0:2.8.1(000000.089*kWh)"), "\(text)")
    }
    let named = try "ABC".withCString { name in
      try Self.measured {
        ($0.identification, $0.equipment, $0.version_text) = (name, name, name)
      }.telegram()
    }
    let text = String(decoding: named, as: UTF8.self)
    #expect(
      text.hasPrefix("/XMX5ABC\r\n") && text.contains("0-0:96.1.1(414243)")
        && text.contains("0-0:96.13.1(ABC)"))
  }

  @Test(
    "a telegram of the longest identity has these bytes, whatever is measured: the longest are those of csp1",
    arguments: zip(p1clamp_config.profiles, [839, 789, 783, 812]))
  func longest(profile: @Sendable (inout p1clamp_config) -> Void, count: Int) throws {
    let time = p1clamp_time(
      year: 2099, month: 12, day: 31, hour: 23, minute: 59, second: 59, is_summer: false)
    let energy = p1clamp_energy(
      import_watt_hours: 999_999_999, import_rest_microwatt_seconds: 3_599_999_999,
      export_watt_hours: 999_999_999, export_rest_microwatt_seconds: 3_599_999_999)
    try String(repeating: "Z", count: 16).withCString { text in
      try String(repeating: "Z", count: 32).withCString { equipment in
        for codes in [Int16(0), 2047, .max] {
          let sensor = try CSensor {
            profile(&$0)
            ($0.identification, $0.equipment, $0.version_text) = (text, equipment, text)
            ($0.nominal_volts, $0.power_model) = (999.9, 1)
          }
          // Nothing, much, and more than any number in a telegram holds.
          let frames = (0..<16_000).map { $0 / 4 % 80 < 40 ? codes : -codes }
          #expect(sensor.update(frames[...]) == P1CLAMP_READING.status)
          #expect(try sensor.telegram(time: time, energy: energy).count == count)
        }
      }
    }
    #expect(count <= Int(P1CLAMP_TELEGRAM_MAX) && Int(P1CLAMP_TELEGRAM_MAX) <= Telegram.maximumLength)
  }

  @Test("a second without a whole uninterrupted period has no reading, and the time of the next one shows it")
  func missing() throws {
    let sensor = try Self.measured()
    let codes = try GoldenTests.clean.get()
    #expect(sensor.reading.time_seconds == 1)
    #expect(sensor.skip(3900) == P1CLAMP_OK.status)
    // The last 25 ms of the second arrive: no period of them is whole.
    #expect(sensor.update(codes[31_600..<32_000]) == P1CLAMP_OK.status)
    #expect(sensor.reading.time_seconds == 1 && sensor.reading.flags == 0)
    #expect(sensor.update(codes[32_000..<48_000]) == P1CLAMP_READING.status)
    #expect(sensor.reading.time_seconds == 3 && sensor.reading.cycle == 2)
  }

  @Test("the texts by default are those of the Swift sensor")
  func defaults() {
    let (config, identity) = (p1clamp_config.device, Telegram.Identity())
    func expect(_ text: UnsafePointer<CChar>, _ wanted: Telegram.Text) {
      #expect(String(cString: text).utf8.elementsEqual((0..<wanted.count).map { wanted[$0] }))
    }
    expect(config.identification, identity.identification)
    expect(config.equipment, identity.equipment)
    expect(config.version_text, identity.versionText)
    #expect(config.nominal_volts == identity.nominalVoltage)
  }

  @Test(
    "a telegram is refused where there is no room, no such time, none where it is needed, or too much energy")
  func refusals() throws {
    let sensor = try Self.measured()
    let whole = try sensor.telegram().count
    var (text, length) = ([UInt8](repeating: 0, count: 2000), 1)
    #expect(
      p1clamp_telegram(sensor.storage, &text, whole - 1, &length) == P1CLAMP_ERROR_BUFFER.status)
    #expect(length == 0)
    #expect(
      p1clamp_telegram(sensor.storage, &text, whole, &length) == P1CLAMP_OK.status
        && length == whole)
    var time = p1clamp_time(year: 2026, month: 2, day: 29, hour: 0, minute: 0, second: 0, is_summer: false)
    #expect(
      p1clamp_telegram_with(sensor.storage, &time, nil, &text, 2000, &length) == P1CLAMP_ERROR_TIME.status)
    let timed = try Self.measured { $0.profile = p1clamp_profile_smr5 }
    #expect(p1clamp_telegram(timed.storage, &text, 2000, &length) == P1CLAMP_ERROR_TIME.status)
    var energy = p1clamp_energy()
    energy.import_watt_hours = 999_999_999
    #expect(p1clamp_telegram_with(sensor.storage, nil, &energy, &text, 2000, &length) == P1CLAMP_OK.status)
    energy.export_rest_microwatt_seconds = 3_600_000_000
    #expect(
      p1clamp_telegram_with(sensor.storage, nil, &energy, &text, 2000, &length) == P1CLAMP_ERROR_ENERGY.status
    )
    (energy.export_watt_hours, energy.export_rest_microwatt_seconds) = (1_000_000_000, 0)
    #expect(
      p1clamp_telegram_with(sensor.storage, nil, &energy, &text, 2000, &length) == P1CLAMP_ERROR_ENERGY.status
    )
    #expect(p1clamp_energy_add(sensor.storage, &energy) == P1CLAMP_ERROR_ENERGY.status)
  }

  @Test("energy is the power of a reading over its duration")
  func energy() throws {
    let sensor = try Self.measured()
    var energy = p1clamp_energy(
      import_watt_hours: 5, import_rest_microwatt_seconds: 3_599_999_999, export_watt_hours: 7,
      export_rest_microwatt_seconds: 9)
    #expect(p1clamp_energy_add(sensor.storage, &energy) == P1CLAMP_OK.status)
    let reading = sensor.reading
    let added = (reading.import_watts - reading.export_watts) * reading.duration_seconds * 1e6
    let found =
      Double(energy.import_watt_hours - 6) * 3.6e9 + Double(energy.import_rest_microwatt_seconds) + 1
    #expect(abs(found - added) <= 1)  // rounded to a whole one
    #expect(energy.export_watt_hours == 7 && energy.export_rest_microwatt_seconds == 9)
  }

  @Test(
    "a telegram is started where the line is high, and is broken off or finished where it falls",
    arguments: [
      false, true,
    ])
  func request(finishes: Bool) throws {
    let sensor = try CSensor { $0.finishes = finishes }
    func step(_ now: UInt64) -> Int { Int(p1clamp_request_step(sensor.storage, now)) }
    #expect(p1clamp_request_ready(sensor.storage, 10) == P1CLAMP_OK.status)
    #expect(step(10) == P1CLAMP_WAIT.rawValue)
    #expect(p1clamp_request_level(sensor.storage, true, 20) == P1CLAMP_OK.status)
    #expect(step(20) == P1CLAMP_START.rawValue && step(21) == P1CLAMP_CONTINUE.rawValue)
    _ = p1clamp_request_level(sensor.storage, false, 30)
    #expect(step(30) == (finishes ? P1CLAMP_CONTINUE : P1CLAMP_STOP).rawValue)
    #expect(p1clamp_request_sent(sensor.storage) == P1CLAMP_OK.status)
    #expect(step(31) == P1CLAMP_WAIT.rawValue)
    var lights = p1clamp_lights()
    // The line has toggled within 3 s: half a second of each second.
    #expect(p1clamp_lights_at(sensor.storage, 1400, &lights) == P1CLAMP_OK.status)
    #expect(lights.port && lights.power && !lights.current_sense)
    #expect(p1clamp_lights_at(sensor.storage, 1600, &lights) == P1CLAMP_OK.status && !lights.port)
  }

  @Test("the indicator CS is lit 25 ms of each second for every ampere")
  func lights() throws {
    let sensor = try Self.measured()
    let reading = sensor.reading
    let amperes =
      reading.lines.0.current_amperes + reading.lines.1.current_amperes + reading.lines.2.current_amperes
    var lit = 0
    for now in UInt64(1000)..<2000 {
      var lights = p1clamp_lights()
      #expect(p1clamp_lights_at(sensor.storage, now, &lights) == P1CLAMP_OK.status)
      if lights.current_sense { lit += 1 }
    }
    #expect(lit == Int(min(40, amperes) * 25))
  }

  @Test(
    "the sample clock is right at every rate, whole seconds to the millisecond",
    arguments: [
      1000.0, 3000, 4000, 7999.5, 11025, 16000,
    ])
  func clock(rate: Double) throws {
    let sensor = try CSensor { $0.frames_per_second = rate }
    var frames: UInt64 = 0
    var generator = SeededGenerator(seed: 15)
    for _ in 0..<200 {
      let lost = Int.random(in: 0...2 * Int(rate), using: &generator)
      _ = sensor.skip(lost)
      frames += UInt64(lost)
      // What is rounded up by less than a nanosecond: a whole millisecond is never missed.
      #expect(sensor.milliseconds == UInt64((Double(frames) * 1000 / rate + 1e-6).rounded(.down)))
    }
  }
}
