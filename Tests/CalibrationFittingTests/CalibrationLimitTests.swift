// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import Foundation
import Metering
import Simulation
import StrictJSON
import Testing

/// Where a calibration begins to warn, to refuse and to be uncertain: just inside and just outside of each limit.
@Suite struct CalibrationLimitTests {
  private func measurement(
    _ amperes: Double, gain: Double = 1.01, lead: Double = 1,
    deviations: (gain: Double, lead: Double) = (1e-4, 0.01)
  ) -> CalibrationMeasurement {
    CalibrationMeasurement(
      point: CalibrationPoint(file: "a.wav", input: .input1, amperes: amperes, degrees: 0),
      gain: Estimate(gain, deviation: deviations.gain), lead: Estimate(lead, deviation: deviations.lead),
      cycles: 10)
  }

  private func warnings(_ measurements: [CalibrationMeasurement]) throws -> String {
    try CalibrationFitTests.fit(measurements).warnings.joined(separator: "; ")
  }

  private let good = [0.4, 2, 10, 40]

  @Test("currents closer than 10 % share a point")
  func groups() throws {
    #expect(try CalibrationFitTests.fit((good + [2.19]).map { measurement($0) }).coefficients.count == 4)
    #expect(try CalibrationFitTests.fit((good + [2.21]).map { measurement($0) }).coefficients.count == 5)
  }

  // Four points over a decade show how a clamp's error varies; beyond its range no clamp in use is asked for it.
  @Test("three currents, less than a decade and more than the range are warned of")
  func coverage() throws {
    #expect(try warnings([0.4, 4, 40].map { measurement($0) }).contains("3 currents are too few"))
    #expect(try warnings([4.01, 9, 20, 40].map { measurement($0) }).contains("less than a decade"))
    #expect(try warnings([4, 9, 20, 40].map { measurement($0) }) == "")
    #expect(try warnings([0.4, 2, 10, 40.5].map { measurement($0) }).contains("above the range"))
    #expect(try warnings([0.4, 2, 10, 40.03].map { measurement($0) }) == "")
  }

  // Of two measurements at one current each is half of their difference off. One in 16,000 is off by four deviations.
  @Test("a measurement that is off by more than four deviations is warned of, by less it is not")
  func inconsistent() throws {
    func warning(_ gain: Double, _ lead: Double, _ deviations: (Double, Double)) throws -> String {
      let all = (good + [2]).enumerated().map { index, amperes in
        measurement(
          amperes, gain: index == 4 ? 1.01 + 2 * gain : 1.01, lead: index == 4 ? 1 + 2 * lead : 1,
          deviations: deviations)
      }
      return try warnings(all)
    }
    #expect(try warning(3.9e-4, 0.039, (1e-4, 0.01)) == "")
    #expect(try warning(4.1e-4, 0, (1e-4, 0.01)).contains("its gain is off by 4.1 standard"))
    #expect(try warning(0, 0.041, (1e-4, 0.01)).contains("its phase is off by 4.1 standard"))
    // What is exact to a hundredth of a percent and of a degree is no mistake, however sure each one is.
    #expect(try warning(0.9e-4, 0.009, (1e-6, 1e-4)) == "")
    #expect(try warning(1.1e-4, 0, (1e-6, 1e-4)).contains("gain"))
    #expect(try warning(0, 0.011, (1e-6, 1e-4)).contains("phase"))
  }

  // A clamp's error changes by 3 % or 3 degrees over all of its range, so not within an octave.
  @Test("3 % or 3 degrees within an octave are erratic, half of that between close currents is not")
  func erratic() throws {
    func warning(_ current: Double, gain: Double = 1, lead: Double = 0) throws -> Bool {
      try warnings(
        [0.2, 1, 2, 20].map {
          measurement($0 == 2 ? current : $0, gain: $0 < 2 ? 1 : gain, lead: $0 < 2 ? 0 : lead)
        }
      ).contains("changes more")
    }
    #expect(try !warning(2, gain: 1.029) && !warning(2, lead: 2.9))
    #expect(try warning(2, gain: 1.031))
    #expect(try warning(2, lead: 3.1))
    #expect(try !warning(1.3, gain: 1.015))
  }

  @Test("a table has the fitted gains to 5e-8 and the leads to 5e-6 degrees")
  func digits() throws {
    let fit = try CalibrationFitTests.fit(
      good.map { measurement($0, gain: 1 + 1 / (70 * $0), lead: 1 / (3 * $0)) })
    let table = fit.table
    try #require(table.count == 4)
    for (index, coefficient) in fit.coefficients.enumerated() {
      #expect(abs(table[index].gain - coefficient.gain.value) <= 5.001e-8)
      #expect(abs(table[index].lead - coefficient.lead.value) <= 5.001e-6)
    }
  }

