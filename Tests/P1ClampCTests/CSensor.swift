// SPDX-License-Identifier: Apache-2.0
import CP1Clamp
import P1ClampC
import Testing

/// A sensor in storage of its own, as a program in C has one.
struct CSensor: ~Copyable {
  let storage = UnsafeMutablePointer<p1clamp_sensor>.allocate(capacity: 1)

  /// Storage that holds anything.
  init() {
    UnsafeMutableRawPointer(storage).initializeMemory(
      as: UInt8.self, repeating: 0xA5, count: MemoryLayout<p1clamp_sensor>.size)
  }

  /// A sensor that has begun.
  init(_ configure: (inout p1clamp_config) -> Void) throws {
    self.init()
    var config = p1clamp_config()
    p1clamp_config_default(&config)
    configure(&config)
    let status = begin(config)
    try #require(status == P1CLAMP_OK.status, "\(String(cString: p1clamp_text(status)))")
  }

  deinit { storage.deallocate() }

  func begin(_ config: p1clamp_config) -> p1clamp_status {
    withUnsafePointer(to: config) { p1clamp_begin(storage, MemoryLayout<p1clamp_sensor>.size, $0) }
  }

  func update(_ codes: ArraySlice<Int16>, channels: Int = 4) -> p1clamp_status {
    codes.withUnsafeBufferPointer { p1clamp_update(storage, $0.baseAddress, $0.count / channels) }
  }

  func skip(_ frames: Int) -> p1clamp_status { p1clamp_skip(storage, UInt32(frames)) }

  /// The telegram of the latest reading.
  func telegram(time: p1clamp_time? = nil, energy: p1clamp_energy? = nil) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: Int(P1CLAMP_TELEGRAM_MAX)) { buffer, count in
      func write(_ time: UnsafePointer<p1clamp_time>?, _ energy: UnsafePointer<p1clamp_energy>?)
        -> p1clamp_status
      {
        p1clamp_telegram_with(storage, time, energy, buffer.baseAddress, buffer.count, &count)
      }
      let status = withUnsafePointer(to: time ?? p1clamp_time()) { clock in
        withUnsafePointer(to: energy ?? p1clamp_energy()) { counted in
          write(time == nil ? nil : clock, energy == nil ? nil : counted)
        }
      }
      try #require(status == P1CLAMP_OK.status, "\(String(cString: p1clamp_text(status)))")
    }
  }

  var reading: p1clamp_reading {
    var reading = p1clamp_reading()
    #expect(p1clamp_read(storage, &reading) == P1CLAMP_OK.status)
    return reading
  }

  var milliseconds: UInt64 {
    var milliseconds: UInt64 = .max
    #expect(p1clamp_milliseconds(storage, &milliseconds) == P1CLAMP_OK.status)
    return milliseconds
  }
}

extension p1clamp_code {
  var status: p1clamp_status { p1clamp_status(rawValue) }
}

extension p1clamp_config {
  /// That of the device.
  static var device: p1clamp_config {
    var config = p1clamp_config()
    p1clamp_config_default(&config)
    return config
  }
}

extension p1clamp_config {
  /// What sets each of the profiles.
  static let profiles: [@Sendable (inout p1clamp_config) -> Void] = [
    { $0.profile = p1clamp_profile_csp1 }, { $0.profile = p1clamp_profile_csp1_v05 },
    { $0.profile = p1clamp_profile_smr5 }, { $0.profile = p1clamp_profile_emucs },
  ]
}
