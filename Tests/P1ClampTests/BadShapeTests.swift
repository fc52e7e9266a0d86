// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

/// Streams that no mains net makes: nothing may trap, overflow or give what is not a number.
///
/// The environment variable `P1CLAMP_STREAMS` says how many; a million of them is a step of its own in `.ci/run`.
@Suite("streams of bad shape")
struct BadShapeTests {
  static let count = Int(ProcessInfo.processInfo.environment["P1CLAMP_STREAMS"] ?? "") ?? 400
  /// A second of the lowest rate and some frames, so that a cycle is closed in each.
  static let frames = 1030

  enum Shape: CaseIterable {
    case constant, alternatingRails, whiteNoise, silence, impulse, oneCodeSquare, lateStart, sine
  }

  /// One channel of a stream.
  static func channel(_ shape: Shape, _ generator: inout SeededGenerator) -> [Int16] {
    let extremes: [Int16] = [.min, .max, -2048, 2047, 0, 1, -1]
    let level = extremes.randomElement(using: &generator)!
    switch shape {
    case .constant: return .init(repeating: level, count: frames)
    case .alternatingRails:
      let half = Int.random(in: 1...60, using: &generator)
      return (0..<frames).map { $0 / half % 2 == 0 ? .min : .max }
    case .whiteNoise: return (0..<frames).map { _ in Int16.random(in: .min ... .max, using: &generator) }
    case .silence: return .init(repeating: 0, count: frames)
    case .impulse:
      let place = Int.random(in: 0..<frames, using: &generator)
      return (0..<frames).map { $0 == place ? level : 0 }
    case .oneCodeSquare:
      let half = Int.random(in: 1...40, using: &generator)
      return (0..<frames).map { $0 / half % 2 == 0 ? 0 : 1 }
    case .lateStart:
      let start = Int.random(in: 0..<frames, using: &generator)
      return (0..<frames).map { $0 < start ? 0 : ($0 / 10 % 2 == 0 ? level : 0) }
    case .sine:
      let frequency = Double.random(in: 1...499, using: &generator)
      let amplitude = Double.random(in: 0...40000, using: &generator)
      return (0..<frames).map {
        Waves.code(amplitude * sin(2 * .pi * frequency * Double($0) / 1000), bits: 16)
      }
    }
  }

  static func stream(_ generator: inout SeededGenerator) -> [Int16] {
    let channels = (0..<4).map { _ in channel(Shape.allCases.randomElement(using: &generator)!, &generator) }
    return (0..<frames).flatMap { frame in channels.map { $0[frame] } }
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

  @Test("the fixed estimator, each stream from rest and from where the last one left off", arguments: 0..<4)
  func fixed(part: Int) throws {
    var generator = SeededGenerator(seed: UInt64(part) + 1)
    let configuration = MeterConfiguration(rate: 1000, wiring: part % 2 == 0 ? .star : .delta)
    var lasting = try Meter(configuration, estimator: FixedEstimator(rate: 1000, channelCount: 4))
    var readings = 0
    for stream in 0..<Self.count / 4 {
      let codes = Self.stream(&generator)
      var fresh = try Meter(configuration, estimator: FixedEstimator(rate: 1000, channelCount: 4))
      func check(_ reading: Reading) {
        readings += 1
        if !Self.isSound(reading) { Issue.record("seed \(part + 1), stream \(stream): \(reading)") }
      }
      fresh.update(codes.span, check)
      lasting.update(codes.span, check)
    }
    #expect(readings >= Self.count / 4 * 2)
  }

  @Test("the FFTW estimator, one stream after the other", arguments: 0..<2)
  func transformed(part: Int) throws {
    var generator = SeededGenerator(seed: UInt64(part) + 101)
    let configuration = MeterConfiguration(rate: 1000, wiring: part % 2 == 0 ? .star : .deltaAlternative)
    var meter = try Meter(configuration, estimator: FFTWEstimator(rate: 1000, channelCount: 4))
    var readings = 0
    for stream in 0..<Self.count / 2 {
      meter.update(Self.stream(&generator).span) { reading in
        readings += 1
        if !Self.isSound(reading) { Issue.record("seed \(part + 101), stream \(stream): \(reading)") }
      }
    }
    #expect(readings >= Self.count / 2)
  }
}