  // The mean of two values with deviations of 1e-4 has one of 1e-4 / sqrt(2); of two that are 6e-4 apart half of that.
  @Test(
    "a point's deviation is what its measurements' deviations make it, and what they scatter by if that is more"
  )
  func scatter() throws {
    let alike = try CalibrationFitTests.fit([measurement(2), measurement(2)])
    #expect(abs(alike.coefficients[0].gain.deviation / (1e-4 / 2.0.squareRoot()) - 1) < 1e-9)
    let apart = try CalibrationFitTests.fit([measurement(2, gain: 1.0097), measurement(2, gain: 1.0103)])
    #expect(abs(apart.coefficients[0].gain.deviation / 3e-4 - 1) < 1e-6)
  }

  @Test("estimates are weighted by their variances")
  func mean() throws {
    let mean = try #require(Estimate(meanOf: [Estimate(0, deviation: 1), Estimate(1, deviation: 2)]))
    #expect(abs(mean.value - 0.2) < 1e-12 && abs(mean.deviation - 0.8.squareRoot()) < 1e-12)
    #expect(Estimate(meanOf: []) == nil)
  }

  // At 80 A of 80 class 0.5 allows 0.5 % and 30 minutes, class 1 twice as much: 0.2 % with two deviations of 0.2 %, and
  // 20 minutes with two of 8, are beyond the one and within the other.
  @Test("a corrected class has two deviations of each measurement in it")
  func accuracyClass() throws {
    func found(_ deviations: (gain: Double, lead: Double)) throws -> CalibrationReport.ClassVerdict {
      let fit = try CalibrationFitTests.fit(
        [40, 80].map { measurement($0, gain: 1, lead: 0, deviations: deviations) })
      return CalibrationReport([fit], rating: 80, unmeasured: []).accuracyClass(of: fit, isCorrected: true)
    }
    #expect(try found((0.0024, 1e-3)) == .keeps(.class05))
    #expect(try found((0.0026, 1e-3)) == .keeps(.class1))
    #expect(try found((1e-5, 14.0 / 60)) == .keeps(.class05))
    #expect(try found((1e-5, 16.0 / 60)) == .keeps(.class1))
  }

  private func measured(
    _ load: Double, _ amperes: Double, _ degrees: Double, noise: Double = 1, seconds: Double = 5
  ) throws -> CalibrationMeasurement {
    let scenario = Scenario(wiring: .single, noise: noise, loads: [.init(.l1, current: load)])
    let point = CalibrationPoint(file: "x", input: .input1, amperes: amperes, degrees: degrees)
    let recording = CalibrationRecording(try SimulatedSource(scenario, seconds: seconds), name: "x.wav")
    return try recording.measure(point, with: CalibrationFile(), wiring: .single) { _, _ in FixedEstimator() }
  }

  // No clamp is off by a factor of two of what its other currents show, or turns by 30 degrees.
  @Test("a load that is more than twice as large as the others tell or 30 degrees elsewhere is refused")
  func plausible() throws {
    func scale(_ gains: [Double], inverted: Set<Int> = []) throws -> Double {
      try CalibrationScale(
        gains.enumerated().map { index, gain in
          var found = measurement(Double(index + 1), gain: gain)
          found.isInverted = inverted.contains(index)
          return found
        }
      ).gain
    }
    #expect(try scale([0.51, 1, 1.99]) == 1)
    #expect(try scale([40, 41, 39, 40]) == 40)
    #expect(try scale([0.03, 0.03, 0.0301], inverted: [0, 1, 2]) == -0.03)
    #expect(throws: InputError.self) { try scale([40, 40, 81]) }
    #expect(throws: InputError.self) { try scale([1, 1, 1, 0.49]) }
    #expect(throws: InputError.self) { try scale([1, 1, 1], inverted: [1]) }
    #expect(throws: InputError.self) { try measured(10, 10, 31) }
    #expect(abs(try measured(10, 19, 29).gain.value - 1.9) < 0.01)
    #expect(abs(try measured(10, 400, 0).gain.value - 40) < 0.1)
    #expect(try measured(10, 10, 180).isInverted && abs(measured(10, 10, 170).lead.value + 10) < 0.1)
    #expect(abs(try measured(10, 5.2, -29).lead.value + 29) < 0.1)
  }

  @Test("two seconds are too few to tell a scatter, three are enough")
  func cycles() throws {
    #expect(throws: InputError.self) { try measured(10, 10, 0, seconds: 2) }
    #expect(try measured(10, 10, 0, seconds: 3.1).cycles == 3)
  }

