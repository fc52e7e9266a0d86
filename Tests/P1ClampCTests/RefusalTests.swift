// SPDX-License-Identifier: Apache-2.0
import CP1Clamp
import P1Port
import Testing

/// Refusals of the C functions, and the state after them.
@Suite struct RefusalTests {
  /// A change of the default configuration, and what must come of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: p1clamp_code
    let change: @Sendable (inout p1clamp_config) -> Void

    init(_ name: String, _ code: p1clamp_code, _ change: @escaping @Sendable (inout p1clamp_config) -> Void) {
      (testDescription, self.code, self.change) = (name, code, change)
    }
  }

  static let cases: [Case] = [
    Case("default", P1CLAMP_OK) { _ in },
    Case("lowest rate", P1CLAMP_OK) { $0.frames_per_second = 1000 },
    Case("rate below", P1CLAMP_ERROR_RATE) { $0.frames_per_second = 999.9 },
    Case("rate above", P1CLAMP_ERROR_RATE) { $0.frames_per_second = 16000.1 },
    Case("no rate", P1CLAMP_ERROR_RATE) { $0.frames_per_second = .nan },
    Case("no channel", P1CLAMP_ERROR_CHANNELS) { $0.channels = 0 },
    Case("three channels for a star", P1CLAMP_ERROR_CHANNELS) { $0.channels = 3 },
    Case("three channels for a delta", P1CLAMP_OK) { ($0.channels, $0.wiring) = (3, p1clamp_wiring_delta()) },
    Case("five channels", P1CLAMP_ERROR_CHANNELS) { $0.channels = 5 },
    Case("two inputs on a line", P1CLAMP_ERROR_WIRING) { $0.wiring.lines = (1, 2, -1) },
    Case("line 4", P1CLAMP_ERROR_WIRING) { $0.wiring.lines = (4, 2, 1) },
    Case("line -128", P1CLAMP_ERROR_WIRING) { $0.wiring.lines = (-128, 2, 1) },
    Case("-180 degrees", P1CLAMP_ERROR_WIRING) { $0.wiring.twelfths.0 = -6 },
    Case("210 degrees", P1CLAMP_ERROR_WIRING) { $0.wiring.twelfths.2 = 7 },
    Case("11 bits", P1CLAMP_ERROR_BITS) { $0.bits = 11 },
    Case("17 bits", P1CLAMP_ERROR_BITS) { $0.bits = 17 },
    Case("44 Hz", P1CLAMP_ERROR_FREQUENCY) { $0.nominal_hertz = 44 },
    Case("0 V", P1CLAMP_ERROR_VOLTAGE) { $0.nominal_volts = 0 },
    Case("no voltage", P1CLAMP_ERROR_VOLTAGE) { $0.nominal_volts = .nan },
    Case("power model 4", P1CLAMP_ERROR_POWER_MODEL) { $0.power_model = 4 },
    Case("measured power of a star", P1CLAMP_OK) { $0.power_model = 1 },
    Case("measured power of a delta", P1CLAMP_OK) {
      ($0.power_model, $0.wiring) = (1, p1clamp_wiring_delta())
    },
    Case("measured power by two lines and a neutral", P1CLAMP_ERROR_POWER_MODEL) {
      ($0.power_model, $0.wiring) = (1, p1clamp_wiring_of(1, 2, 3, 2, 1))
      $0.wiring.has_neutral = true
    },
    Case("nominal power by two lines and a neutral", P1CLAMP_OK) {
      ($0.power_model, $0.wiring) = (2, p1clamp_wiring_of(1, 2, 3, 2, 1))
      $0.wiring.has_neutral = true
    },
    Case("no profile", P1CLAMP_ERROR_ARGUMENT) { $0.profile = nil },
    Case("no identification", P1CLAMP_ERROR_IDENTITY) { $0.identification = nil },
  ]

  @Test("a configuration begins, or is refused with its code", arguments: cases)
  func configuration(_ tried: Case) throws {
    var config = p1clamp_config.device
    tried.change(&config)
    let sensor = CSensor()
    #expect(sensor.begin(config) == tried.code.status)
    let isBegun = tried.code == P1CLAMP_OK
    #expect(sensor.skip(1) == (isBegun ? P1CLAMP_OK : P1CLAMP_ERROR_NOT_BEGUN).status)
  }

  @Test(
    "a text is refused that may not stand in a telegram",
    arguments: ["", "12345678901234567", "a b", "a/b", "ä"])
  func texts(text: String) {
    text.withCString {
      var config = p1clamp_config.device
      config.identification = $0
      #expect(CSensor().begin(config) == P1CLAMP_ERROR_IDENTITY.status)
    }
  }

  /// A change of the golden streams' table that makes it unusable.
  static let tables: [@Sendable (inout cm_calibration_data) -> Void] = [
    { $0.channels.0.scale = 0 }, { $0.channels.1.count = 9 }, { $0.channels.2.points.1.current = 131_072 },
    { $0.channels.3.points.0.gain = 0 }, { $0.channels.1.noise = -2 }, { $0.channels.1.noise = 1 << 32 },
    { $0.channels.2.points.0.current = 0 }, { $0.rating = 0 }, { ($0.low_rail, $0.high_rail) = (5, 6) },
    { ($0.low_rail, $0.high_rail) = (2047, -2048) },
  ]

  @Test("a calibration is refused that cannot be one", arguments: tables.indices)
  func calibration(index: Int) throws {
    let table = try Table()
    var config = p1clamp_config.device
    config.calibration = UnsafePointer(table.pointer)
    #expect(CSensor().begin(config) == P1CLAMP_OK.status)
    // The table has its rails: the converter's bits are not read.
    config.bits = 24
    #expect(CSensor().begin(config) == P1CLAMP_OK.status)
    Self.tables[index](&table.pointer.pointee)
    #expect(CSensor().begin(config) == P1CLAMP_ERROR_CALIBRATION.status)
  }

  @Test(
    "storage that is too small or not aligned is refused; nothing is done with a sensor that has not begun")
  func storage() throws {
    let sensor = CSensor()
    var config = p1clamp_config.device
    #expect(p1clamp_begin(sensor.storage, 8, &config) == P1CLAMP_ERROR_STORAGE.status)
    let room = UnsafeMutableRawPointer.allocate(byteCount: 2 * Int(P1CLAMP_SENSOR_SIZE), alignment: 8)
    defer { room.deallocate() }
    room.initializeMemory(as: UInt8.self, repeating: 0, count: 2 * Int(P1CLAMP_SENSOR_SIZE))
    // C may hand over any address.
    let odd = OpaquePointer(room + 4)
    let misplaced = UnsafeMutablePointer<p1clamp_sensor>(odd)
    #expect(p1clamp_begin(misplaced, Int(P1CLAMP_SENSOR_SIZE), &config) == P1CLAMP_ERROR_STORAGE.status)
    var (reading, lights, time, length) = (p1clamp_reading(), p1clamp_lights(), UInt64(7), 7)
    var energy = p1clamp_energy()
    var byte: UInt8 = 0
    let none = P1CLAMP_ERROR_NOT_BEGUN.status
    #expect(p1clamp_read(sensor.storage, &reading) == none)
    #expect(p1clamp_lights_at(sensor.storage, 0, &lights) == none)
    #expect(p1clamp_milliseconds(sensor.storage, &time) == none && time == 7)
    #expect(p1clamp_telegram(sensor.storage, &byte, 1, &length) == none && length == 0)
    #expect(p1clamp_energy_add(sensor.storage, &energy) == none)
    #expect(
      p1clamp_request_step(sensor.storage, 0) == none
        && p1clamp_request_level(sensor.storage, true, 0) == none)
    #expect(p1clamp_request_ready(sensor.storage, 0) == none && p1clamp_request_sent(sensor.storage) == none)
    #expect(p1clamp_update(sensor.storage, nil, 0) == none && p1clamp_skip(sensor.storage, 0) == none)
  }

  @Test(
    "a refused begin ends the sensor that had begun, but in storage that cannot be one",
    arguments: [(4096, false), (8, true), (4, true), (3, true), (0, true)])
  func again(size: Int, hasConfiguration: Bool) throws {
    let sensor = try CSensor { _ in }
    var config = p1clamp_config.device
    let code = hasConfiguration ? P1CLAMP_ERROR_STORAGE : P1CLAMP_ERROR_ARGUMENT
    let status = withUnsafePointer(to: &config) {
      p1clamp_begin(sensor.storage, size, hasConfiguration ? $0 : nil)
    }
    #expect(status == code.status)
    #expect(sensor.skip(1) == (size < 4 ? P1CLAMP_OK : P1CLAMP_ERROR_NOT_BEGUN).status)
  }

  @Test("a configuration that is refused ends the sensor that had begun", arguments: cases)
  func refusedAgain(_ tried: Case) throws {
    let sensor = try CSensor { _ in }
    var config = p1clamp_config.device
    tried.change(&config)
    #expect(sensor.begin(config) == tried.code.status)
    #expect(sensor.skip(1) == (tried.code == P1CLAMP_OK ? P1CLAMP_OK : P1CLAMP_ERROR_NOT_BEGUN).status)
  }

  @Test("a null pointer is refused by each function")
  func null() throws {
    let sensor = try CSensor { _ in }
    let argument = P1CLAMP_ERROR_ARGUMENT.status
    var (config, length, byte) = (p1clamp_config.device, 0, UInt8(0))
    p1clamp_config_default(nil)
    #expect(p1clamp_begin(nil, 4096, &config) == argument)
    #expect(p1clamp_begin(sensor.storage, 4096, nil) == argument)
    #expect(sensor.begin(config) == P1CLAMP_OK.status)
    #expect(p1clamp_update(nil, nil, 0) == argument && p1clamp_update(sensor.storage, nil, 1) == argument)
    #expect(p1clamp_skip(nil, 1) == argument && p1clamp_read(sensor.storage, nil) == argument)
    #expect(p1clamp_read(nil, nil) == argument && p1clamp_milliseconds(sensor.storage, nil) == argument)
    #expect(p1clamp_telegram(sensor.storage, nil, 0, &length) == argument)
    #expect(p1clamp_telegram(sensor.storage, &byte, 1, nil) == argument)
    #expect(p1clamp_energy_add(sensor.storage, nil) == argument && p1clamp_lights_at(nil, 0, nil) == argument)
    #expect(p1clamp_request_step(nil, 0) == argument && p1clamp_request_level(nil, true, 0) == argument)
    #expect(p1clamp_request_ready(nil, 0) == argument && p1clamp_request_sent(nil) == argument)
    // More codes than a size can count.
    var code: Int16 = 0
    #expect(p1clamp_update(sensor.storage, &code, .max) == argument)
    #expect(p1clamp_update(sensor.storage, &code, -1) == argument)
  }

  @Test("before the first reading there is nothing to tell, and each code has a sentence of its own")
  func nothing() throws {
    let sensor = try CSensor { _ in }
    var (reading, energy, length) = (p1clamp_reading(), p1clamp_energy(), 1)
    var text = [UInt8](repeating: 0, count: 2000)
    let none = P1CLAMP_ERROR_NO_READING.status
    #expect(
      p1clamp_read(sensor.storage, &reading) == none && p1clamp_energy_add(sensor.storage, &energy) == none)
    #expect(p1clamp_telegram(sensor.storage, &text, 2000, &length) == none && length == 0)
    let sentences = Set((-16...1).map { String(cString: p1clamp_text($0)) })
    #expect(sentences.count == 18 && !sentences.contains("unknown code"))
    for status in [Int32.min, -65_551, -257, -256, -17, 2, 127, 128, 255, 256, 65_535, .max] {
      #expect(String(cString: p1clamp_text(status)) == "unknown code", "\(status)")
    }
    #expect(
      p1clamp_version()
        == UInt32(P1CLAMP_VERSION_MAJOR * 10000 + P1CLAMP_VERSION_MINOR * 100 + P1CLAMP_VERSION_PATCH))
  }
}
