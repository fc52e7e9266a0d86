// SPDX-License-Identifier: Apache-2.0
import CP1Clamp
import P1Port
import Testing
import _TestSupport

/// The functions of C in any order, with any configuration and any frames.
@Suite struct AnyOrderTests {
  @Test("calls in any order end in a code, and a telegram that is written is whole")
  func anyOrder() throws {
    for seed in 0..<UInt64(Trials.count(500, or: 10)) {
      var generator = SeededGenerator(seed: seed)
      let sensor = CSensor()
      let table = try Table()
      var (energy, channels) = (p1clamp_energy(), 4)
      for _ in 0..<40 {
        let now = UInt64.random(in: 0...5000, using: &generator)
        var status: p1clamp_status = 0
        switch Int.random(in: 0..<11, using: &generator) {
        case 0:
          let config = Self.configuration(table, using: &generator)
          status = sensor.begin(config)
          if status == P1CLAMP_OK.status { channels = Int(config.channels) }
        case 1, 2, 3:
          let codes = Self.codes(channels: channels, using: &generator)
          status = sensor.update(codes[...], channels: channels)
        case 4: status = sensor.skip(Int.random(in: 0...40_000, using: &generator))
        case 5: status = p1clamp_request_level(sensor.storage, Bool.random(using: &generator), now)
        case 6: status = p1clamp_request_ready(sensor.storage, now)
        case 7:
          status = p1clamp_request_step(sensor.storage, now)
          #expect(status <= P1CLAMP_STOP.rawValue, "seed \(seed)")
          status = min(status, 1)
        case 8: status = p1clamp_request_sent(sensor.storage)
        case 9:
          var lights = p1clamp_lights()
          status = p1clamp_lights_at(sensor.storage, now, &lights)
          _ = p1clamp_energy_add(sensor.storage, &energy)
        default:
          status = Self.telegram(sensor, seed, using: &generator)
        }
        #expect((P1CLAMP_ERROR_ENERGY.status...P1CLAMP_READING.status).contains(status), "seed \(seed)")
      }
    }
  }

  private static func telegram(
    _ sensor: borrowing CSensor, _ seed: UInt64, using generator: inout SeededGenerator
  ) -> p1clamp_status {
    // Behind the room stands what must stay.
    let room = Int.random(in: 0...1024, using: &generator)
    var text = [UInt8](repeating: 0x5A, count: 1100)
    var (length, time) = (0, p1clamp_time())
    time.year = UInt16.random(in: 1999...2100, using: &generator)
    (time.month, time.day) = (
      UInt8.random(in: 0...13, using: &generator), UInt8.random(in: 0...32, using: &generator)
    )
    let status = p1clamp_telegram_with(sensor.storage, &time, nil, &text, room, &length)
    #expect(length <= room && (length > 0) == (status == P1CLAMP_OK.status), "seed \(seed)")
    #expect(text[room...].allSatisfy { $0 == 0x5A }, "seed \(seed)")
    guard length > 7 else { return status }
    var crc = CRC16()
    for byte in text[..<(length - 6)] { crc.update(byte) }
    let digits = String(crc.value, radix: 16, uppercase: true)
    let check = String(repeating: "0", count: 4 - digits.count) + digits
    #expect(String(decoding: text[(length - 6)..<length], as: UTF8.self) == check + "\r\n", "seed \(seed)")
    return status
  }

  /// Mostly one that can be measured.
  private static func configuration(
    _ table: Table, using generator: inout SeededGenerator
  ) -> p1clamp_config {
    func isOdd() -> Bool { Int.random(in: 0..<20, using: &generator) == 0 }
    var config = p1clamp_config.device
    config.frames_per_second = isOdd() ? .infinity : Double.random(in: 990...16010, using: &generator)
    config.nominal_hertz = Double.random(in: 44.5...65.5, using: &generator)
    if isOdd() { config.nominal_volts = -.infinity }
    p1clamp_config.profiles[Int.random(in: 0..<4, using: &generator)](&config)
    func line() -> Int8 { Int8.random(in: -3...3, using: &generator) }
    if Bool.random(using: &generator) { config.wiring.lines = (line(), line(), line()) }
    func angle() -> Int8 {
      isOdd() ? Int8.random(in: -128...127, using: &generator) : Int8.random(in: -5...6, using: &generator)
    }
    config.wiring.twelfths = (angle(), angle(), angle())
    config.wiring.has_neutral = Bool.random(using: &generator)
    config.channels =
      isOdd() ? UInt8.random(in: 0...255, using: &generator) : UInt8.random(in: 1...4, using: &generator)
    config.bits = UInt8.random(in: 12...16, using: &generator)
    config.power_model = UInt8.random(in: 0...4, using: &generator)
    config.finishes = Bool.random(using: &generator)
    if Bool.random(using: &generator) {
      // Any bits: most of these tables cannot be one.
      withUnsafeMutableBytes(of: &table.pointer.pointee) { bytes in
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^=
          1 << UInt8.random(in: 0..<8, using: &generator)
      }
      config.calibration = UnsafePointer(table.pointer)
    }
    return config
  }

  /// Frames of a sine, of one code, or of any codes.
  private static func codes(channels: Int, using generator: inout SeededGenerator) -> [Int16] {
    let count = channels * Int.random(in: 0...2000, using: &generator)
    switch Int.random(in: 0..<4, using: &generator) {
    case 0:
      let bits = UInt64(Int.random(in: 1...16, using: &generator))
      return (0..<count).map { _ in
        Int16(truncatingIfNeeded: Int64(bitPattern: generator.next()) >> Int64(64 - bits))
      }
    case 1: return [Int16](repeating: Int16(truncatingIfNeeded: generator.next()), count: count)
    default: return (0..<count).map { [0, 1200, 0, -1200][($0 / channels / 20) % 4] }
    }
  }
}
