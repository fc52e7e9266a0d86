// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@Suite("p1clamp sweep --mains")
struct MainsSweepCommandTests {
  @Test(
    "what steady sweeps take is a usage error",
    arguments: [["--currents", "1"], ["--cycles", "3"], ["--estimator", "fixed"], ["--calibration", "a"]])
  func usage(arguments: [String]) async throws {
    let outcome = try await Tool.run(["sweep", "--mains", "--quick"] + arguments)
    #expect(outcome.status == 64 && outcome.errors.contains("--mains takes no lists"))
  }

  @Test(
    "the quick grid keeps its limits, as CSV in a file",
    .enabled(if: Trials.areAll, "it takes half a minute without the optimiser"))
  func quick() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await Tool.run(
      ["sweep", "--mains", "--quick", "--check", "--format", "csv", "--write", "a"], in: folder)
    #expect(outcome.status == 0 && outcome.output == [] && outcome.errors == "")
    let lines = String(decoding: try folder.read("a"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count > 500 && lines[0].hasPrefix("case,rate,wiring,estimator,figure"))
  }
}
