// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing

/// Nets without neutral: the derived line and the virtual neutral.
@Suite struct MeterDeltaTests {
  /// A bench on which the lines carry these currents, in phasors against V1.
  static func bench(_ wiring: WiringMap, lines: (l1: Phasor, l3: Phasor)) -> Bench {
    var bench = Bench(wiring)
    // Option 1 has V1 - V2 for a reference, 30 degrees ahead of V1; option 2 V3 - V2, 90 degrees ahead.
    bench.voltage = Phasor(magnitude: 230, degrees: wiring == .delta ? 30 : 90)
    bench.currents =
      wiring == .delta
      ? PerInput(lines.l1, -lines.l3, .zero) : PerInput(lines.l3, .zero, -lines.l1)
    return bench
  }

  @Test(
    "the line without a clamp carries minus the sum of the others",
    arguments: [WiringMap.delta, .deltaAlternative],
    [0, 70, 180, -100] as [Double])
  func derived(wiring: WiringMap, angle: Double) throws {
    let lines = (l1: Phasor(magnitude: 10, degrees: -25), l3: Phasor(magnitude: 7, degrees: angle))
    let second = -(lines.l1 + lines.l3)
    let reading = try #require(try Self.bench(wiring, lines: lines).readings(2).last)
    let line = try #require(reading.lines[.l2])
    // Each product is right to 50 ppm of 100 A squared or less.
    #expect(abs(line.current * line.current - second.square) < 4 * MeterLineTests.tolerance * 100)
    // Rounding in sums of 100 A squared; no more than the current, two of its uncertainties added.
    let limit = line.current + 2 * line.uncertainty.current
    #expect(abs(line.fundamental * line.fundamental - min(second.square, limit * limit)) < 1e-12 * 100)
    let phase = second.rotated(degrees: 120).degrees
    #expect(abs(Phasor(magnitude: 1, degrees: try #require(line.phase) + phase).degrees) < 1e-10)
    #expect(!line.isMeasured && line.flags == .derived)
    #expect(reading.lines[.l1]!.isMeasured && reading.lines[.l3]!.isMeasured)
  }

  @Test(
    "the line powers' sum is that of the two wattmeters",
    arguments: [WiringMap.delta, .deltaAlternative], [0, 70, 180, -100] as [Double])
  func total(wiring: WiringMap, angle: Double) throws {
    let lines = (l1: Phasor(magnitude: 10, degrees: -25), l3: Phasor(magnitude: 7, degrees: angle))
    let reading = try #require(try Self.bench(wiring, lines: lines).readings(1).last)
    // V12 is 30 degrees ahead of V1, V32 at 90 degrees.
    let sum =
      Phasor(magnitude: 230, degrees: 30).timesConjugate(of: lines.l1).real
      + Phasor(magnitude: 230, degrees: 90).timesConjugate(of: lines.l3).real
    #expect(abs(reading.totalImport - reading.totalExport - sum) < 1e-9)
    for line in Line.allCases {
      let found = try #require(reading.lines[line])
      #expect(abs(found.apparentPower - 230 / 3.0.squareRoot() * found.current) < 1e-9)
    }
  }

