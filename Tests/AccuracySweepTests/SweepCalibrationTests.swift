// SPDX-License-Identifier: Apache-2.0
@testable import CalibrationFitting
@testable import AccuracySweep
import Metering
import Testing
import _TestSupport

/// Sweeps of a sensor that errs and is corrected.
@Suite struct SweepCalibrationTests {
  /// Errors of every kind that a sweep can play, different on each channel.
  static func file() throws -> CalibrationFile {
    var file = CalibrationFile()
    file.channels.voltage.lead = -0.3
    file.channels.voltage.delay = 20
    for input in Input.allCases {
      let number = Double(input.rawValue)
      let correction = try CorrectionTable([
        CorrectionPoint(current: 1, gain: 1.02, lead: 2),
        CorrectionPoint(current: 30, gain: 0.99, lead: number),
      ])
      file.channels.inputs[input] = .init(
        gain: 1 + 0.01 * number, lead: 0.2 * number, delay: 60 * number, noise: 3, correction: correction)
    }
    return file
  }

  @Test("what is taken out is what was put in", arguments: [0, 30] as [Double])
  func unbiased(distortion: Double) throws {
    var grid = try SweepGrid(
      currents: [10], angles: [25], distortions: [distortion], cycles: Trials.count(60, or: 12))
    grid.warmUp = 4
    let results = try #require(try Sweep(grid, seed: 3, calibration: try Self.file()).run(jobs: 2))
    for result in results[0].estimators {
      #expect(result.missing == 0)
      // The table's second look-up is off by the square of the error: 1e-5. A delay takes no harmonic along.
      #expect(abs(result.fundamental.bias) < 5 * result.fundamental.biasError + 2e-5)
      #expect(abs(result.rms.bias) < 5 * result.rms.biasError + 2e-5)
      #expect(abs(result.phase.bias) < 5 * result.phase.biasError + 1e-3)
    }
    // Without the correction the same sensor is off by percents.
    let scenario = grid.conditions[0].scenario(seed: 1)
    var bare = scenario
    try Self.file().addErrors(to: &bare, at: 10)
    #expect(bare != scenario)
  }
}
