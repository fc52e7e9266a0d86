// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Metering

@Suite struct CorrectionTableTests {
  static let points = [
    CorrectionPoint(current: 0.5, gain: 1.03, lead: 3), CorrectionPoint(current: 2, gain: 1.02, lead: 2),
    CorrectionPoint(current: 40, gain: 1.01, lead: 1.2),
  ]

  @Test("an empty table corrects nothing", arguments: [0, 0.04, 1, 1e6] as [Double])
  func empty(current: Double) {
    let point = CorrectionTable().point(at: current)
    #expect(point.gain == 1 && point.lead == 0)
  }

  @Test("a table gives its points back, and is constant outside them")
  func nodes() throws {
    let table = try CorrectionTable(Self.points)
    #expect(table.count == 3 && table.list == Self.points)
    for point in Self.points {
      // Rounding in the interpolation.
      #expect(abs(table.point(at: point.current).gain - point.gain) < 1e-15)
      #expect(abs(table.point(at: point.current).lead - point.lead) < 1e-14)
    }
    #expect(table.point(at: 0) == Self.points[0] && table.point(at: 0.49) == Self.points[0])
    #expect(table.point(at: 41) == Self.points[2] && table.point(at: .infinity) == Self.points[2])
  }

  @Test(
    "between two points it is linear in the logarithm of the current", arguments: [0.6, 1, 1.9, 2.1, 9, 39])
  func interpolation(current: Double) throws {
    let table = try CorrectionTable(Self.points)
    let (low, high) = current < 2 ? (Self.points[0], Self.points[1]) : (Self.points[1], Self.points[2])
    let fraction = log(current / low.current) / log(high.current / low.current)
    let point = table.point(at: current)
    #expect(abs(point.gain - (low.gain + (high.gain - low.gain) * fraction)) < 1e-14)
    #expect(abs(point.lead - (low.lead + (high.lead - low.lead) * fraction)) < 1e-14)
  }

  @Test("a table takes eight ascending points and no others")
  func limits() throws {
    var table = CorrectionTable()
    for current in [0, -1, .nan, .infinity] {
      #expect(throws: CorrectionTable.Failure.notAscending) {
        try table.append(CorrectionPoint(current: current, gain: 1, lead: 0))
      }
    }
    for index in 1...8 { try table.append(CorrectionPoint(current: Double(index), gain: 1, lead: 0)) }
    let whole = table
    #expect(throws: CorrectionTable.Failure.full) {
      try table.append(CorrectionPoint(current: 9, gain: 1, lead: 0))
    }
    #expect(table == whole)
    #expect(throws: CorrectionTable.Failure.notAscending) {
      _ = try CorrectionTable([Self.points[0], Self.points[0]])
    }
  }

  @Test("the look-up is at the true current, to the square of the error")
  func trueCurrent() throws {
    let table = try CorrectionTable(Self.points)
    let channel = ChannelCalibration(scale: 0.01, correction: table)
    for current in [0.1, 0.7, 1.5, 5, 30, 60] {
      let point = table.point(at: current)
      let codes = current / point.gain / 0.01
      let conversion = channel.conversion(at: codes, frequency: 50)
      // The gain changes by at most 0.005 an octave, by which the shown current is off by 3 % of an octave squared.
      #expect(abs(conversion.scale * codes / current - 1) < 1e-5)
      #expect(abs(conversion.turn + point.lead) < 1e-3)
    }
  }

  @Test("lead, table and delay add up, the delay with the frequency", arguments: [48.7, 50, 60])
  func turn(frequency: Double) throws {
    let channel = ChannelCalibration(
      scale: -2, delay: 60e-6, lead: 0.3,
      correction: try CorrectionTable([CorrectionPoint(current: 1, gain: 1.5, lead: 1.2)]))
    let corrected = channel.phasor(Phasor(magnitude: 10, degrees: 20), frequency: frequency)
    let expected = Phasor(magnitude: 30, degrees: 200 - 1.5 - 360 * frequency * 60e-6)
    #expect(
      abs(corrected.real - expected.real) < 1e-12 && abs(corrected.imaginary - expected.imaginary) < 1e-12)
  }

  @Test("the binary logarithm is that of libm to a unit in the last place or 4e-16")
  func logarithm() {
    for exponent in -40...40 {
      for step in 0..<257 {
        let x = exp2(Double(exponent)) * (1 + Double(step) / 257)
        let error = abs(Elementary.binaryLogarithm(x) - log2(x))
        #expect(error <= max(4e-16, log2(x).ulp), "\(x)")
      }
      #expect(Elementary.binaryLogarithm(exp2(Double(exponent))) == Double(exponent))
    }
  }
}
