// SPDX-License-Identifier: Apache-2.0
import Simulation
import Foundation
import Metering
import MeteringFFTW
import P1Clamp
import P1Port
import Testing
import _TestSupport

/// From frames to telegrams and indicators.
@Suite struct SensorTests {
  /// Three lines that each carry so many amperes, without noise: 24.56 A must not become 24.55 or 24.57.
  static func installation(_ amperes: Double, lagging: Double = 0) -> Scenario {
    Scenario(
      rate: 4000, bits: 16, frequency: .init(50.02), noise: 0,
      loads: [.init(.all, current: amperes, phase: lagging)])
  }

  static func golden(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: SharedMaterial.file("golden/\(name).telegram")))
  }

  /// A reading of this current on each line, in whole amperes.
  static func reading(_ amperes: Double, power: Double) -> Reading {
    let line = LineReading(
      current: amperes, fundamental: amperes, phase: 0, direction: .import, power: power,
      apparentPower: 230 * amperes)
    return Reading(cycle: 1, time: 1, duration: 1, frequency: 50, voltage: 230, lines: .init(repeating: line))
  }

  @Test(
    "the golden telegrams come out of readings byte for byte", .enabled(if: SharedMaterial.isPresent),
    arguments: [
      ("csp1-manual-example.50D5", TelegramProfile.csp1, 24.56),
      ("csp1-v05-whole-amperes.19D6", .csp1V05, 24),
    ])
  func readings(name: String, profile: TelegramProfile, amperes: Double) throws {
    let power = PowerModel.wholeAmperes.power(
      voltage: 230, current: amperes, active: amperes, measured: 0)
    let sensor = try Sensor(
      MeterConfiguration(rate: 1000, powerModel: .wholeAmperes), profile: profile,
      estimator: FFTWEstimator(rate: 1000, channelCount: 4))
    let telegram = sensor.telegram(of: Self.reading(amperes, power: power))
    #expect(try telegram.bytes() == Self.golden(name))
  }

  @Test(
    "an installation that draws 24.56 A on each line sends the manual's example, every second",
    .enabled(if: SharedMaterial.isPresent), arguments: [0, 18] as [Double], HostEstimator.Kind.allCases)
  func manual(lagging: Double, estimator: HostEstimator.Kind) throws {
    let golden = try Self.golden("csp1-manual-example.50D5")
    let telegrams = try Self.installation(24.56, lagging: lagging)
      .telegrams(3, powerModel: .wholeAmperes, estimator: estimator)
    #expect(telegrams.count == 3)
    for telegram in telegrams {
      #expect(try telegram.bytes() == golden)
    }
  }

  @Test("one that draws 24 A sends the older device's example", .enabled(if: SharedMaterial.isPresent))
  func older() throws {
    let golden = try Self.golden("csp1-v05-whole-amperes.19D6")
    for telegram in try Self.installation(24).telegrams(2, powerModel: .wholeAmperes, profile: .csp1V05) {
      #expect(try telegram.bytes() == golden)
    }
  }

  @Test("an exporting installation sends its power at the other objects")
  func export() throws {
    let telegrams = try Self.installation(10.5, lagging: 180).telegrams(1, powerModel: .wholeAmperes)
    let bytes = try #require(telegrams.first).bytes()
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
    for line in [
      "1-0:1.7.0(00.000*kW)", "1-0:2.7.0(06.900*kW)", "1-0:31.7.0(010.50*A)", "1-0:71.7.0(010.50*A)",
      "1-0:21.7.0(00.000*kW)", "1-0:22.7.0(02.300*kW)", "1-0:62.7.0(02.300*kW)",
    ] {
      #expect(lines.contains { $0 == line }, "\(line)")
    }
  }

  @Test("the indicators follow the latest reading")
  func indicators() throws {
    var scenario = Self.installation(4.02)
    scenario.rate = 1000
    scenario.voltage.course = [.init(time: 2, factor: 0)]
    var source = try SimulatedSource(scenario)
    var sensor = try Sensor(
      scenario.configuration(), estimator: FFTWEstimator(rate: 1000, channelCount: 4))
    var shown = [sensor.indicators(isRequestHigh: false, secondsSinceToggle: nil)]
    for _ in 1...3 {
      let samples = try source.read(upTo: 1000)
      sensor.update(samples.span) { reading, _ in reading.checked() }
      shown.append(sensor.indicators(isRequestHigh: true, secondsSinceToggle: nil))
    }
    // 3 x 4.02 A are 301.5 ms of each second, rounded down.
    let blinking = IndicatorState.blinking(onMilliseconds: 301, ofPeriod: 1000)
    #expect(shown.map(\.power) == [.on, .on, .on, .off])
    #expect(shown.map(\.currentSense) == [.off, blinking, blinking, blinking])
    #expect(shown.map(\.port) == [.off, .on, .on, .on])
    let toggling = sensor.indicators(isRequestHigh: true, secondsSinceToggle: 1)
    #expect(toggling.port == .blinking(onMilliseconds: 500, ofPeriod: 1000))
  }

  @Test("the latest reading is kept, also one at which the body throws")
  func latest() throws {
    struct Enough: Error {}
    let scenario = Self.installation(5)
    var source = try SimulatedSource(scenario, seconds: 3)
    let samples = try source.read(upTo: .max)
    var sensor = try Sensor(scenario.configuration(), estimator: FFTWEstimator(rate: 4000, channelCount: 4))
    #expect(sensor.reading == nil)
    var handed: Reading?
    do {
      try sensor.update(samples.span) { reading, telegram in
        handed = reading.checked()
        #expect(telegram.reading == reading)
        if reading.cycle == 2 { throw Enough() }
      }
      Issue.record("expected the body's error")
    } catch is Enough {
    }
    let kept = sensor.reading
    #expect(kept?.cycle == 2 && kept == handed)
  }

  @Test("every telegram from the first second on is in the sensor's own name, with the time it is sent at")
  func ownName() throws {
    let scenario = Self.installation(5)
    let identity = try Telegram.Identity(identification: "CLAMP-7", equipment: "AZ9", versionText: "V7")
    var source = try SimulatedSource(scenario, seconds: 2)
    let samples = try source.read(upTo: .max)
    func sensor() throws -> Sensor<FFTWEstimator> {
      try Sensor(
        scenario.configuration(), identity: identity, estimator: FFTWEstimator(rate: 4000, channelCount: 4))
    }
    var handing = try sensor()
    var keeping = try sensor()
    var telegrams: [String] = []
    try handing.update(samples.span) { reading, telegram in
      reading.checked()
      telegrams.append(String(decoding: try telegram.bytes(), as: UTF8.self))
    }
    #expect(telegrams.count == 2)
    for telegram in telegrams {
      #expect(telegram.hasPrefix("/XMX5CLAMP-7\r\n") && telegram.contains("0-0:96.1.1(415A39)\r\n"))
      #expect(telegram.contains("0-0:1.0.0(000101010000W)\r\n"))
    }
    let second = Array(samples.prefix(4 * 4000))
    let hasReading = keeping.update(second.span)
    #expect(hasReading)
    let time = TelegramTime.civil(
      try CivilTime(year: 2026, month: 7, day: 8, hour: 9, minute: 10, second: 11, isSummer: true))
    let written = try [UInt8](unsafeUninitializedCapacity: 1024) { buffer, count in
      var output = OutputSpan(buffer: buffer, initializedCount: 0)
      try keeping.writeTelegram(into: &output, time: time)
      count = output.finalize(for: buffer)
    }
    let text = String(decoding: written, as: UTF8.self)
    #expect(text.hasPrefix("/XMX5CLAMP-7\r\n") && text.contains("0-0:1.0.0(260708091011S)\r\n"))
  }

  @Test("a configuration that cannot be measured is refused")
  func refused() throws {
    #expect(throws: MeterConfiguration.Failure.unsupportedRate) {
      _ = try Sensor(MeterConfiguration(rate: 999), estimator: FFTWEstimator(rate: 1000, channelCount: 4))
    }
    #expect(throws: MeterConfiguration.Failure.missingChannel(needed: 4, found: 2)) {
      _ = try Sensor(
        MeterConfiguration(channelCount: 2), estimator: FFTWEstimator(rate: 4000, channelCount: 2))
    }
  }
}
