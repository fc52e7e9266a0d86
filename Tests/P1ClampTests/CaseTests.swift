// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Testing
import Recordings
import Simulation
import _TestSupport

/// Inputs after public reports and real recordings that estimators are wrong on: those of `../shared/cases`, where they are there.
@Suite("cases", .enabled(if: SharedMaterial.isPresent))
struct CaseTests {
  /// Readings of a file of frames, each of so many channels, 12 bits.
  static func readings(
    _ path: String, channels: Int, rate: Double = 4000, _ estimator: HostEstimator.Kind
  ) throws -> [Reading] {
    let bytes = [UInt8](try Data(contentsOf: SharedMaterial.file("cases/\(path)")))
    let codes = stride(from: 0, to: bytes.count - 1, by: 2).map {
      Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
    }
    let whole = codes.count / channels * channels
    var frames: [Int16] = []
    for start in stride(from: 0, to: whole, by: channels) {
      frames += codes[start..<start + min(channels, 2)]
    }
    return try read(frames, rate: rate, estimator)
  }

  /// Readings of a scenario's first seconds, single phase.
  static func readings(scenario path: String, seconds: Int, _ estimator: HostEstimator.Kind) throws
    -> [Reading]
  {
    let file = SharedMaterial.file("cases/\(path)/scenario.json")
    let scenario = try Scenario(json: [UInt8](Data(contentsOf: file)), file: file.path)
    return try scenario.readings(seconds, estimator: estimator)
  }

  private static func read(_ frames: [Int16], rate: Double, _ estimator: HostEstimator.Kind) throws
    -> [Reading]
  {
    let configuration = MeterConfiguration(rate: rate, channelCount: 2, wiring: .single)
    switch estimator {
    case .fixed: return try EstimatorAgreementTests.readings(frames, configuration, FixedEstimator())
    case .fftw:
      return try EstimatorAgreementTests.readings(
        frames, configuration, FFTWEstimator(rate: rate, channelCount: 2))
    }
  }

  /// What holds of every reading of every input.
  static func check(_ readings: [Reading]) {
    for reading in readings {
      for line in Line.allCases {
        guard let line = reading.lines[line] else { continue }
        #expect(line.fundamental <= line.current + 3 * line.uncertainty.current)
        if let power = line.power { #expect(line.importPower - line.exportPower == power) }
      }
    }
  }

  @Test("a frequency that slides by 0.5 Hz/s", arguments: HostEstimator.Kind.allCases)
  func ramp(estimator: HostEstimator.Kind) throws {
    let readings = try Self.readings(scenario: "rocof-fixed", seconds: Trials.count(8, or: 5), estimator)
    Self.check(readings)
    // 1 LSB of noise: 0.005 % of 10 A; the prototype's worst cycle is 0.02 %.
    #expect(readings.allSatisfy { abs($0.lines[.l1]!.power! / 2300 - 1) < 5e-4 && $0.flags.isEmpty })
  }

  @Test("5 % of ripple control while 996 W flow out", arguments: HostEstimator.Kind.allCases)
  func ripple(estimator: HostEstimator.Kind) throws {
    let readings = try Self.readings("ripple-216-5pc/in.s16le", channels: 4, estimator)
    Self.check(readings)
    for reading in readings {
      #expect(abs(reading.lines[.l1]!.power! / -996 - 1) < 1e-3 && reading.flags.isEmpty)
      #expect(abs(reading.frequency! - 50) < 1e-3 && reading.lines[.l1]!.direction == .export)
    }
  }

  @Test("a load of 0.3 s in each second, and of 0.1 s about its end", arguments: HostEstimator.Kind.allCases)
  func burst(estimator: HostEstimator.Kind) throws {
    let third = try Self.readings(scenario: "burst-second", seconds: 8, estimator).dropFirst()
    let tenth = try Self.readings("burst-at-second-end/in.s16le", channels: 4, estimator).dropFirst()
    Self.check(Array(third))
    Self.check(Array(tenth))
    // A cycle is a period shorter or longer than a second at most; its mean power is that of the second within 0.1 %.
    #expect(third.allSatisfy { abs($0.lines[.l1]!.power! / 690 - 1) < 1e-3 })
    #expect(tenth.allSatisfy { abs($0.lines[.l1]!.power! / 230 - 1) < 2e-3 })
  }

  @Test("solar that turns into import with a burst heater", arguments: HostEstimator.Kind.allCases)
  func latched(estimator: HostEstimator.Kind) throws {
    let readings = try Self.readings("latched-export/in.s16le", channels: 4, rate: 1000, estimator)
    Self.check(readings)
    #expect(readings[1...5].allSatisfy { $0.lines[.l1]!.direction == .export && $0.totalImport == 0 })
    for reading in readings.dropFirst(7) {
      #expect(reading.lines[.l1]!.direction == .import && reading.totalExport == 0)
      #expect(abs(reading.totalImport / 900 - 1) < 2e-3)
    }
  }

  @Test("a period at 40 % of the voltage while 2300 W flow out", arguments: HostEstimator.Kind.allCases)
  func dip(estimator: HostEstimator.Kind) throws {
    let readings = try Self.readings(scenario: "dip-import", seconds: 6, estimator)
    Self.check(readings)
    #expect(readings.allSatisfy { abs($0.lines[.l1]!.power! / -2300 - 1) < 5e-4 && $0.totalImport == 0 })
    #expect(readings.map { $0.flags.contains(.dip) } == [false, false, false, true, false, false])
  }

  @Test("a midpoint that settles with 1.5 s from 400 codes off", arguments: HostEstimator.Kind.allCases)
  func midpoint(estimator: HostEstimator.Kind) throws {
    let readings = try Self.readings("midpoint-settles/in.s16", channels: 2, estimator)
    Self.check(readings)
    // What moves within a period remains: 270 codes / 1.5 s x 20 ms, 3.6 codes beside 33, halved every second.
    for (second, reading) in zip(1..., readings) {
      #expect(
        abs(reading.lines[.l1]!.current - 1) < 0.03 * pow(0.52, Double(second - 1)) + 1e-3, "second \(second)"
      )
    }
  }

