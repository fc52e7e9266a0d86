// SPDX-License-Identifier: Apache-2.0
import CP1Clamp
import Foundation
import Metering
import P1Clamp
import Simulation
import Testing
import _GoldenVectors
import _TestSupport

/// The functions of C against the Swift sensor.
@Suite struct GoldenTests {
  static let vectors = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Vectors")

  static func frames(_ stream: GoldenStream) throws -> [Int16] {
    let file = vectors.appendingPathComponent("\(stream.name)/scenario.json")
    let scenario = try Scenario(json: [UInt8](Data(contentsOf: file)), file: file.path)
    var source = try SimulatedSource(scenario, seconds: Double(GoldenStream.seconds), file: file.path)
    return try source.read(upTo: GoldenStream.seconds * GoldenStream.rate)
  }

  @Test(
    "a golden stream gives the golden telegrams, and the readings of the Swift sensor bit for bit",
    arguments: 0..<GoldenStream.count)
  func golden(number: Int) throws {
    let stream = try #require(GoldenStream(rawValue: number))
    let golden = Self.vectors.appendingPathComponent("\(stream.name)/telegrams")
    let codes = try Self.frames(stream)
    var sensor = try Sensor(stream.configuration, estimator: FixedEstimator())
    let table = try Table()
    let c = try CSensor {
      if stream == .delta { $0.wiring = p1clamp_wiring_delta() }
      if stream == .distorted { $0.calibration = UnsafePointer(table.pointer) }
    }
    var telegrams: [UInt8] = []
    for start in stride(from: 0, to: codes.count, by: 4 * 1000) {
      let block = codes[start..<start + 4 * 1000]
      let isComplete = sensor.update(block.span)
      #expect(c.update(block) == (isComplete ? P1CLAMP_READING : P1CLAMP_OK).status)
      guard isComplete, let reading = sensor.reading?.checked() else { continue }
      telegrams += try c.telegram()
      expectSame(c.reading, reading)
    }
    #expect(try telegrams == [UInt8](Data(contentsOf: golden)))
  }

  /// The frames of the stream `clean`.
  static let clean = Result { try frames(.clean) }

  @Test(
    "frames that are lost are told, and the sensor measures on as the Swift one does",
    arguments: [
      100, 200, 400, 4000, 80, 12_000, 4001,
    ])
  func lost(frames: Int) throws {
    let codes = try Self.clean.get()
    var sensor = try Sensor(GoldenStream.clean.configuration, estimator: FixedEstimator())
    let c = try CSensor { _ in }
    var flags: [UInt16] = []
    func compare(_ status: p1clamp_status, _ isComplete: Bool, _ reading: Reading?) {
      #expect(status == (isComplete ? P1CLAMP_READING : P1CLAMP_OK).status)
      guard isComplete, let reading = reading?.checked() else { return }
      expectSame(c.reading, reading)
      flags.append(c.reading.flags)
    }
    for start in stride(from: 0, to: 10_000, by: 100) {
      let block = codes[4 * start..<4 * (start + 100)]
      compare(c.update(block), sensor.update(block.span), sensor.reading)
    }
    compare(c.skip(frames), sensor.skip(frames: frames), sensor.reading)
    for start in stride(from: 10_000, to: 16_000, by: 100) {
      let block = codes[4 * start..<4 * (start + 100)]
      compare(c.update(block), sensor.update(block.span), sensor.reading)
    }
    #expect(c.milliseconds == UInt64(16_000 + frames) / 4)
    // Of two whole seconds before, one has lost frames, or the two at whose border they lie.
    #expect(flags.prefix(2) == [0, 0])
    #expect(flags[2] & UInt16(P1CLAMP_GAP.rawValue) != 0)
  }
}

/// Whether a reading of C has the bits of one of Swift.
func expectSame(_ c: p1clamp_reading, _ reading: Reading) {
  func same(_ a: Double, _ b: Double?, _ name: String) {
    #expect(b.map { a.bitPattern == $0.bitPattern } ?? a.isNaN, "\(name): \(a), \(b as Any)")
  }
  #expect(Int(c.cycle) == reading.cycle && c.flags == reading.flags.rawValue)
  same(c.time_seconds, reading.time, "time")
  same(c.start_seconds, reading.start, "start")
  same(c.end_seconds, reading.end, "end")
  same(c.duration_seconds, reading.duration, "duration")
  same(c.frequency_hertz, reading.frequency, "frequency")
  same(c.frequency_uncertainty_hertz, reading.frequencyUncertainty, "uncertainty")
  same(c.voltage_volts, reading.voltage, "voltage")
  same(c.power_voltage_volts, reading.powerVoltage, "power voltage")
  same(c.residual_amperes, reading.residual, "residual")
  same(c.import_watts, reading.totalImport, "import")
  same(c.export_watts, reading.totalExport, "export")
  for (c, line) in [(c.lines.0, Line.l1), (c.lines.1, .l2), (c.lines.2, .l3)] {
    #expect(c.is_present == (reading.lines[line] != nil))
    guard let reading = reading.lines[line] else { continue }
    #expect(c.flags == reading.flags.rawValue && c.direction == reading.direction.rawValue)
    #expect(c.is_measured == reading.isMeasured)
    same(c.current_amperes, reading.current, "current")
    same(c.current_uncertainty_amperes, reading.uncertainty.current, "current's")
    same(c.fundamental_amperes, reading.fundamental, "fundamental")
    same(c.phase_degrees, reading.phase, "phase")
    same(c.phase_uncertainty_degrees, reading.uncertainty.phase, "phase's")
    same(c.power_watts, reading.power, "power")
    same(c.power_uncertainty_watts, reading.uncertainty.power, "power's")
    same(c.apparent_volt_amperes, reading.apparentPower, "apparent")
    same(c.distortion, reading.thd, "thd")
  }
}