  @Test(
    "of a voltage that is the nominal one both models make the same powers, that of the derived line too",
    arguments: [WiringMap.delta, .deltaAlternative], [0, 70, 180, -100] as [Double])
  func measuredVoltage(wiring: WiringMap, angle: Double) throws {
    let lines = (l1: Phasor(magnitude: 10, degrees: -25), l3: Phasor(magnitude: 7, degrees: angle))
    var bench = Self.bench(wiring, lines: lines)
    let active = try #require(try bench.readings(2).last)
    bench.configuration.powerModel = .measured
    let measured = try #require(try bench.readings(2).last)
    for line in Line.allCases {
      let (expected, found) = (try #require(active.lines[line]?.power), measured.lines[line]?.power)
      #expect(abs(try #require(found) - expected) < 1e-9 * 230 * 17, "\(line)")
    }
  }

  @Test("harmonics of the two clamps meet in the derived line")
  func harmonics() throws {
    var bench = Self.bench(
      .delta, lines: (Phasor(magnitude: 10, degrees: 0), Phasor(magnitude: 10, degrees: 120)))
    let scale = bench.configuration.calibration.channels.inputs[.input1].scale
    // 3 A of the fifth in L1 and back in L3: none in L2. 4 A of the seventh in both: 8 A back in L2.
    bench.disturb = { frame, channel, code in
      let turn = 2 * Double.pi * 50 * Double(frame) / 1000
      let (fifth, seventh) = (3 * 2.0.squareRoot() * cos(5 * turn), 4 * 2.0.squareRoot() * cos(7 * turn))
      return switch channel {
      case 1: code + (fifth + seventh) / scale
      case 2: code - (seventh - fifth) / scale  // reversed
      default: code
      }
    }
    let reading = try #require(try bench.readings(2).last)
    let currents = Line.allCases.map { reading.lines[$0]!.current }
    // The edges' straight lines are less right for the products of harmonics: 0.1 % at 20 frames a period.
    for (current, square) in zip(currents, [125, 164, 125] as [Double]) {
      #expect(abs(current / square.squareRoot() - 1) < 1e-3)
    }
    // (164 - 100) / 100, from the true RMS.
    #expect(abs(reading.lines[.l2]!.thd! - 0.8) < 2e-3)
  }

  @Test("the derived line clips with either clamp", arguments: [1, 2])
  func derivedFlags(channel: Int) throws {
    let lines = (l1: Phasor(magnitude: 10, degrees: 0), l3: Phasor(magnitude: 10, degrees: 120))
    var bench = Self.bench(.delta, lines: lines)
    bench.disturb = { $0 == 1500 && $1 == channel ? 1e6 : $2 }
    let clipped = try bench.readings(2)[1]
    #expect(clipped.lines[.l2]!.flags == [.derived, .clipped])
    #expect(clipped.lines[channel == 1 ? .l1 : .l3]!.flags == .clipped)
    #expect(clipped.lines[channel == 1 ? .l3 : .l1]!.flags == [])
  }

  @Test("the derived line's noise is that of both clamps")
  func derivedNoise() throws {
    let lines = (l1: Phasor(magnitude: 1, degrees: 0), l3: Phasor(magnitude: 1, degrees: 120))
    var bench = Self.bench(.delta, lines: lines)
    bench.noise.inputs = .init(500, 1000, 0)
    let noisy = try #require(try bench.readings(2).last?.lines[.l2])
    let scale = bench.configuration.calibration.channels.inputs[.input1].scale
    // Rounding leaves 0.29 / 740 / sqrt 20 of each current.
    #expect(abs(noisy.current / (1 - 1500 * scale * scale).squareRoot() - 1) < 300e-6)
  }

  @Test("a channel that the calibration inverts changes nothing, nor in the derived line", arguments: [1, 2])
  func inverted(channel: Int) throws {
    let lines = (l1: Phasor(magnitude: 10, degrees: -25), l3: Phasor(magnitude: 7, degrees: 70))
    var bench = Self.bench(.delta, lines: lines)
    bench.disturb = { $2 + ($1 > 0 ? 300 * cos(2 * .pi * 250 * Double($0) / 1000) : 0) }
    let upright = try bench.readings(2)
    // The bench divides by the scale, which inverts the codes but for those that were added.
    bench.configuration.calibration.channels.inputs[Input.allCases[channel - 1]].scale *= -1
    bench.disturb = {
      $2 + ($1 > 0 ? ($1 == channel ? -300 : 300) * cos(2 * .pi * 250 * Double($0) / 1000) : 0)
    }
    for (reading, expected) in zip(try bench.readings(2), upright) {
      for line in Line.allCases {
        let (found, wanted) = (try #require(reading.lines[line]), try #require(expected.lines[line]))
        #expect(abs(found.current / wanted.current - 1) < 1e-9 && found.direction == wanted.direction)
        #expect(abs(found.phase! - wanted.phase!) < 1e-9)
      }
    }
  }

  @Test("a channel that frames do not have is as one without a clamp")
  func fewerChannels() throws {
    let lines = (l1: Phasor(magnitude: 10, degrees: -25), l3: Phasor(magnitude: 7, degrees: 70))
    var bench = Self.bench(.delta, lines: lines)
    let all = try bench.readings(3)
    bench.configuration.channelCount = 3
    #expect(try bench.readings(3) == all)
  }

  @Test("equal and opposite currents leave nothing in the derived line")
  func nothingDerived() throws {
    let lines = (l1: Phasor(magnitude: 10, degrees: -30), l3: Phasor(magnitude: 10, degrees: 150))
    var bench = Self.bench(.delta, lines: lines)
    bench.noise.inputs = .init(1, 1, 0)
    let line = try #require(try bench.readings(2).last?.lines[.l2])
    #expect(
      line.current == 0 && line.flags == [.derived, .belowRange] && line.power == 0 && !line.isMeasured)
  }
}
