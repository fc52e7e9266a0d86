// SPDX-License-Identifier: Apache-2.0
import Simulation
import CMeter
import Foundation
import Metering
import P1Clamp
import P1Port
import _GoldenVectors

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
    var sensor = try Sensor(
      configuration, estimator: FixedEstimator(rate: configuration.rate, channelCount: 4))
    var readings: [UInt8] = []
    var telegrams: [UInt8] = []
    // The firmware takes blocks of 40 frames; how a stream is split makes no difference.
    for start in stride(from: 0, to: frames.count, by: 4 * 997) {
      let block = Array(frames[start..<min(start + 4 * 997, frames.count)])
      try sensor.update(block.span) { (reading, telegram) in
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
  private var correlator = cm_correlator()
  private let configuration: cm_accumulator_config
  private var cycles = 0

  /// - Parameters:
  ///   - frames: Interleaved codes of whole seconds.
  ///   - calibration: Tells the rails.
  init(_ frames: [Int16], calibration: Calibration) {
    // What `Accumulator` and `FixedEstimator` ask for at 4000 frames/s and 50 Hz.
    configuration = cm_accumulator_config(
      format: cm_format(channels: 4, low_rail: calibration.lowestCode, high_rail: calibration.highestCode),
      periods: cm_periods_config(
        nominal_period: 80 << 16, shortest_period: UInt32(4000.0 / 70 * 65536),
        longest_period: UInt32(4000.0 / 42 * 65536), smoothing: 7, least_swing: 8))
    cm_correlator_tune(&correlator, cm_correlator_step(80 << 16))
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
    withUnsafePointer(to: configuration) { configuration in
      withUnsafePointer(to: configuration.pointee.format) { format in
        frames.withUnsafeBufferPointer { codes in
          while taken < codes.count {
            var edge = cm_edge()
            var found = false
            let block = codes.baseAddress! + taken
            let count = cm_accumulator_update(
              &accumulator, configuration, block, (codes.count - taken) / 4, &edge, &found)
            cm_correlator_update(&correlator, format, block, count)
            if found { cm_correlator_end_period(&correlator, format, &edge) }
            taken += 4 * count
          }
        }
      }
    }
  }

  private mutating func close() {
    var cycle = cm_cycle()
    cm_accumulator_close(&accumulator, &cycle)
    guard cycle.length > 0 else { return }
    var correlation = cm_correlation()
    cm_correlator_close(&correlator, &correlation)
    cycles += 1
    line("cycle", [Int64(cycles)])
    line("position", [Int64(cycle.position)])
    line("length", [Int64(cycle.length)])
    line("periods", [Int64(cycle.periods), Int64(cycle.unseen), Int64(cycle.jumps)])
    line("frames", [Int64(cycle.sums.frames)])
    line("rail", array(cycle.sums.at_rail))
    line("sums", cycle.sums.moments)
    line("start", cycle.start.moments)
    line("end", cycle.end.moments)
    line("correlated", [Int64(correlation.periods), Int64(correlation.step)])
    line("zeroth", parts(correlation.sum))
    line("first", parts(correlation.first))
    line("second", parts(correlation.second))
    line("scatter", array(correlation.scatter))
  }

  private mutating func line(_ name: String, _ moments: cm_moments) {
    line("\(name).sum", array(moments.sum))
    line("\(name).square", array(moments.square))
    let p = moments.product
    line("\(name).product", [p.0, p.1, p.2])
  }

  private func parts(_ p: (cm_complex, cm_complex, cm_complex, cm_complex)) -> [Int64] {
    [p.0, p.1, p.2, p.3].flatMap { [$0.real, $0.imaginary] }
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
