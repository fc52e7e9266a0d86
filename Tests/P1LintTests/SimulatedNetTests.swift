// SPDX-License-Identifier: Apache-2.0
@testable import P1Lint
import Metering
import MeteringFFTW
import P1Clamp
import P1Port
import Recordings
import Simulation
import Testing
import _TestSupport

@Suite("Telegrams of simulated nets")
struct SimulatedNetTests {
  static let scenarios: [Scenario] = {
    // Those that come with the module, a supply that is turned round, and voltages off the nominal one.
    let named = Scenario.names.map { Scenario.named($0)! }
    let delta = Scenario(
      wiring: .deltaAlternative, voltage: .init(rms: 216),
      loads: [
        .init(.l1l2, current: 9, phase: 160), .init(.l2l3, current: 30, phase: 60), .init(.all, current: 2),
      ])
    let exports = Scenario(
      wiring: .delta, rotation: .counterclockwise, voltage: .init(rms: 247),
      loads: [.init(.all, current: 25, phase: 179), .init(.l3l1, current: 0.05)])
    let large = Scenario(loads: [.init(.l1, current: 70, phase: 85), .init(.l2, current: 120, phase: -170)])
    let lost = Scenario(wiring: .single, voltage: .init(rms: 0), loads: [.init(.l1, current: 12)])
    return (named + [delta, exports, large, lost]).map {
      var scenario = $0
      scenario.rate = 1000
      return scenario
    }
  }()

  @Test(
    "no line's power is above its voltage times its current, import less export is the power, and lint finds nothing",
    arguments: scenarios.indices, PowerModel.allCases)
  func telegrams(index: Int, model: PowerModel) throws {
    let scenario = Self.scenarios[index]
    let net: TelegramStreamCheck.Net =
      WiringMap(scenario.wiring, rotation: scenario.rotation).hasNeutral ? .star : .delta
    let readings = try Self.readings(scenario, model)
    #expect(readings.count == 2)
    for reading in readings {
      for profile in [TelegramProfile.csp1, .csp1V05, .smr5, .emucs] {
        let (telegrams, errors) = Self.check(try Self.bytes(reading, profile), net)
        #expect(errors == [], "\(profile.name)")
        #expect(telegrams.count == 1)
        for telegram in telegrams { try Self.compare(TelegramCheck(telegram), profile, reading, model) }
      }
    }
  }

  /// Lint's telegrams and errors.
  static func check(_ bytes: [UInt8], _ net: TelegramStreamCheck.Net) -> (
    [ScannedTelegram], [LintFinding]
  ) {
    var check = TelegramStreamCheck(net: net)
    var telegrams: [ScannedTelegram] = []
    var errors: [LintFinding] = []
    for result in check.receive(bytes.span) {
      errors += result.findings.filter { !$0.isNote }
      if case .telegram(_, let telegram, _) = result { telegrams.append(telegram) }
    }
    return (telegrams, errors)
  }

  /// Compares a telegram's values with each other, and with the reading that it is of.
  static func compare(
    _ telegram: TelegramCheck, _ profile: TelegramProfile, _ reading: Reading, _ model: PowerModel
  ) throws {
    let hasPowers = profile.name.description != "csp1-v05"
    for (index, line) in Line.allCases.enumerated() {
      let told = telegram.lineQuantities[index]
      let current = try #require(told.current)
      let measured = reading.lines[line]?.current ?? 0
      #expect(current.isSaturated || (current.least...current.most).contains(measured))
      guard hasPowers else {
        #expect(told.voltage == nil && (told.powerIn?.value ?? 0) == 0 && (told.powerOut?.value ?? 0) == 0)
        continue
      }
      let voltage = try #require(told.voltage)
      let powerIn = try #require(told.powerIn)
      let powerOut = try #require(told.powerOut)
      let power = max(powerIn.value, powerOut.value)
      // Half a last place of each.
      #expect(power - 0.5 <= current.most * voltage.most)
      if model == .nominal, reading.frequency != nil {
        #expect(power + 0.5 >= max(0, current.least) * voltage.least)
      }
      let truth = reading.lines[line].map { $0.power ?? $0.apparentPower } ?? 0
      #expect(abs(powerIn.value - powerOut.value - truth) <= 0.5 + 1e-9)
    }
    guard hasPowers else { return }
    let netImport = try #require(telegram.quantity("1-0:1.7.0"))
    let netExport = try #require(telegram.quantity("1-0:2.7.0"))
    #expect(
      abs(netImport.value - netExport.value - (reading.totalImport - reading.totalExport)) <= 0.5 + 1e-9)
  }

  private static func readings(_ scenario: Scenario, _ model: PowerModel) throws -> [Reading] {
    var sensor = try Sensor(
      MeterConfiguration(
        rate: scenario.rate, calibration: scenario.calibration,
        wiring: WiringMap(scenario.wiring, rotation: scenario.rotation), powerModel: model),
      estimator: HostEstimator(.fixed, rate: scenario.rate, channelCount: 4))
    var blocks = FrameBlocks(try SimulatedSource(scenario, seconds: 2), framesPerBlock: 500)
    var readings: [Reading] = []
    while let frames = try blocks.next() {
      sensor.update(frames.span) { reading, _ in readings.append(reading.checked()) }
    }
    return readings
  }

  /// A reading's telegram.
  static func bytes(_ reading: Reading, _ profile: TelegramProfile) throws -> [UInt8] {
    let clock = TelegramTime.civil(
      try CivilTime(year: 2026, month: 7, day: 1, hour: 12, minute: 0, second: 0, isSummer: true))
    let telegram = Telegram(reading, as: profile, time: clock)
    return try [UInt8](capacity: Telegram.maximumLength) { output throws(Telegram.Failure) in
      try telegram.write(into: &output)
    }
  }
}
