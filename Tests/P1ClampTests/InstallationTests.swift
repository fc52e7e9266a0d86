// SPDX-License-Identifier: Apache-2.0
import Simulation
import Foundation
import Metering
import P1Clamp
import Testing
import _TestSupport

/// What an installer and a household do to the sensor.
@Suite struct InstallationTests {
  @Test("a clamp that is the wrong way round shows its line's import as export", arguments: Input.allCases)
  func reversedClamp(input: Input) throws {
    var scenario = Scenario(rate: 2000, loads: [.init(.all, current: 8, phase: 20)])
    let line = try #require(scenario.clamps[input]?.line)
    scenario.clamps[input] = .init(line, .reversed)
    let reading = try #require(try scenario.readings(1).last)
    for other in Line.allCases {
      let found = try #require(reading.lines[other])
      #expect(found.direction == (other == line ? .export : .import))
      #expect(difference(try #require(found.phase), other == line ? -160 : 20) < 0.1)
      #expect(abs(found.current / 8 - 1) < 1e-3)
    }
    // Two lines in, one out: net one line's power.
    #expect(abs(reading.totalImport / (1840 * cos(20 * .pi / 180)) - 1) < 2e-3)
  }

  @Test("a supply that is the wrong way round turns all directions")
  func reversedSupply() throws {
    var scenario = Scenario(rate: 2000, loads: [.init(.all, current: 8, phase: 20)])
    scenario.supply = scenario.supply.reversed
    let reading = try #require(try scenario.readings(1).last)
    #expect(Line.allCases.allSatisfy { reading.lines[$0]?.direction == .export })
    #expect(reading.totalImport == 0)
  }

