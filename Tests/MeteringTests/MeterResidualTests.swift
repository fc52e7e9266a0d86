// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing

/// What three clamps in a net without neutral leave of Kirchhoff's law.
@Suite struct MeterResidualTests {
  /// Three clamps in a net whose supply is V1 - V2, on lines that carry these currents.
  static func bench(_ currents: PerInput<Phasor>) -> Bench {
    let map = WiringMap(
      inputs: WiringMap.star.inputs, supply: Supply(neutral: .l2, line: .l1), rotation: .clockwise)
    return Bench(map, currents: currents)
  }

  static let first = Phasor(magnitude: 10, degrees: -25)
  static let third = Phasor(magnitude: 7, degrees: 100)

  @Test("currents that sum to zero leave nothing")
  func nothing() throws {
    let bench = Self.bench(.init(Self.first, -(Self.first + Self.third), Self.third))
    let residual = try #require(try bench.readings(2).last?.residual)
    // Each of six products is right to 50 ppm of 100 A squared.
    #expect(residual * residual < 6 * MeterLineTests.tolerance * 100)
  }

  @Test("a current that two clamps do not share is left", arguments: Input.allCases)
  func left(input: Input) throws {
    var bench = Self.bench(.init(Self.first, -(Self.first + Self.third), Self.third))
    let current = bench.currents[input]
    bench.configuration.wiring.inputs[input]!.polarity = .reversed
    let reversed = try #require(try bench.readings(2).last?.residual)
    #expect(abs(reversed / (2 * current.magnitude) - 1) < 1e-4)
    bench.currents[input] = .zero
    let silent = try #require(try bench.readings(2).last?.residual)
    #expect(abs(silent / current.magnitude - 1) < 1e-4)
  }

  @Test("two clamps leave no residual, whichever line is derived", arguments: Input.allCases)
  func twoClamps(input: Input) throws {
    var bench = Self.bench(.init(Self.first, -(Self.first + Self.third), Self.third))
    bench.configuration.wiring.inputs[input] = nil
    let reading = try #require(try bench.readings(2).last)
    #expect(reading.residual == nil)
    #expect(Line.allCases.count { reading.lines[$0]?.flags.contains(.derived) ?? false } == 1)
  }

  @Test("harmonics are in it")
  func harmonics() throws {
    var bench = Self.bench(.init(Self.first, -(Self.first + Self.third), Self.third))
    let scale = bench.configuration.calibration.channels.inputs[.input1].scale
    bench.disturb = { frame, channel, code in
      let turn = 2 * Double.pi * 50 * Double(frame) / 1000
      return channel == 2 ? code + 3 * 2.0.squareRoot() * cos(5 * turn) / scale : code
    }
    let residual = try #require(try bench.readings(2).last?.residual)
    // The edges' straight lines are less right for the products of harmonics: 0.1 % at 20 frames a period.
    #expect(abs(residual / 3 - 1) < 2e-3)
  }

  @Test("the clamps' noise is not in it")
  func noise() throws {
    var bench = Self.bench(.init(Self.first, -Self.first, .zero))
    bench.noise.inputs = .init(1, 1, 1)
    #expect(try #require(try bench.readings(2).last).residual == 0)
  }

  @Test("a phase error of a channel that the calibration takes out leaves nothing")
  func calibrated() throws {
    var bench = Self.bench(.init(Self.first, -(Self.first + Self.third), Self.third))
    bench.currents[.input1] = Self.first.rotated(degrees: 2)
    let raw = try #require(try bench.readings(2).last?.residual)
    // 2 sin(1 degree) of 10 A.
    #expect(abs(raw - 0.349) < 0.01)
    bench.configuration.calibration.channels.inputs[.input1].lead = 2
    let residual = try #require(try bench.readings(2).last?.residual)
    #expect(residual * residual < 6 * MeterLineTests.tolerance * 100)
  }

  @Test(
    "it is not known with a neutral and with fewer than three clamps",
    arguments: [WiringMap.single, .star, .delta, .deltaAlternative])
  func unknown(wiring: WiringMap) throws {
    #expect(try #require(try Bench(wiring, currents: star(5)).readings(1).last).residual == nil)
  }
}
