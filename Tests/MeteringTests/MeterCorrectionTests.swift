// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

/// What calibrations with errors make of readings.
@Suite struct MeterCorrectionTests {
  /// A channel's error as the bench plays it: what it shows of a true phasor.
  static func shown(_ truth: Phasor, _ channel: ChannelCalibration, hertz: Double) -> Phasor {
    let point = channel.correction.point(at: truth.magnitude)
    let turn = channel.lead + point.lead + 360 * hertz * channel.delay
    return truth.rotated(degrees: turn) * (1 / point.gain)
  }

  /// A bench whose sensor has the errors that the calibration takes out.
  static func bench(_ wiring: WiringMap, _ currents: PerInput<Phasor>, hertz: Double) throws -> Bench {
    var bench = Bench(wiring, currents: currents)
    bench.frequency = hertz
    var channels = bench.configuration.calibration.channels
    for (index, input) in Input.allCases.enumerated() {
      let number = Double(index)
      channels.inputs[input].delay = (number + 1) * 60e-6
      channels.inputs[input].lead = 0.2 * number
      channels.inputs[input].correction = try CorrectionTable([
        CorrectionPoint(current: 0.4, gain: 1.03 + 0.01 * number, lead: 3),
        CorrectionPoint(current: 4, gain: 1.02, lead: 2 - 0.4 * number),
        CorrectionPoint(current: 40, gain: 1.01 - 0.02 * number, lead: 1),
      ])
      bench.currents[input] = shown(currents[input], channels.inputs[input], hertz: hertz)
    }
    channels.voltage.lead = -0.4
    bench.voltage = shown(bench.voltage, channels.voltage, hertz: hertz)
    bench.configuration.calibration.channels = channels
    return bench
  }

  /// Rounding to 16 bits, a quarter of a code of 1.9 mA where 20 frames repeat; the look-up leaves 1e-5.
  static func tolerance(_ amperes: Double) -> Double { 5e-4 + 2e-5 * amperes }

  @Test(
    "current, angle and power are true after correction", arguments: [50, 60] as [Double],
    [0.5, 3, 17, 42])
  func star(hertz: Double, amperes: Double) throws {
    let bench = try Self.bench(.star, MeteringTests.star(amperes, lagging: 25), hertz: hertz)
    // In the first cycle the loop still settles.
    for reading in try bench.readings(3).dropFirst() {
      #expect(abs(reading.voltage! - 230) < 0.01)
      for line in Line.allCases {
        let line = try #require(reading.lines[line])
        #expect(abs(line.current - amperes) < Self.tolerance(amperes))
        #expect(abs(line.fundamental - amperes) < Self.tolerance(amperes))
        #expect(abs(line.phase! - 25) < 1e-3)
        #expect(abs(line.power! / (230 * amperes * cos(25 * .pi / 180)) - 1) < 1e-4)
      }
    }
  }

  @Test(
    "the derived line has the corrected currents, in RMS and in the fundamental",
    arguments: [50, 60] as [Double], [2, 20] as [Double])
  func derived(hertz: Double, amperes: Double) throws {
    let first = Phasor(magnitude: amperes, degrees: -10)
    let third = Phasor(magnitude: amperes * 0.7, degrees: 100)
    let bench = try Self.bench(.delta, PerInput(first, -third, .zero), hertz: hertz)
    let expected = (first + third).magnitude
    for reading in try bench.readings(3).dropFirst() {
      let line = try #require(reading.lines[.l2])
      #expect(abs(line.current - expected) < 2 * Self.tolerance(amperes))
      #expect(abs(line.fundamental - expected) < 2 * Self.tolerance(amperes))
    }
  }

  @Test("a known noise replaces what the estimator finds, and is scaled with the gain")
  func noise() throws {
    var bench = Bench(.single, currents: PerInput(Phasor(magnitude: 1, degrees: 0), .zero, .zero))
    bench.noise = .init(repeating: 0)
    let scale = bench.configuration.calibration.channels.inputs[.input1].scale
    // A hundredth of the current's power.
    bench.configuration.calibration.channels.inputs[.input1].noise = 0.01 / (scale * scale)
    bench.configuration.calibration.channels.inputs[.input1].scale *= 2
    for reading in try bench.readings(2) {
      let line = try #require(reading.lines[.l1])
      // The bench plays 1 A by the doubled scale, so the noise in it is a twenty-fifth: 0.01 x 4.
      // Rounding to 262 codes, where 20 frames repeat.
      #expect(abs(line.current - 0.96.squareRoot()) < 2e-3)
    }
  }
}
