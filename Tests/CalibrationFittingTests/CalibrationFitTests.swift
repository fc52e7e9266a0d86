// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Simulation
import Recordings
import CalibrationFitting
import Foundation
import Metering
import Testing
import _TestSupport

@Suite struct CalibrationFitTests {
  /// A measurement that shows an error of so much, with deviations of 1e-4 and 0.01 degrees.
  static func measurement(
    _ amperes: Double, gain: Double = 1.01, lead: Double = 1, file: String = "a.wav"
  ) -> CalibrationMeasurement {
    CalibrationMeasurement(
      point: CalibrationPoint(file: file, input: .input1, amperes: amperes, degrees: 0),
      gain: Estimate(gain, deviation: 1e-4), lead: Estimate(lead, deviation: 0.01), cycles: 10)
  }

  static func fit(_ measurements: [CalibrationMeasurement]) throws -> CalibrationFit {
    try #require(CalibrationFit(.input1, measurements, range: ClampRange(rating: 80)))
  }

  @Test("as many points as currents go through every measurement, with its uncertainty")
  func exact() throws {
    let currents = [40, 0.5, 12, 3]
    let fit = try Self.fit(
      currents.map { Self.measurement($0, gain: 1 + 0.01 / $0.squareRoot(), lead: 1 / $0) })
    #expect(fit.warnings.isEmpty && fit.table.count == 4)
    for (coefficient, current) in zip(fit.coefficients, currents.sorted()) {
      #expect(abs(coefficient.current / current - 1) < 1e-12)
      #expect(abs(coefficient.gain.value - 1 - 0.01 / current.squareRoot()) < 1e-12)
      #expect(abs(coefficient.lead.value - 1 / current) < 1e-12)
      #expect(
        abs(coefficient.gain.deviation - 1e-4) < 1e-12 && abs(coefficient.lead.deviation - 0.01) < 1e-12)
    }
    #expect(fit.residuals.allSatisfy { abs($0.ratio) < 1e-9 && abs($0.lead) < 1e-9 })
  }

  @Test("repetitions share a point and make it more certain")
  func repetitions() throws {
    var generator = SeededGenerator(seed: 11)
    let measurements = [1, 4, 15, 40].flatMap { current in
      (0..<25).map { _ in
        // Uniform with a deviation of 1e-4.
        Self.measurement(
          current, gain: 1.01 + 1e-4 * Double.random(in: -1.7320508...1.7320508, using: &generator))
      }
    }
    let fit = try Self.fit(measurements)
    #expect(fit.warnings.isEmpty && fit.coefficients.count == 4)
    for coefficient in fit.coefficients {
      // A fifth of one measurement's deviation; a hundred residuals inflate it by a few percent at most.
      #expect(abs(coefficient.gain.deviation / 2e-5 - 1) < 0.15)
      #expect(abs(coefficient.gain.value - 1.01) < 4 * 2e-5)
    }
  }

  @Test("more than eight currents become eight points")
  func manyCurrents() throws {
    let fit = try Self.fit((0..<20).map { Self.measurement(0.5 * pow(1.25, Double($0))) })
    #expect(fit.table.count == 8)
    #expect(fit.table.list.allSatisfy { abs($0.gain - 1.01) < 1e-9 && abs($0.lead - 1) < 1e-9 })
    #expect(CalibrationFit(.input2, [Self.measurement(1)], range: ClampRange(rating: 80)) == nil)
    let report = CalibrationReport([fit], rating: 80, unmeasured: [])
    #expect(report.text.contains("20 currents: a table holds 8, "))
  }

  @Test(
    "the table of more than eight currents is right at all of them, and blames none", arguments: [9, 10, 16])
  func manyErrors(count: Int) throws {
    // A clamp of class 1: most of its error at small currents, 1.5 % and 1.3 degrees.
    func gain(_ amperes: Double) -> Double { 1 + 0.015 / (1 + (amperes / 0.6).squareRoot()) }
    func lead(_ amperes: Double) -> Double { 0.3 + 1.3 / (1 + (amperes / 2).squareRoot()) }
    let currents = (0..<count).map { 0.1 * pow(400, Double($0) / Double(count - 1)) }
    let fit = try Self.fit(currents.map { Self.measurement($0, gain: gain($0), lead: lead($0)) })
    #expect(fit.warnings == [])
    #expect(fit.table.count == 8 && fit.currentCount == count)
    for current in currents {
      let point = fit.table.point(at: current)
      #expect(abs(point.gain / gain(current) - 1) < 2e-4, "\(current)")
      #expect(abs(point.lead - lead(current)) < 0.02, "\(current)")
    }
    // Eight of those currents, evenly spaced, are no better.
    let even = try Self.fit(
      (0..<8).map { index in
        let amperes = currents[Int((Double(index) * Double(count - 1) / 7).rounded())]
        return Self.measurement(amperes, gain: gain(amperes), lead: lead(amperes))
      })
    func worst(_ table: CorrectionTable) -> Double {
      currents.map { abs(table.point(at: $0).gain / gain($0) - 1) }.max() ?? 0
    }
    #expect(worst(fit.table) <= worst(even.table) + 1e-7)
  }

  @Test("a corner of the error has a point of its own, and a mistake among many is still told")
  func corner() throws {
    let currents = (0..<12).map { 0.5 * pow(1.5, Double($0)) }
    let fit = try Self.fit(
      currents.enumerated().map { index, amperes in
        Self.measurement(amperes, gain: 1 + 0.001 * Double(max(0, index - 6)))
      })
    #expect(fit.coefficients.contains { abs($0.current / currents[6] - 1) < 1e-9 })
    #expect(fit.residuals.allSatisfy { abs($0.ratio) < 1e-6 })
    let odd = Self.measurement(currents[3], gain: 1.01, file: "odd.wav")
    let mistaken = try Self.fit(currents.map { Self.measurement($0, gain: 1) } + [odd])
    #expect(mistaken.warnings.contains { $0.contains("odd.wav is inconsistent") })
  }

  @Test("points that are too few, too close, inconsistent, erratic or out of range are warned of")
  func warnings() throws {
    func warning(_ measurements: [CalibrationMeasurement]) throws -> String {
      try Self.fit(measurements).warnings.joined(separator: "; ")
    }
    let good = [0.4, 2, 10, 40].map { Self.measurement($0) }
    #expect(try warning(good) == "")
    #expect(try warning([good[0]]).contains("one current is too few"))
    #expect(try warning([good[0], good[3]]).contains("2 currents are too few"))
    #expect(try warning([8, 12, 20, 38].map { Self.measurement($0) }).contains("less than a decade"))
    #expect(try warning(good + [Self.measurement(2.1)]).contains("2 A and 2.1 A are too close"))
    let odd = Self.measurement(2, gain: 1.02, file: "odd.wav")
    #expect(try warning(good + [odd]).contains("odd.wav is inconsistent"))
    #expect(try warning(good + [Self.measurement(20, gain: 1.12)]).contains("changes more"))
    #expect(try warning(good + [Self.measurement(60)]).contains("60 A is above the range in use, 40 A"))
    var clipped = good
    var reading = Reading(
      cycle: 0, time: 3, duration: 1, frequency: 50, voltage: 230, lines: .init(repeating: nil),
      flags: .jump)
    clipped[3].leftOut.add(reading, lines: [])
    reading.flags = [.clipped, .gap]
    for second in [5.0, 6] {
      reading.time = second
      clipped[3].leftOut.add(reading, lines: [])
    }
    #expect(
      try warning(clipped).contains(
        "3 of 13 s of a.wav left out, second 3: jump; seconds 5...6: voltage clipped, gap"))
  }

  @Test("the class is the best whose limits hold at the measured currents")
  func accuracyClass() throws {
    // Ratio error 0.9 % and 50 minutes at 16, 40 and 80 A: class 1 of an 80 A clamp allows 1.5 % and 90 minutes at
    // 16 A, 1 % and 60 minutes at 80 A; class 0.5 no more than 0.75 % and 45 minutes.
    let gain = 1 / 1.009
    let fit = try Self.fit([0.4, 16, 40, 80].map { Self.measurement($0, gain: gain, lead: 50 / 60) })
    let report = CalibrationReport([fit], rating: 80, unmeasured: [.input2])
    #expect(report.accuracyClass(of: fit, isCorrected: false) == .keeps(.class1))
    #expect(report.accuracyClass(of: fit, isCorrected: true) == .keeps(.class01))
    #expect(report.warnings.contains { $0.contains("input 2: no points") })
    #expect(report.text.contains("class before: 1, after: 0.1"))
    // Between the currents that the standard names no class is told, nor of a current that no other one shows.
    let between = try Self.fit([8, 30, 35].map { Self.measurement($0) })
    #expect(report.accuracyClass(of: between, isCorrected: true) == .notJudged)
    #expect(report.accuracyClass(of: try Self.fit([Self.measurement(16)]), isCorrected: true) == .notJudged)
    // What the others show of 16 A is off by 1 %: class 1 allows 1.5 % there, class 0.5 half of it.
    let uneven = try Self.fit([
      Self.measurement(8, gain: 1), Self.measurement(16, gain: 1.01), Self.measurement(32, gain: 1),
    ])
    #expect(report.accuracyClass(of: uneven, isCorrected: true) == .keeps(.class1))
    let low = try Self.fit([0.4, 1, 2, 3].map { Self.measurement($0) })
    #expect(
      CalibrationReport([low], rating: 80, unmeasured: []).accuracyClass(of: low, isCorrected: true)
        == .notJudged)
    #expect(CalibrationReport([low], rating: 80, unmeasured: []).text.contains("after: not judged"))
  }

  @Test("a class is no worse for currents that are missing, and one that is exceeded is told apart from none")
  func missingCurrents() throws {
    let report = CalibrationReport([], rating: 80, unmeasured: [])
    // Without an error: 40 A is a current of class 3 alone, 4 and 16 A are of all others.
    for currents in [[0.4, 2, 10, 40], [0.4, 40]] {
      let fit = try Self.fit(currents.map { Self.measurement($0) })
      #expect(report.accuracyClass(of: fit, isCorrected: true) == .notJudged)
    }
    for currents in [[0.4, 4, 16, 40], [1, 4, 16], [1, 16], [16, 40]] {
      let fit = try Self.fit(currents.map { Self.measurement($0) })
      #expect(report.accuracyClass(of: fit, isCorrected: true) == .keeps(.class01))
    }
    // 9 % off what the others show: beyond class 1 at 16 A, and beyond class 3 at 40 A.
    let odd = try Self.fit([1, 4, 16].map { Self.measurement($0, gain: $0 == 16 ? 1.1 : 1.01) })
    #expect(report.accuracyClass(of: odd, isCorrected: true) == .exceeds(.class1))
    #expect(report.classText(of: odd).hasSuffix("after: worse than 1"))
    let worse = try Self.fit([1, 4, 16, 40].map { Self.measurement($0, gain: $0 > 10 ? 1.1 : 1.01) })
    #expect(report.accuracyClass(of: worse, isCorrected: false) == .exceeds(.class3))
  }

  @Test("class limits are those of IEC 61869-2, linear between its currents")
  func limits() throws {
    let limit = try #require(AccuracyClass.class05.limit(at: 0.6))
    #expect(abs(limit.ratio - 0.625) < 1e-12 && abs(limit.minutes! - 37.5) < 1e-12)
    #expect(AccuracyClass.class1.limit(at: 0.04) == nil && AccuracyClass.class1.limit(at: 1.21) == nil)
    #expect(AccuracyClass.class3.limit(at: 0.4) == nil && AccuracyClass.class3.limit(at: 0.5)?.minutes == nil)
    #expect(
      AccuracyClass.class01.limit(at: 0.05)?.ratio == 0.4 && AccuracyClass.class02.limit(at: 1)?.minutes == 10
    )
  }

  @Test("seconds with a jump or a dip of the voltage, and clipped ones, do not count, and are named")
  func leftOut() throws {
    func measured(_ scenario: Scenario) throws -> CalibrationMeasurement {
      let point = CalibrationPoint(file: "x", input: .input1, amperes: 10, degrees: 0)
      let recording = CalibrationRecording(try SimulatedSource(scenario, seconds: 6), name: "x.wav")
      return try recording.measure(point, with: CalibrationFile(), wiring: .single) { _, _ in
        FixedEstimator()
      }
    }
    var scenario = Scenario(rate: 1000, wiring: .single, loads: [.init(.l1, current: 10)])
    scenario.voltage.jumps = [.init(time: 1.5, degrees: 30)]
    scenario.voltage.course = [.init(time: 4.5, factor: 0.2), .init(time: 4.54, factor: 1)]
    let found = try measured(scenario)
    #expect(found.cycles == 4 && found.leftOut.count == 2)
    #expect(found.leftOut.text == "second 2: jump; second 5: dip")
    scenario.voltage.course = [.init(time: 2.5, factor: 0), .init(time: 9, factor: 1)]
    let error = try #require(throws: InputError.self) { try measured(scenario) }
    #expect(error.problem.contains("found 1: left out are second 2: jump; second 3: "))
  }

  @Test("recordings that cannot be of the load are refused")
  func refused() throws {
    let scenario = Scenario(wiring: .single, loads: [.init(.l1, current: 10)])
    func problem(_ amperes: Double, _ degrees: Double, input: Input = .input1, seconds: Double = 4) throws
      -> String
    {
      let point = CalibrationPoint(file: "x", input: input, amperes: amperes, degrees: degrees)
      let recording = CalibrationRecording(try SimulatedSource(scenario, seconds: seconds), name: "x.wav")
      let error = try #require(throws: InputError.self) {
        try recording.measure(point, with: CalibrationFile(), wiring: .single) { _, _ in FixedEstimator() }
      }
      #expect(error.file == "x.wav" && error.kind == .data)
      #expect((error.remedy == .check(.wiring)) == error.problem.hasSuffix("and the wiring"))
      return error.problem
    }
    #expect(try problem(10, 60).contains("check degrees, the clamp's direction and the wiring"))
    #expect(try problem(10, 120).contains("with the channel turned round: check degrees"))
    #expect(try problem(10, 0, input: .input2).contains("no line at input 2"))
    #expect(try problem(10, 0, seconds: 2).contains("expected at least 3 s"))
    let loaded = CalibrationRecording(try SimulatedSource(scenario, seconds: 2), name: "x.wav")
    let error = try #require(throws: InputError.self) { try loaded.zero() }
    #expect(error.problem.contains("expected no current at input 1"))
    let amperes = CalibrationRecording(PrimaryValues(), name: "x.cfg")
    let refusal = try #require(throws: InputError.self) { try amperes.zero() }
    #expect(refusal.problem.contains("expected the codes of a converter"))
  }
}

/// A recording in volts and amperes, as COMTRADE has them.
private struct PrimaryValues: FrameSource {
  let rate = 4000.0
  let channelCount = 2
  let calibration = Calibration(
    channels: .init(repeating: ChannelCalibration(scale: 0.01)), range: ClampRange(rating: .infinity),
    lowestCode: .min, highestCode: .max)

  func read(upTo maximum: Int) -> [Int16] { [] }
}
