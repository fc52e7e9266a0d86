// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

/// Streams that no mains net makes: nothing may trap, overflow or give what is not a number.
///
/// The environment variable `P1CLAMP_STREAMS` says how many; `.ci/run` has the sanitizers see 100,000 of them.
@Suite("streams of bad shape")
struct BadShapeTests {
  static let count = Int(ProcessInfo.processInfo.environment["P1CLAMP_STREAMS"] ?? "") ?? 400
  /// A second of the lowest rate and some frames, so that a cycle is closed in each.
  static let frames = 1030

  enum Shape: CaseIterable {
    case constant, alternatingRails, whiteNoise, silence, impulse, oneCodeSquare, lateStart, sine
  }

  /// Writes one channel of a stream.
  static func fill(
    _ codes: inout [Int16], channel: Int, with shape: Shape, _ generator: inout SeededGenerator
  ) {
    let extremes: [Int16] = [.min, .max, -2048, 2047, 0, 1, -1]
    let level = extremes[Int(generator.next() % 7)]
    let half = 1 + Int(generator.next() % 60)
    let place = Int(generator.next() % UInt64(frames))
    let turn = 2 * Double.pi * Double(1 + generator.next() % 498) / 1000
    let amplitude = Double(generator.next() % 40000)
    var word: UInt64 = 0
    for frame in 0..<frames {
      let code: Int16
      switch shape {
      case .constant: code = level
      case .alternatingRails: code = frame / half % 2 == 0 ? .min : .max
      case .whiteNoise:
        word = frame % 4 == 0 ? generator.next() : word >> 16
        code = Int16(truncatingIfNeeded: word)
      case .silence: code = 0
      case .impulse: code = frame == place ? level : 0
      case .oneCodeSquare: code = frame / half % 2 == 0 ? 0 : 1
      case .lateStart: code = frame < place || frame / 10 % 2 == 1 ? 0 : level
      case .sine: code = Waves.code(amplitude * sin(turn * Double(frame)), bits: 16)
      }
      codes[frame * 4 + channel] = code
    }
  }

  /// Four channels of random shapes, into `codes`.
  static func next(_ codes: inout [Int16], _ generator: inout SeededGenerator) {
    for channel in 0..<4 {
      let shape = Shape.allCases[Int(generator.next() % UInt64(Shape.allCases.count))]
      fill(&codes, channel: channel, with: shape, &generator)
    }
  }

  static func isSound(_ reading: Reading) -> Bool {
    let numbers = [
      reading.duration, reading.frequency ?? 50, reading.voltage ?? 0, reading.totalImport,
      reading.totalExport,
    ]
    let lines = Line.allCases.compactMap { reading.lines[$0] }
    let values = lines.flatMap { (line: LineReading) -> [Double] in
      [line.current, line.fundamental, line.phase ?? 0, line.power ?? 0, line.apparentPower, line.thd ?? 0]
    }
    return (numbers + values).allSatisfy(\.isFinite) && reading.duration > 0
      && lines.allSatisfy { $0.current >= 0 }
  }

  @Test("the fixed estimator, streams from rest or from where the last one left off", arguments: 0..<6)
  func fixed(part: Int) throws {
    var generator = SeededGenerator(seed: UInt64(part) + 1)
    var codes = [Int16](repeating: 0, count: Self.frames * 4)
    let configuration = MeterConfiguration(rate: 1000, wiring: part % 2 == 0 ? .star : .delta)
    var meter = try Meter(configuration, estimator: FixedEstimator())
    var readings = 0
    for stream in 0..<Self.count / 8 {
      Self.next(&codes, &generator)
      if part < 3 {
        meter = try Meter(configuration, estimator: FixedEstimator())
      }
      meter.update(codes.span) { reading in
        readings += 1
        reading.checked()
        if !Self.isSound(reading) { Issue.record("seed \(part + 1), stream \(stream): \(reading)") }
      }
    }
    #expect(readings >= Self.count / 8)
  }

  @Test("the FFTW estimator, one stream after the other", arguments: 0..<2)
  func transformed(part: Int) throws {
    var generator = SeededGenerator(seed: UInt64(part) + 101)
    var codes = [Int16](repeating: 0, count: Self.frames * 4)
    let configuration = MeterConfiguration(rate: 1000, wiring: part % 2 == 0 ? .star : .deltaAlternative)
    var meter = try Meter(configuration, estimator: FFTWEstimator(rate: 1000, channelCount: 4))
    var readings = 0
    for stream in 0..<Self.count / 8 {
      Self.next(&codes, &generator)
      meter.update(codes.span) { reading in
        readings += 1
        reading.checked()
        if !Self.isSound(reading) { Issue.record("seed \(part + 101), stream \(stream): \(reading)") }
      }
    }
    #expect(readings >= Self.count / 8)
  }
}
