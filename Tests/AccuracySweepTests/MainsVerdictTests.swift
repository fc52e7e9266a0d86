// SPDX-License-Identifier: Apache-2.0
@testable import AccuracySweep
import Foundation
import Metering
import MeteringFFTW
@testable import Simulation
import Testing

@Suite("The verdict on moving mains")
struct MainsVerdictTests {
  /// A result in which everything is at its limit.
  private static var good: MainsResult {
    let steady = MainsCase.all()[0]
    var result = MainsResult(condition: .init(kind: steady, rate: 4000, wiring: .star))
    for index in result.estimators.indices {
      result.estimators[index].worst = .init(
        active: steady.limits.active, current: steady.limits.current, frequency: 1e-3)
      result.estimators[index].readings = 11
    }
    result.agreement = .init(current: 50e-6, phase: 10e-3)
    return result
  }

  private static func violations(_ change: (inout MainsResult) -> Void) -> [String] {
    var result = good
    change(&result)
    return result.violations
  }

  @Test("What is at its limit violates nothing")
  func limit() {
    #expect(Self.violations { _ in } == [])
  }

  @Test("Each figure is judged by itself")
  func each() {
    let place = "steady, 4000 frames/s, star"
    #expect(
      Self.violations { $0.estimators[0].worst.active *= 1.5 }
        == ["\(place), fixed: active 0.09 %, at most 0.06 %"])
    #expect(
      Self.violations { $0.estimators[1].worst.current *= 1.5 }
        == ["\(place), fftw: current 0.09 %, at most 0.06 %"])
    #expect(
      Self.violations { $0.estimators[0].worst.frequency = 2e-3 }
        == ["\(place), fixed: frequency 2 mHz, at most 1 mHz"])
    #expect(
      Self.violations { $0.estimators[0].wrongDirections = 1 }
        == ["\(place), fixed: direction 1, at most 0"])
    #expect(Self.violations { $0.estimators[0].falseFlags = 1 }.count == 1)
    #expect(Self.violations { $0.estimators[0].missingFlags = 1 }.count == 1)
    #expect(Self.violations { $0.estimators[0].missing = 1 }.count == 1)
    #expect(
      Self.violations { $0.agreement.current = 60e-6 }
        == ["\(place), both: current apart 60 ppm, at most 50 ppm"])
    #expect(
      Self.violations { $0.agreement.phase = 12e-3 }
        == ["\(place), both: phase apart 12 mdeg, at most 10 mdeg"])
  }

  @Test("Readings are compared with what the line carried")
  func readings() {
    let truth = TrueSignal.Mean(current: 10, active: 8, reactive: 6, power: 1840)
    func estimator(
      _ power: Double?, _ current: Double, _ direction: Direction, _ flags: Flags = []
    ) -> MainsResult.Estimator {
      let line = LineReading(
        current: current, fundamental: current, phase: 0, direction: direction, power: power,
        apparentPower: 2300, flags: flags)
      let reading = Reading(
        cycle: 1, time: 1, duration: 1, frequency: 50.001, voltage: 230, lines: .init(line, nil, nil))
      var estimator = MainsResult.Estimator(kind: .fixed)
      estimator.add(line, of: reading, truth, volts: 230, flags: .dip)
      estimator.addFrequency(of: reading, truth: 50)
      return estimator
    }
    let wrong = estimator(-230 * 7, 9.8, .export, .jump)
    #expect(abs(wrong.worst.active - 1.5) < 1e-12 && abs(wrong.worst.current - 0.02) < 1e-12)
    #expect(abs(wrong.worst.frequency - 1e-3) < 1e-9)
    #expect(wrong.wrongDirections == 1 && wrong.falseFlags == 1)
    #expect(estimator(230 * 8, 10, .indeterminate).wrongDirections == 1)
    let right = estimator(230 * 8, 10, .import, [.dip, .derived])
    #expect(right.wrongDirections == 0 && right.falseFlags == 0 && right.worst.active < 1e-12)
    #expect(estimator(nil, 10, .import).missing == 1)
  }

  @Test("The table, CSV and JSON show every figure with its limit and share")
  func report() throws {
    var bad = Self.good
    bad.estimators[0].worst.active *= 1.5
    let report = MainsReport(MainsSweep([bad.condition]), [bad])
    #expect(report.table.contains("steady") && report.table.contains("active 0.09 / 0.06 (150 %) !"))
    let lines = report.csv.split(separator: "\n")
    // Two estimators of six figures, and two of both.
    #expect(lines.count == 15)
    #expect(lines[0] == "case,rate,wiring,estimator,figure,unit,value,limit,share")
    #expect(lines[1] == "\"steady\",4000,star,fixed,active,%,0.09,0.06,1.5")
    let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
    let rows = try #require(object?["rows"] as? [[String: Any]])
    #expect(rows.count == 14 && rows[0]["share"] as? Double == 1.5)
    #expect((object?["violations"] as? [String])?.count == 1)
  }
}
