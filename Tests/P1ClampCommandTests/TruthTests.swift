// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// The truth that a simulation writes, against what is read from its recording.
@Suite("Truth", .serialized)
struct TruthTests {
  @Test(
    "a reading and the truth agree where the reference is not in phase with line L1",
    arguments: [
      (#"{"bits": 16, "wiring": "delta", "loads": [{"line": "L1-L2", "current": 6}]}"#, nil, [690, 690, 0]),
      (
        #"{"bits": 16, "wiring": "delta-alternative", "loads": [{"line": "L2-L3", "current": 6, "phase": 180}]}"#,
        nil, [0, -690, -690]
      ),
      (
        #"{"bits": 16, "supply": {"N": "N", "L": "L2"}, "loads": [{"line": "L1", "current": 6, "phase": 12}]}"#,
        #"{"supply": {"N": "N", "L": "L2"}, "inputs": [{"input": 1, "line": "L1"}, {"input": 2, "line": "L2"},"#
          + #" {"input": 3, "line": "L3"}]}"#, [1350, 0, 0]
      ),
    ] as [(String, String?, [Double])])
  func reference(scenario: String, wiring: String?, watts: [Double]) async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("house.json", scenario)
    if let wiring { _ = try folder.write("wiring.json", wiring) }
    let name = ["delta-alternative", "delta"].first { scenario.contains("\"\($0)\"") }
    let written = try await Tool.run(
      ["simulate", "--scenario", "house.json", "--seconds", "2", "--write", "a.wav", "--truth", "a.csv"],
      in: folder)
    try #require(written.status == 0, "\(written.errors)")
    let outcome = try await Tool.run(
      ["run", "--input", "a.wav", "--output", "csv", "--wiring", name ?? "wiring.json"], in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let truth = String(decoding: try folder.read("a.csv"), as: UTF8.self).split(separator: "\n")
    let columns = truth[0].split(separator: ",")
    try #require(truth.count == 3 && outcome.lines.count == 3 && outcome.lines[0] == truth[0])
    for (index, (line, expected)) in zip(["L1", "L2", "L3"], watts).enumerated() {
      let column = try #require(columns.firstIndex { $0 == "\(line) power (W)" })
      for row in 1...2 {
        func value(_ rows: [Substring]) -> Double? {
          Double(rows[row].split(separator: ",", omittingEmptySubsequences: false)[column])
        }
        let (read, true_) = (value(outcome.lines), value(truth))
        // Of 1380 W: the edges of the truth's periods, and 1 LSB of 16 bits of noise.
        #expect(abs((true_ ?? .nan) - expected) < 1.5, "\(line), input \(index + 1)")
        #expect(abs((read ?? 0) - expected) < 1.5, "\(line), input \(index + 1)")
      }
    }
  }
}
