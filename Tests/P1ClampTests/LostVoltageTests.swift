// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

/// Voltages that give no reference: whoever takes them for one reads a sign that means nothing.
@Suite struct LostVoltageTests {
  /// Readings of a voltage and one current as functions of the time, V and A by s, with a code of noise.
  private func readings(
    _ seconds: Int, bits: Int = 12, _ kind: HostEstimator.Kind, voltage: (Double) -> Double,
    current: (Double) -> Double
  ) throws -> [Reading] {
    var generator = SeededGenerator(seed: 3)
    let calibration = Calibration.nominal(bits: bits)
    let scales = (calibration.channels.voltage.scale, calibration.channels.inputs[.input1].scale)
    let codes = (0..<seconds * 4000).flatMap { frame in
      let time = Double(frame) / 4000
      return [voltage(time) / scales.0, current(time) / scales.1].map {
        Waves.code($0 + Waves.gaussian(&generator), bits: bits)
      }
    }
    var meter = try Meter(
      MeterConfiguration(channelCount: 2, calibration: calibration, wiring: .single),
      estimator: kind.estimator(rate: 4000, channelCount: 2))
    var readings: [Reading] = []
    meter.update(codes.span) { readings.append($0.checked()) }
    return readings
  }

  private func sine(_ rms: Double, _ hertz: Double, _ time: Double, degrees: Double = 0) -> Double {
    rms * 2.0.squareRoot() * sin(2 * .pi * (hertz * time + degrees / 360))
  }

  @Test(
    "what a wire picks up after its voltage is lost is no reference", arguments: HostEstimator.Kind.allCases,
    [(12, 4), (12, 2), (16, 0.1), (16, 4)] as [(Int, Double)])
  func hum(kind: HostEstimator.Kind, input: (bits: Int, volts: Double)) throws {
    let readings = try readings(
      7, bits: input.bits, kind,
      voltage: { $0 < 2.5 ? sine(230, 50.02, $0) : sine(input.volts, 50.02, $0, degrees: 150) },
      current: { sine(20, 50.02, $0) })
    #expect(readings.count == 7)
    #expect(readings[..<2].allSatisfy { $0.flags.isEmpty && $0.lines[.l1]!.direction == .import })
    for reading in readings[3...] {
      #expect(reading.flags.contains(.frequencyLost))
      let line = try #require(reading.lines[.l1])
      #expect(line.direction == .indeterminate && line.power == nil && abs(line.current - 20) < 0.1)
    }
  }

  @Test("noise of 12 V is no reference", arguments: HostEstimator.Kind.allCases)
  func noise(kind: HostEstimator.Kind) throws {
    var generator = SeededGenerator(seed: 9)
    let readings = try readings(
      6, kind, voltage: { _ in 12 * Waves.gaussian(&generator) }, current: { sine(10, 50, $0) })
    #expect(readings.count >= 5)
    #expect(readings.allSatisfy { $0.flags.contains(.frequencyLost) && $0.lines[.l1]!.power == nil })
  }

  @Test(
    "a frequency that is not followed is not told as another one", arguments: HostEstimator.Kind.allCases,
    [16.7, 25, 30, 36, 38, 76, 80, 90, 100, 110, 120, 400])
  func beyond(kind: HostEstimator.Kind, hertz: Double) throws {
    let readings = try readings(
      4, kind, voltage: { sine(230, hertz, $0) }, current: { sine(10, hertz, $0) })
    #expect(readings.count == 4)
    for reading in readings.dropFirst() {
      #expect(reading.flags.contains(.frequencyLost), "\(reading.frequency ?? 0) Hz")
      #expect(reading.frequency == nil && reading.lines[.l1]!.direction == .indeterminate)
    }
  }

  @Test(
    "all frequencies of mains and generators are followed", arguments: HostEstimator.Kind.allCases,
    [42.0, 45, 47.5, 52.5, 57, 65, 70])
  func within(kind: HostEstimator.Kind, hertz: Double) throws {
    let readings = try readings(
      4, kind, voltage: { sine(230, hertz, $0) }, current: { sine(10, hertz, $0) })
    #expect(readings.count == 4)
    for reading in readings.dropFirst() {
      #expect(reading.flags.isEmpty && abs((reading.frequency ?? 0) - hertz) < 1e-2)
      #expect(abs((reading.lines[.l1]?.power ?? 0) / 2300 - 1) < 2e-3)
    }
  }
}
