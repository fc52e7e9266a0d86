// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

/// What a reading says of each line.
@Suite struct MeterLineTests {
  /// How far a current of 20 different 16-bit codes a period may be off: of an amplitude of 7400 codes (10 A)
  /// rounding leaves 0.29 / 7400 / sqrt(20) of the RMS, a line through the products at the edges less than 10 ppm.
  static let tolerance = 50e-6

  @Test(
    "current, phase angle, direction and power are those that were put in",
    arguments: [-150, -90.5, -30, 0, 12, 60, 89, 91, 179.5, 180])
  func lines(phase: Double) throws {
    let reading = try #require(try Bench(currents: star(10, lagging: phase)).readings(2).last)
    #expect(abs(try #require(reading.frequency) - 50) < 1e-5 && reading.flags == [])
    #expect(abs(try #require(reading.voltage) / 230 - 1) < Self.tolerance)
    for line in Line.allCases {
      let found = try #require(reading.lines[line])
      #expect(abs(found.current / 10 - 1) < Self.tolerance)
      // From here on the estimator's phasors, which are exact but for rounding; the fundamental has a limit.
      #expect(abs(found.fundamental - min(10, found.largestFundamental)) < 1e-12)
      let error = Phasor(magnitude: 1, degrees: try #require(found.phase) - phase)
      #expect(abs(error.degrees) < 1e-10)
      #expect(found.direction == (abs(phase) < 90 ? .import : .export))
      #expect(abs(try #require(found.power) - 2300 * cos(phase * .pi / 180)) < 1e-9)
      #expect(abs(found.apparentPower - 230 * found.current) < 1e-9)
      #expect(found.isMeasured && found.flags == [])
    }
  }

  @Test("the voltage's own angle does not matter", arguments: [-135, -20, 90, 180] as [Double])
  func anyAngle(degrees: Double) throws {
    var bench = Bench(currents: star(10, lagging: 25).map { $0.rotated(degrees: degrees) })
    bench.voltage = bench.voltage.rotated(degrees: degrees)
    let reading = try #require(try bench.readings(1).last)
    for line in Line.allCases {
      #expect(abs(try #require(reading.lines[line]?.phase) - 25) < 1e-10)
    }
  }

  @Test(
    "each power model's power comes with its sign", arguments: PowerModel.allCases, [20, 160] as [Double])
  func models(model: PowerModel, phase: Double) throws {
    let reading = try #require(
      try Bench(powerModel: model, currents: star(10.4, lagging: phase)).readings(1).last)
    let magnitude: Double =
      switch model {
      case .active, .measured: 230 * 10.4 * cos(20 * .pi / 180)
      case .nominal: 230 * 10.4
      case .wholeAmperes: 2300
      }
    for line in Line.allCases {
      let power = try #require(reading.lines[line]?.power)
      #expect(abs(power / (phase < 90 ? magnitude : -magnitude) - 1) < Self.tolerance)
    }
    #expect(
      abs((phase < 90 ? reading.totalImport : reading.totalExport) / (3 * magnitude) - 1) < Self.tolerance)
    #expect((phase < 90 ? reading.totalExport : reading.totalImport) == 0)
  }

  @Test("power is the nominal voltage's, not the measured one's", arguments: [200, 230, 250] as [Double])
  func nominalVoltage(volts: Double) throws {
    var bench = Bench(currents: star(10))
    bench.voltage = Phasor(magnitude: volts, degrees: 0)
    bench.configuration.nominalVoltage = 220
    let reading = try #require(try bench.readings(1).last)
    #expect(abs(try #require(reading.voltage) / volts - 1) < Self.tolerance)
    #expect(abs(try #require(reading.lines[.l1]?.power) - 2200) < 1e-9)
  }

  @Test("a line that no clamp measures has no reading")
  func unmeasured() throws {
    let single = try #require(try Bench(.single, currents: star(10)).readings(1).last)
    #expect(single.lines[.l1] != nil && single.lines[.l2] == nil && single.lines[.l3] == nil)
    var two = Bench(currents: star(10))
    two.configuration.wiring.inputs[.input2] = nil
    let reading = try #require(try two.readings(1).last)
    #expect(reading.lines[.l2] == nil && abs(reading.totalImport - 4600) < 1e-9)
  }

  @Test("a reversed clamp, an inverted channel, and both: each turns the current round")
  func polarity() throws {
    var bench = Bench(currents: star(10, lagging: 20))
    bench.configuration.wiring.inputs[.input1] = WiringMap.Assignment(.l1, .reversed)
    bench.configuration.calibration.channels.inputs[.input2].scale *= -1
    // The bench divides by the negative scale; with this the codes are as before.
    bench.currents[.input2] = -bench.currents[.input2]
    bench.configuration.wiring.inputs[.input3] = WiringMap.Assignment(.l3, .reversed)
    bench.currents[.input3] = -bench.currents[.input3]
    let reading = try #require(try bench.readings(1).last)
    let (first, second, third) = (reading.lines[.l1]!, reading.lines[.l2]!, reading.lines[.l3]!)
    #expect(first.direction == .export && abs(first.phase! + 160) < 1e-10)
    #expect(second.direction == .export && abs(second.phase! + 160) < 1e-10)
    #expect(third.direction == .import && abs(third.phase! - 20) < 1e-10)
    #expect([first, second, third].allSatisfy { abs($0.current / 10 - 1) < Self.tolerance })
  }

  @Test("inputs are placed on the lines that the map says")
  func placement() throws {
    // L3, L1, L2 on inputs 1, 2, 3, at 3, 1 and 2 A.
    var bench = Bench(
      currents: .init(
        Phasor(magnitude: 3, degrees: 120), Phasor(magnitude: 1, degrees: 0),
        Phasor(magnitude: 2, degrees: -120)))
    bench.configuration.wiring.inputs = .init(.init(.l3), .init(.l1), .init(.l2))
    let reading = try #require(try bench.readings(1).last)
    for (line, amperes) in [(Line.l1, 1.0), (.l2, 2), (.l3, 3)] {
      #expect(
        abs(reading.lines[line]!.fundamental - min(amperes, reading.lines[line]!.largestFundamental)) < 1e-12
          && abs(reading.lines[line]!.phase!) < 1e-10)
    }
  }

  @Test("a channel that is sampled later is set right by its delay", arguments: [50e-6, 200e-6])
  func delay(delay: Double) throws {
    var bench = Bench(currents: star(10, lagging: 15))
    let late = bench.currents[.input2].rotated(degrees: 360 * 50 * delay)
    bench.currents[.input2] = late
    bench.configuration.calibration.channels.inputs[.input2].delay = delay
    let reading = try #require(try bench.readings(1).last)
    #expect(abs(try #require(reading.lines[.l2]?.phase) - 15) < 1e-10)
  }

  @Test("noise power is taken off the current and the voltage", arguments: [1, 100, 1000] as [Double])
  func noise(codes: Double) throws {
    var bench = Bench(currents: star(0.5))
    // Off nominal, so that rounding does not repeat each period.
    bench.frequency = 49.7
    bench.voltage = Phasor(magnitude: 10, degrees: 0)
    bench.noise = .init(repeating: codes)
    let scales = bench.configuration.calibration.channels
    let reading = try #require(try bench.readings(1).last)
    let current = (0.25 - codes * pow(scales.inputs[.input1].scale, 2)).squareRoot()
    let voltage = (100 - codes * pow(scales.voltage.scale, 2)).squareRoot()
    // Rounding leaves 0.29 / 262 / sqrt(1000 frames) or 35 ppm, the lines at the edges less: six of that.
    #expect(abs(reading.lines[.l1]!.current / current - 1) < 200e-6)
    #expect(abs(reading.voltage! / voltage - 1) < 200e-6)
  }

  @Test("however much noise there seems to be, 1 A is not read more than 0.05 % too low", arguments: 12...16)
  func noiseLimit(bits: Int) throws {
    var bench = Bench(currents: star(1))
    bench.frequency = 49.7
    bench.configuration.calibration = .nominal(bits: bits)
    // The converter's noise at most, 13 / 12 codes squared: of 1 A, 33 codes at 12 bits, half a thousandth.
    bench.noise = .init(repeating: 1e12)
    let current = try #require(try bench.readings(2).last?.lines[.l1]?.current)
    // At 12 bits rounding leaves 0.29 / 33 / sqrt(1000 frames) of 1 A, 0.03 %: three of that.
    #expect(current > 1 - 0.0005 - 0.001)
  }

  @Test("what is not above four standard deviations of the noise power is zero and below range")
  func belowRange() throws {
    // 20 codes RMS are 38 mA. The noise power's deviation is noise x sqrt(2 / frames) = 4.5 % of it.
    let amperes = 20 * 1.25 * 50 / 32768
    for (noise, isBelow) in [(320.0, false), (345, true), (400, true), (1e4, true)] {
      var bench = Bench(currents: star(amperes))
      bench.noise = .init(repeating: noise)
      let line = try #require(try bench.readings(2).last?.lines[.l1])
      #expect(line.flags.contains(.belowRange) == isBelow, "\(noise)")
      #expect((line.current == 0) == isBelow)
      if isBelow {
        #expect(line.fundamental == 0 && line.phase == nil && line.direction == .indeterminate)
        #expect(line.power == 0 && line.apparentPower == 0 && line.importPower == 0 && line.exportPower == 0)
      }
    }
  }

  @Test("an uncertain noise power raises the floor")
  func noiseDeviation() throws {
    let amperes = 20 * 1.25 * 50 / 32768
    for (deviation, isBelow) in [(0.1, false), (0.5, true)] {
      var bench = Bench(currents: star(amperes))
      bench.noise = .init(repeating: 200)
      bench.adjust = { $1.channels.inputs[.input1].noiseDeviation = deviation }
      let line = try #require(try bench.readings(1).last?.lines[.l1])
      #expect(line.flags.contains(.belowRange) == isBelow)
    }
  }

  @Test("an input that carries nothing at all has no signal", arguments: [0, 7, -300] as [Double])
  func noSignal(code: Double) throws {
    var bench = Bench(currents: star(10))
    bench.disturb = { $1 == 2 ? code : $2 }
    bench.adjust = { $1.channels.inputs[.input2] = Fundamental(noise: 0) }
    let reading = try #require(try bench.readings(2).last)
    let line = try #require(reading.lines[.l2])
    #expect(line.flags == .noSignal)
    #expect(line.current == 0 && line.power == 0 && line.direction == .indeterminate && line.phase == nil)
    #expect(reading.lines[.l1]?.flags == [] && reading.lines[.l3]?.flags == [])
  }

  @Test("codes at a rail flag their line, or the reading for the voltage", arguments: 0...3)
  func clipped(channel: Int) throws {
    var bench = Bench(currents: star(10))
    // One frame in the second second.
    bench.disturb = { $0 == 1500 && $1 == channel ? 1e6 : $2 }
    let readings = try bench.readings(3)
    let isFlagged = readings.map { reading in
      [reading.flags.contains(.clipped)] + Line.allCases.map { reading.lines[$0]!.flags.contains(.clipped) }
    }
    let none = [false, false, false, false]
    #expect(isFlagged == [none, (0...3).map { $0 == channel }, none])
  }

  @Test("a current above half the clamp's rating is over range", arguments: [(39.9, false), (40.1, true)])
  func overRange(amperes: Double, isOver: Bool) throws {
    let reading = try #require(try Bench(currents: star(amperes)).readings(1).last)
    for line in Line.allCases {
      #expect(reading.lines[line]?.flags == (isOver ? .overRange : []))
    }
  }

  @Test("distortion is all that is not fundamental")
  func distortion() throws {
    var bench = Bench(currents: star(10))
    // Half of the power is fundamental.
    bench.adjust = { $1.channels.inputs[.input2].square *= 0.5 }
    let reading = try #require(try bench.readings(1).last)
    #expect(reading.lines[.l1]!.thd! < 0.02)
    #expect(abs(reading.lines[.l2]!.thd! - 1) < 2 * Self.tolerance)
  }

  @Test(
    "the measured voltage makes the power that is asked for, and telegrams know it",
    arguments: [200, 230, 250] as [Double])
  func measuredVoltage(volts: Double) throws {
    var bench = Bench(powerModel: .measured, currents: star(10, lagging: 30))
    bench.voltage = Phasor(magnitude: volts, degrees: 0)
    let reading = try #require(try bench.readings(1).last)
    #expect(abs(reading.lines[.l2]!.power! / (volts * 10 * cos(30 * .pi / 180)) - 1) < 1e-9)
    #expect(reading.powerVoltage == reading.voltage)
    bench.configuration.powerModel = .active
    #expect(try #require(try bench.readings(1).last).powerVoltage == 230)
  }

  @Test(
    "a line's power is of the voltage that telegrams state, in a net without neutral too",
    arguments: [220, 230] as [Double])
  func voltageOfPowers(nominal: Double) throws {
    var bench = Bench(.delta, currents: star(10))
    bench.configuration.nominalVoltage = nominal
    let reading = try #require(try bench.readings(1).last)
    #expect(abs(try #require(reading.powerVoltage) - nominal / 3.0.squareRoot()) < 1e-9)
    bench.configuration.powerModel = .measured
    let measured = try #require(try bench.readings(1).last)
    #expect(
      abs(try #require(measured.powerVoltage) * 3.0.squareRoot() / (try #require(measured.voltage)) - 1)
        < 1e-12)
  }

  @Test(
    "an input at a rail for a whole cycle carries more than can be told, all of it import",
    arguments: [1e6, -1e6])
  func atRail(code: Double) throws {
    var bench = Bench(currents: star(10))
    bench.disturb = { $1 == 2 ? code : $2 }
    let reading = try #require(try bench.readings(2).last)
    let line = try #require(reading.lines[.l2])
    #expect(line.current == 1000 && line.thd == nil && line.flags == [.clipped, .overRange])
    #expect(line.power == nil && line.direction == .indeterminate && line.importPower == 230_000)
    #expect(line.exportPower == 0 && reading.lines[.l1]!.flags == [])
    var delta = Bench(.delta, currents: star(10))
    delta.disturb = bench.disturb
    let derived = try #require(try delta.readings(2).last?.lines[.l2])
    #expect(derived.current == 1000 && derived.flags == [.clipped, .overRange, .derived])
  }

  @Test("uncertainties are those of the noise, and of the calibration")
  func uncertainty() throws {
    var bench = Bench(currents: star(10, lagging: 60))
    bench.noise = .init(voltage: 0, inputs: .init(repeating: 100))
    let scale = bench.configuration.calibration.channels.inputs[.input1].scale
    let plain = try #require(try bench.readings(2).last?.lines[.l1]?.uncertainty)
    // 10 codes in 980 frames.
    let expected = 10 * scale / 980.0.squareRoot()
    #expect(abs(plain.current / expected - 1) < 0.03)
    #expect(abs(plain.phase! / (expected / 10 * 180 / .pi) - 1) < 0.03)
    #expect(abs(plain.power! / (230 * expected) - 1) < 0.03)
    bench.configuration.calibration.channels.inputs[.input1].gainUncertainty = 0.01
    bench.configuration.calibration.channels.inputs[.input1].leadUncertainty = 1
    let stated = try #require(try bench.readings(2).last?.lines[.l1]?.uncertainty)
    #expect(abs(stated.current / 0.1 - 1) < 0.01 && abs(stated.phase! - 1) < 0.01)
    // 1 % of 5 A and 1 degree of 8.66 A across.
    #expect(abs(stated.power! / (230 * hypot(0.05, 8.66 * .pi / 180)) - 1) < 0.01)
  }

  @Test("the voltage's uncertainties are in the power that is made of it, and not in the frequency")
  func voltageUncertainty() throws {
    var bench = Bench(powerModel: .measured, currents: star(10, lagging: 60))
    bench.noise = .init(repeating: 100)
    let plain = try #require(try bench.readings(2).last?.frequencyUncertainty)
    bench.configuration.calibration.channels.voltage.gainUncertainty = 0.02
    bench.configuration.calibration.channels.voltage.leadUncertainty = 1
    let stated = try #require(try bench.readings(2).last)
    #expect(plain > 0 && stated.frequencyUncertainty == plain)
    let line = try #require(stated.lines[.l1]?.uncertainty)
    #expect(abs(line.phase! - 1) < 0.01)
    // 2 % of 5 A and 1 degree of 8.66 A across.
    #expect(abs(line.power! / (230 * hypot(0.1, 8.66 * .pi / 180)) - 1) < 0.01)
  }
}

extension MeterLineTests {
  // Noise takes fundamentals of small currents above them: a limit at the current made those of 40 mA 0.3 % too small.
  @Test(
    "a fundamental that is found above the current is told up to two uncertainties of that",
    arguments: [(0.98, 0.98), (1.015, 1.015), (1.05, 1.02)])
  func fundamentalLimit(found: Double, told: Double) throws {
    var bench = Bench(currents: star(10))
    bench.configuration.calibration.channels.inputs[.input1].gainUncertainty = 0.01
    bench.adjust = { _, estimate in
      let fundamental = estimate.channels.inputs[.input1]
      estimate.channels.inputs[.input1].phasor = fundamental.phasor * found
      estimate.channels.inputs[.input1].square = fundamental.square * found * found
    }
    let line = try #require(try bench.readings(2).last?.lines[.l1])
    #expect(abs(line.fundamental / (10 * told) - 1) < 2 * Self.tolerance)
    #expect(line.fundamental <= line.largestFundamental)
  }
}

extension LineReading {
  /// The most that a fundamental is said to be, A.
  fileprivate var largestFundamental: Double { current + 2 * uncertainty.current }
}