  @Test(
    "a resistor between L1 and L2 of a delta net: ten amperes in both, nothing in L3, and all of its power",
    arguments: [Scenario.Wiring.delta, .deltaAlternative], [12, 16])
  func resistor(wiring: Scenario.Wiring, bits: Int) throws {
    let scenario = Scenario(rate: 2000, bits: bits, wiring: wiring, loads: [.init(.l1l2, current: 10)])
    for reading in try scenario.readings(3) {
      let (first, second) = (try #require(reading.lines[.l1]), try #require(reading.lines[.l2]))
      // 1 LSB of noise shows 10 A, 328 codes, to 0.007 % in a second of 2000 frames/s, the derived line to sqrt 2
      // of that.
      #expect(abs(first.current / 10 - 1) < 1e-3 && abs(second.current / 10 - 1) < 1e-3)
      // The voltage between them is 30 degrees ahead of L1's own, and 30 degrees behind the opposite of L2's.
      #expect(difference(try #require(first.phase), -30) < 0.1)
      #expect(difference(try #require(second.phase), 30) < 0.1)
      #expect(!second.isMeasured && second.flags == .derived && first.isMeasured)
      // Noise alone: at most a few codes squared of its scatter, 30 mA.
      #expect(try #require(reading.lines[.l3]).current < 0.03)
      #expect(abs(reading.totalImport / 2300 - 1) < 2e-3 && reading.totalExport == 0)
      #expect(abs(first.power! / 1150 - 1) < 4e-3 && abs(second.power! / 1150 - 1) < 4e-3)
    }
  }

  @Test("what the two clamps of a delta net cancel is nothing in the derived line", arguments: [12, 16])
  func nothingDerived(bits: Int) throws {
    let scenario = Scenario(rate: 2000, bits: bits, wiring: .delta, loads: [.init(.l3l1, current: 10)])
    for reading in try scenario.readings(3) {
      let line = try #require(reading.lines[.l2])
      // Only both clamps' noise is left, 1.5 codes; its scatter is a few hundredths of its power.
      #expect(line.current < 0.03 && !line.isMeasured && line.flags.contains(.derived))
      #expect(abs(reading.totalImport / 2300 - 1) < 2e-3)
    }
  }

  @Test("solar: one line exports what the others cover in part, and totals are net")
  func solar() throws {
    var scenario = try #require(Scenario.named("solar"))
    scenario.voltage.rms = 230
    let truth = scenario.truth()
    let reading = try #require(try scenario.readings(2).last)
    #expect(Line.allCases.map { reading.lines[$0]!.direction } == [.export, .import, .import])
    let net = truth.reduce(0) { $0 + ($1?.power ?? 0) }
    try #require(net < -500)
    #expect(reading.totalImport == 0 && abs(reading.totalExport / -net - 1) < 2e-3)
  }

  /// Mean square of a load's current between two times, with 3 A before the step and 12 A after it.
  static func meanSquare(from start: Double, to end: Double, step: Double, frequency: Double, angle: Double)
    -> Double
  {
    /// The integral of 2 cos^2(2 pi f t + angle).
    func integral(_ time: Double) -> Double {
      let turn = 2 * Double.pi * frequency
      return time + sin(2 * (turn * time + angle * .pi / 180)) / (2 * turn)
    }
    let middle = min(max(step, start), end)
    let before = 9 * (integral(middle) - integral(start))
    let after = 144 * (integral(end) - integral(middle))
    return (before + after) / (end - start)
  }

  @Test(
    "a step inside the second: the reading is the true RMS of the periods that it covers",
    arguments: Trials.chosen([1.03, 1.25, 1.5, 1.777, 1.95], [49.3, 50, 60.2], orEach: 4))
  func step(time: Double, frequency: Double) throws {
    let scenario = Scenario(
      rate: 4000, frequency: .init(frequency), voltage: .init(phase: 40),
      loads: [.init(.l1, current: 3, phase: 25, course: [.init(time: time, factor: 4)])])
    let readings = try scenario.readings(3)
    for reading in readings {
      let expected = Self.meanSquare(
        from: reading.start, to: reading.end, step: time, frequency: frequency, angle: 15)
      let found = try #require(reading.lines[.l1])
      #expect(abs(found.current / expected.squareRoot() - 1) < 5e-3, "second \(reading.time)")
    }
    #expect(readings.count == 3)
  }

  @Test("a voltage that is lost and returns: currents stay, directions go and come again")
  func lostVoltage() throws {
    let scenario = Scenario(
      rate: 2000, frequency: .init(50.3),
      voltage: .init(course: [.init(time: 2.4, factor: 0), .init(time: 4.6, factor: 1)]),
      loads: [
        .init(.l1, current: 10, phase: 10), .init(.l2, current: 6, phase: 175), .init(.l3, current: 20),
      ])
    let readings = try scenario.readings(7)
    #expect(readings.map { $0.frequency == nil } == [false, false, true, true, true, false, false])
    let expected: [(Line, Double, Direction)] = [(.l1, 10, .import), (.l2, 6, .export), (.l3, 20, .import)]
    for reading in readings {
      let isLost = reading.frequency == nil
      #expect(reading.flags.contains(.frequencyLost) == isLost && !reading.flags.contains(.jump))
      for (line, current, direction) in expected {
        let found = try #require(reading.lines[line])
        // Half a period more or less at the edge where the voltage returns is 0.2 % of a second's RMS at most.
        #expect(abs(found.current / current - 1) < (isLost ? 2e-3 : 1e-3))
        #expect(found.direction == (isLost ? .indeterminate : direction))
        #expect((found.power == nil) == isLost)
      }
      // Unknown directions count as import.
      let sum = isLost ? 230 * 36.0 : 230 * (10 * cos(10 * .pi / 180) + 6 * cos(175 * .pi / 180) + 20)
      #expect(abs(reading.totalImport / sum - 1) < 3e-3)
    }
  }

  @Test("no load: nothing is measured, nothing is sent, and no direction is invented", arguments: [12, 16])
  func noLoad(bits: Int) throws {
    let scenario = Scenario(rate: 2000, bits: bits)
    for reading in try scenario.readings(20) {
      for line in Line.allCases {
        let found = try #require(reading.lines[line])
        #expect(found.current == 0 && found.direction == .indeterminate && found.flags == .belowRange)
      }
      #expect(reading.totalImport == 0 && reading.totalExport == 0)
    }
  }
}