  @Test("0.1 A whose amplitude varies by 20 % from period to period", arguments: HostEstimator.Kind.allCases)
  func fluctuating(estimator: HostEstimator.Kind) throws {
    let readings = try Self.readings("fluctuating-small-load/in.s16", channels: 2, estimator)
    Self.check(readings)
    // 20 % over 50 periods: a second's mean varies by 3 %, the square of 1.04 by 2 % more.
    let mean = readings.reduce(0) { $0 + $1.lines[.l1]!.current } / Double(readings.count)
    #expect(abs(mean / 0.102 - 1) < 0.03)
  }

  @Test("an input that is stuck carries nothing", arguments: HostEstimator.Kind.allCases)
  func constant(estimator: HostEstimator.Kind) throws {
    for reading in try Self.readings("constant-input/in.s16", channels: 2, estimator) {
      let line = try #require(reading.lines[.l1])
      #expect(line.flags == .noSignal && line.current == 0 && line.phase == nil && line.thd == nil)
      #expect(line.direction == .indeterminate && line.power == 0)
    }
  }

  @Test("80 A, of which the converter shows 62.5 at most", arguments: HostEstimator.Kind.allCases)
  func clipped(estimator: HostEstimator.Kind) throws {
    for reading in try Self.readings("clip-80A/in.s16le", channels: 4, estimator) {
      let line = try #require(reading.lines[.l1])
      #expect(abs(line.current / 80 - 1) < 0.01 && line.flags == [.clipped, .overRange])
    }
  }

  @Test("14,000 frames/s", arguments: HostEstimator.Kind.allCases)
  func rate(estimator: HostEstimator.Kind) throws {
    let readings = try Self.readings(scenario: "f14000", seconds: Trials.count(10, or: 4), estimator)
    Self.check(readings)
    for reading in readings.dropFirst() {
      for (line, amperes, phase) in [(Line.l1, 10.0, 0.0), (.l2, 5, 30), (.l3, 2, 180)] {
        #expect(abs(reading.lines[line]!.current / amperes - 1) < 1e-3)
        #expect(difference(reading.lines[line]!.phase!, phase) < 0.05)
      }
    }
  }
}