  // Codes that repeat from cycle to cycle scatter by nothing: what is then said is what no converter is better than.
  @Test("equal readings are taken for right to 1e-6 and to 1e-4 degrees, and no better")
  func exactness() throws {
    let found = try measured(10, 10, 0, noise: 0)
    #expect(found.gain.deviation >= 1e-6 && found.gain.deviation < 1e-5)
    #expect(found.lead.deviation >= 1e-4 && found.lead.deviation < 5e-4)
  }

  // Noise of 3 codes in 4000 frames a second leaves 3 / sqrt(4000) of 328 codes in a reading, and of the mean of n of them as
  // much over sqrt(n); of 24 the deviation itself is uncertain by 15 %.
  @Test("a gain is as uncertain as the mean of its readings")
  func standardError() throws {
    let found = try measured(10, 10, 0, noise: 3, seconds: 25)
    let expected = 3 / 4000.0.squareRoot() / (10 / (62.5 / 2048)) / Double(found.cycles).squareRoot()
    #expect(found.gain.deviation / expected > 0.6 && found.gain.deviation / expected < 1.5)
  }

  // Noise of a converter of 12 bits is below two codes; 0.3 A are 10 codes.
  @Test("half a second and a current of 0.3 A are no recording without a current")
  func zero() throws {
    func zero(_ amperes: Double, seconds: Double) throws {
      let loads: [Scenario.Load] = amperes > 0 ? [.init(.l1, current: amperes)] : []
      let recording = CalibrationRecording(
        try SimulatedSource(Scenario(wiring: .single, loads: loads), seconds: seconds), name: "x.wav")
      _ = try recording.zero()
    }
    try zero(0, seconds: 1.1)
    #expect(throws: InputError.self) { try zero(0, seconds: 0.9) }
    #expect(throws: InputError.self) { try zero(0.3, seconds: 1) }
  }

  @Test("noise of 12 bits is below two codes; more of it is no recording without a current")
  func noise() throws {
    func zero(noise: Double) throws -> PerChannel<ZeroSignal?> {
      let scenario = Scenario(wiring: .single, noise: noise)
      return try CalibrationRecording(SimulatedSource(scenario, seconds: 2), name: "x.wav").zero()
    }
    _ = try zero(noise: 1.8)
    let error = try #require(throws: InputError.self) { try zero(noise: 3) }
    #expect(error.problem.hasPrefix("expected no current at input 1, found 2.99"), "\(error)")
    #expect(error.remedy == nil)
  }

  @Test("a recording's own delays stay, and the file's come on top")
  func delays() throws {
    var own = Calibration.nominal()
    own.channels.inputs[.input2].delay = 50e-6
    own.range = ClampRange(rating: .infinity)
    var file = CalibrationFile()
    file.channels.inputs[.input2].delay = 20
    file.channels.voltage.delay = 5
    let found = try file.calibration(for: own, named: "x", file: "y").channels
    #expect(abs(found.inputs[.input2].delay - 65e-6) < 1e-12)
    #expect(abs(found.inputs[.input1].delay + 5e-6) < 1e-12)
  }

  // A converter that ends at a hundredth of the clamp's rating, or uses a hundredth of its codes, is a wrong figure.
  @Test("figures just outside of their ranges are refused, just inside they are not")
  func ranges() throws {
    func isValid(_ change: (inout CalibrationFile) -> Void) -> Bool {
      var file = CalibrationFile()
      change(&file)
      return (try? file.validate(file: "x")) != nil
    }
    #expect(isValid { $0.channels.voltage.lead = 180 } && !isValid { $0.channels.voltage.lead = 180.5 })
    #expect(
      isValid { $0.channels.inputs[.input3].lead = -180 }
        && !isValid { $0.channels.inputs[.input3].lead = -180.5 })
    #expect(isValid { $0.channels.voltage.noise = 65535 } && !isValid { $0.channels.voltage.noise = 65535.5 })
    // 80 A: a converter's full scale of 0.8...8000 A, of 1.25 V over 40 ohm.
    func isValid(ratio: Double) -> Bool { isValid { $0.clamp.ratio = ratio } }
    #expect(!isValid(ratio: 25) && isValid(ratio: 26))
    func isValid(burden: Double) -> Bool { isValid { $0.clamp.burden = burden } }
    #expect(!isValid(burden: 0.3) && isValid(burden: 0.32))
  }

  @Test("points of one fixed-point current are refused, of the next one they are not")
  func fixedPoint() throws {
    func export(_ step: Double) throws {
      var file = CalibrationFile()
      try file.channels.inputs[.input1].correction.append(CorrectionPoint(current: 1, gain: 1, lead: 0))
      try file.channels.inputs[.input1].correction.append(
        CorrectionPoint(current: 1 + step, gain: 1, lead: 0))
      _ = try CalibrationExport(file, named: "x")
    }
    #expect(throws: InputError.self) { try export(0.4 * 0x1p-18) }
    try export(0x1p-18)
  }
}
