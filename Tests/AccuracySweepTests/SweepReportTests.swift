// SPDX-License-Identifier: Apache-2.0
@testable import StrictJSON
@testable import AccuracySweep
import Foundation
import Testing

@Suite("Reports of sweeps")
struct SweepReportTests {
  private static let report: SweepReport = {
    var grid = SweepGrid(
      [
        SweepCondition(current: 0.04, angle: -89.9, frequency: 47.5, distortion: 50),
        SweepCondition(current: 20, bits: 16),
      ], cycles: 3)
    grid.warmUp = 1
    let sweep = Sweep(grid)
    return SweepReport(sweep, (try? sweep.run(jobs: 2)).flatMap { $0 } ?? [])
  }()

  @Test("A value has its error in its last digits")
  func figures() {
    #expect(NumberText.value(1.0213, error: 0.0167) == "1.021(17)")
    #expect(NumberText.value(-1129.4, error: 2188) == "-1129(2188)")
    #expect(NumberText.value(-0.05, error: 0.0999) == "-0.05(10)")
    #expect(NumberText.value(2.345, error: 1.234) == "2.3(12)")
    #expect(NumberText.value(0.000012345, error: 0) == "1.234e-05")
    #expect(NumberText.value(.nan, error: 1) == "-")
  }

  @Test("The table is at most 110 columns wide and names every part")
  func table() {
    let lines = Self.report.table.split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines where !line.hasPrefix("VIOLATED") { #expect(line.count <= 110, "\(line)") }
    for word in ["12 bits", "16 bits", "Accuracy", "Direction", "Fixed less FFTW", "Summary", "Targets: "] {
      #expect(lines.contains { $0.contains(word) }, "\(word)")
    }
  }

  @Test("CSV has as many values as names in each row")
  func csv() {
    let lines = Self.report.csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(lines.count == 5)
    #expect(Set(lines.map(\.count)).count == 1)
    #expect(
      lines[0].prefix(9).joined(separator: ",")
        == "condition,current,angle,hertz,distortion,bits,noise,rate,estimator")
    #expect(lines[1].prefix(9).joined(separator: ",") == "0,0.04,-89.9,47.5,50,12,1,4000,fixed")
  }

  @Test("JSON has the same rows")
  func json() throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(Self.report.json.utf8)) as? [String: Any])
    let rows = try #require(object["rows"] as? [[String: Any]])
    #expect(rows.count == 4 && object["seed"] as? Int == 1 && object["cycles"] as? Int == 3)
    #expect(rows[0]["estimator"] as? String == "fixed" && rows[3]["estimator"] as? String == "fftw")
    let phase = try #require(rows[2]["phaseBias"] as? Double)
    #expect(abs(phase - Self.report.results[1].estimators[0].phase.bias) < 1e-5 * abs(phase))
    #expect(rows[1]["phaseDifference"] is NSNull)
  }
}
