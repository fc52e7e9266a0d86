// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing

/// Directions over cycles: hysteresis, and what is left when the voltage is lost.
@Suite struct MeterDirectionTests {
  /// A bench whose active current is so many standard deviations in each cycle, at 10 A of reactive current.
  static func bench(_ deviations: [Double], noise: Double = 900) -> Bench {
    var bench = Bench(currents: star(10, lagging: 90))
    bench.noise = .init(voltage: 0, inputs: .init(repeating: noise))
    bench.adjust = { cycle, estimate in
      // A cycle's noise of power s^2 over n frames is s^2 / n in each component of an RMS phasor.
      let sigma = (noise / 1000).squareRoot()
      for (input, angle) in zip(Input.allCases, [0.0, -120, 120]) {
        let active = Phasor(magnitude: sigma * deviations[cycle - 1], degrees: angle)
        let phasor = estimate.channels.inputs[input].phasor
        estimate.channels.inputs[input].phasor = phasor + active
      }
    }
    return bench
  }

  @Test("a line keeps its direction within three standard deviations while its power has that sign")
  func hysteresis() throws {
    // The cycles are up to 2 % shorter than a second, the first one 20 %: 2.8 and 3.3 stay on their sides.
    let deviations = [0, 2.8, 3.3, 2, -2, 2, -3.3, -2, 2.8, 3.3]
    let expected: [Direction] = [
      .indeterminate, .indeterminate, .import, .import, .indeterminate, .indeterminate, .export, .export,
      .indeterminate, .import,
    ]
    let readings = try Self.bench(deviations).readings(deviations.count)
    for line in Line.allCases {
      #expect(readings.map { $0.lines[line]!.direction } == expected)
    }
    for reading in readings {
      let net = Line.allCases.reduce(0) { $0 + reading.lines[$1]!.power! }
      #expect(reading.totalImport - reading.totalExport == net)
    }
  }

  @Test("an uncertain voltage angle widens the margin of a reactive current")
  func voltageNoise() throws {
    var bench = Self.bench([0, 4, 4], noise: 4)
    #expect(try bench.readings(3).last?.lines[.l1]?.direction == .import)
    // The voltage's noise over its magnitude squared, times the reactive current squared: the current's own noise
    // of 4 codes squared again would double the variance; nine times that make 4 sigma 1.3.
    let voltage = 230 / bench.configuration.calibration.channels.voltage.scale
    let current = 10 / bench.configuration.calibration.channels.inputs[.input1].scale
    bench.noise.voltage = 9 * 4 * voltage * voltage / (current * current)
    #expect(try bench.readings(3).last?.lines[.l1]?.direction == .indeterminate)
  }

  @Test("without a voltage currents stay, directions and powers do not, and the flag says so")
  func lostVoltage() throws {
    var bench = Bench(currents: star(10, lagging: 20))
    // Lost in the third second, back in the fourth.
    bench.disturb = { frame, channel, code in channel == 0 && (2000..<3100).contains(frame) ? 3 : code }
    let readings = try bench.readings(6)
    #expect(readings.map { $0.frequency == nil } == [false, false, true, false, false, false])
    #expect(readings.map { $0.flags.contains(.frequencyLost) } == [false, false, true, false, false, false])
    #expect(readings.map { $0.flags.contains(.dip) } == [false, false, true, true, false, false])
    for reading in readings {
      let isLost = reading.frequency == nil
      for line in Line.allCases {
        let found = try #require(reading.lines[line])
        // Whole periods by the last known period, which is right to 0.1 %: a cycle may be 0.05 periods off, and
        // the 100 Hz of the square add 1 / (4 pi 48) of that.
        #expect(abs(found.current / 10 - 1) < (reading.flags.isEmpty ? MeterLineTests.tolerance : 200e-6))
        #expect(abs(found.apparentPower - 230 * found.current) < 1e-9)
        #expect(found.direction == (isLost ? .indeterminate : .import))
        #expect((found.power == nil) == isLost && (found.phase == nil) == isLost)
        #expect(abs(found.importPower - (isLost ? found.apparentPower : found.power!)) < 1e-9)
        #expect(found.exportPower == 0)
      }
    }
    // All of it counts as import while the direction is unknown.
    #expect(abs(readings[2].totalImport / 6900 - 1) < 200e-6 && readings[2].totalExport == 0)
  }

  @Test("a direction from before a lost voltage is forgotten")
  func forgotten() throws {
    var bench = Self.bench([10, 10, 1, 1])
    let adjust = bench.adjust
    bench.adjust = { cycle, estimate in
      adjust(cycle, &estimate)
      if cycle == 2 { estimate.channels.voltage.phasor = .zero }
    }
    let directions = try bench.readings(4).map { $0.lines[.l1]!.direction }
    #expect(directions == [.import, .indeterminate, .indeterminate, .indeterminate])
  }

  @Test("a reference that was never connected has no voltage", arguments: [0, 5] as [Double])
  func unconnected(code: Double) throws {
    var bench = Bench(currents: star(10))
    bench.disturb = { $1 == 0 ? code : $2 }
    let readings = try bench.readings(3)
    #expect(readings.count == 3)
    for reading in readings {
      #expect(reading.voltage == nil && reading.frequency == nil && reading.flags == [.frequencyLost, .dip])
      // Whole periods of the nominal frequency, which it is.
      #expect(abs(reading.lines[.l1]!.current / 10 - 1) < MeterLineTests.tolerance)
    }
  }
}
