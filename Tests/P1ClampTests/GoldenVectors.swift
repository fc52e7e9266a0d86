// SPDX-License-Identifier: Apache-2.0
import Simulation
import CMeter
import Foundation
import Metering
import P1Clamp
import P1Port
import Testing
import _GoldenVectors
import _TestSupport

/// What must come of a golden stream, made from its scenario.
struct GoldenVectors {
  /// The texts of a stream by file name.
  var texts: [String: [UInt8]] = [:]

  /// The folder with a folder for each stream.
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Vectors")

  static func file(_ stream: GoldenStream, _ name: String) -> URL {
    folder.appendingPathComponent("\(stream.name)/\(name)")
  }

  /// Simulates and measures a stream.
  init(_ stream: GoldenStream) throws {
    let file = Self.file(stream, "scenario.json")
    let scenario = try Scenario(json: [UInt8](Data(contentsOf: file)), file: file.path)
    var source = try SimulatedSource(scenario, seconds: Double(GoldenStream.seconds), file: file.path)
    let frames = try source.read(upTo: GoldenStream.seconds * GoldenStream.rate)
    precondition(source.rate == Double(GoldenStream.rate) && source.channelCount == 4)
    texts["sums"] = [UInt8](GoldenSums(frames, calibration: stream.configuration.calibration).text.utf8)
    try measure(frames, stream.configuration)
  }

  private mutating func measure(_ frames: [Int16], _ configuration: MeterConfiguration) throws {
    var sensor = try Sensor(configuration, estimator: FixedEstimator())
    var readings: [UInt8] = []
    var telegrams: [UInt8] = []
    // The firmware takes blocks of 40 frames; how a stream is split makes no difference.
    for start in stride(from: 0, to: frames.count, by: 4 * 997) {
      let block = Array(frames[start..<min(start + 4 * 997, frames.count)])
      try sensor.update(block.span) { (reading, telegram) in
        reading.checked()
        readings += [UInt8](capacity: OutputSpan<UInt8>.goldenLength) { $0.append(golden: reading) }
        telegrams += try telegram.bytes()
      }
    }
    texts["readings"] = readings
    texts["telegrams"] = telegrams
  }
}

/// The exact integers of a stream's cycles, as text.
private struct GoldenSums {
  var text = ""
  private var accumulator = cm_accumulator()
  private var configuration: cm_accumulator_config
  private var cycles = 0

  /// - Parameters:
  ///   - frames: Interleaved codes of whole seconds.
  ///   - calibration: Tells the rails.
  init(_ frames: [Int16], calibration: Calibration) {
    // What `Accumulator` asks for at 4000 frames/s and 50 Hz, and all that a cycle can sum up.
    configuration = cm_accumulator_config(
      format: cm_format(
        channels: 4, low_rail: calibration.lowestCode, high_rail: calibration.highestCode, products: true),
      loop: cm_loop_config(
        nominal_period: 80 << 16, shortest_period: UInt32(4000.0 / 70 * 65536),
        longest_period: UInt32(4000.0 / 42 * 65536), patience: 2000 << 16, least_magnitude: 2172),
      correlated: 4, apparent: true)
    var hash: UInt32 = 0x811C_9DC5
    for code in frames {
      let bits = UInt16(bitPattern: code)
      hash = (hash ^ UInt32(bits & 0xFF)) &* 0x0100_0193
      hash = (hash ^ UInt32(bits >> 8)) &* 0x0100_0193
    }
    let second = 4 * GoldenStream.rate
    for start in stride(from: 0, to: frames.count, by: second) {
      take(Array(frames[start..<start + second]))
      close()
    }
    line("stream", [Int64(frames.count / 4), Int64(hash)])
  }

  private mutating func take(_ frames: [Int16]) {
    var taken = 0
    while taken < frames.count {
      var period = cm_period()
      var hasEnded = false
      taken += frames.withUnsafeBufferPointer { codes in
        4
          * cm_accumulator_update(
            &accumulator, &configuration, codes.baseAddress! + taken, (codes.count - taken) / 4, &period,
            &hasEnded)
      }
    }
  }

  private mutating func close() {
    _ = cm_accumulator_close(&accumulator)
    let cycle = accumulator.cycle
    cm_accumulator_begin(&accumulator)
    guard cycle.periods > 0 else { return }
    cycles += 1
    line("cycle", [Int64(cycles)])
    line("start", [Int64(cycle.start)])
    line("end", [Int64(cycle.end)])
    line("length", [Int64(cycle.length)])
    line("periods", [cycle.periods, cycle.held, cycle.lost, cycle.jumps, cycle.timed].map { Int64($0) })
    line("frames", [Int64(cycle.sums.frames)])
    line("rail", array(cycle.sums.at_rail))
    line("sums", cycle.sums.moments)
    line("edges", cycle.edges)
    line("products", [cycle.products.0, cycle.products.1, cycle.products.2])
    line("crossings", cycle.crossings)
    let fundamentals = cycle.fundamentals
    channel(0, cycle.midpoints.0, cycle.courses.0, fundamentals.0)
    channel(1, cycle.midpoints.1, cycle.courses.1, fundamentals.1)
    channel(2, cycle.midpoints.2, cycle.courses.2, fundamentals.2)
    channel(3, cycle.midpoints.3, cycle.courses.3, fundamentals.3)
  }

  private mutating func channel(
    _ number: Int64, _ midpoint: Int32, _ course: cm_course, _ fundamental: cm_fundamental
  ) {
    line("channel", [number])
    line("midpoint", [Int64(midpoint)])
    line("course", course)
    line("projected", [fundamental.projected.real, fundamental.projected.imaginary])
    line("apparent", [fundamental.apparent.real, fundamental.apparent.imaginary])
    line("square", [fundamental.square])
    line(
      "scatter",
      [
        Int64(fundamental.changes_real), Int64(fundamental.changes_imaginary),
        Int64(fundamental.changes_cross),
        Int64(fundamental.changes),
      ])
  }

  private mutating func line(_ name: String, _ moments: cm_moments) {
    line("\(name).sum", array(moments.sum))
    line("\(name).square", array(moments.square))
    let p = moments.product
    line("\(name).product", [p.0, p.1, p.2])
  }

  private mutating func line(_ name: String, _ course: cm_course) {
    line(name, [course.sum, course.first, course.second])
  }

  private func array<T: FixedWidthInteger>(_ four: (T, T, T, T)) -> [Int64] {
    [four.0, four.1, four.2, four.3].map { Int64(truncatingIfNeeded: $0) }
  }

  private mutating func line(_ name: String, _ values: [Int64]) {
    text += name
    for value in values {
      let digits = String(UInt64(bitPattern: value), radix: 16)
      text += " " + String(repeating: "0", count: 16 - digits.count) + digits
    }
    text += "\n"
  }
}
