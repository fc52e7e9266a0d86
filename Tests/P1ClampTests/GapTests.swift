// SPDX-License-Identifier: Apache-2.0
import Recordings
import Simulation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

@Suite("lost frames")
struct GapTests {
  /// Readings of 5 s, of which frames are lost at a place; what is told to be lost may be another number.
  static func readings(
    losing lost: Int, telling told: Int, at frame: Int, rate: Double, wave: Scenario? = nil
  ) throws
    -> [Reading]
  {
    var scenario =
      wave ?? Scenario(seed: 5, frequency: .init(50.2), loads: [.init(.all, current: 8, phase: 15)])
    scenario.rate = rate
    var source = try SimulatedSource(scenario, seconds: 5)
    var codes: [Int16] = []
    while case let frames = try source.read(upTo: 4000), !frames.isEmpty { codes += frames }
    var meter = try Meter(
      MeterConfiguration(rate: rate, calibration: scenario.calibration), estimator: FixedEstimator())
    var readings: [Reading] = []
    meter.update(codes[0..<frame * 4].span) { readings.append($0.checked()) }
    if meter.skip(frames: told), let reading = meter.reading { readings.append(reading.checked()) }
    meter.update(codes[(frame + lost) * 4..<codes.count].span) { readings.append($0.checked()) }
    return readings
  }

  @Test(
    "frames that are told to be lost flag their cycle and no other", arguments: [1000.0, 4000, 16000],
    [1, 37])
  func flagged(rate: Double, lost: Int) throws {
    let readings = try Self.readings(losing: lost, telling: lost, at: Int(2.4 * rate), rate: rate)
    #expect(readings.map { $0.flags.contains(.gap) } == [false, false, true, false, false])
    #expect(readings.allSatisfy { !$0.flags.contains(.jump) })
    for reading in readings.dropFirst() {
      #expect(abs(reading.frequency! - 50.2) < 1e-3)
      #expect(abs(reading.lines[.l2]!.current / 8 - 1) < 5e-4 && abs(reading.lines[.l2]!.phase! - 15) < 0.1)
    }
  }

  @Test("frames that are lost anywhere in a second leave its frequency, and the voltage is not lost")
  func anywhere() throws {
    for place in stride(from: 2.01, to: 3, by: 0.07) {
      let reading = try Self.readings(losing: 20, telling: 20, at: Int(place * 4000), rate: 4000)[2]
      #expect(reading.flags == .gap, "at \(place) s")
      // Half a second of 8 uHz, and the frequency's uncertainty is three times as large.
      let uncertainty = try #require(reading.frequencyUncertainty)
      #expect(abs(try #require(reading.frequency) - 50.2) < 5 * uncertainty + 2e-4)
    }
  }

  @Test("frames that are lost again and again are no lost voltage", arguments: HostEstimator.Kind.allCases)
  func often(kind: HostEstimator.Kind) throws {
    let scenario = Scenario(
      seed: 5, frequency: .init(50.2), loads: [.init(.all, current: 8, phase: 195)])
    var source = try SimulatedSource(scenario, seconds: 4)
    var meter = try Meter(
      scenario.configuration(), estimator: kind.estimator(rate: 4000, channelCount: 4))
    var readings: [Reading] = []
    // A block of 5 ms in each 90 ms.
    while case let frames = try source.read(upTo: 340), !frames.isEmpty {
      meter.update(frames.span) { readings.append($0.checked()) }
      let lost = try source.read(upTo: 20)
      if meter.skip(frames: lost.count / 4), let reading = meter.reading {
        readings.append(reading.checked())
      }
    }
    #expect(readings.count >= 3)
    for reading in readings.dropFirst() {
      #expect(reading.flags == .gap)
      #expect(reading.lines[.l1]!.direction == .export)
      if let frequency = reading.frequency { #expect(abs(frequency - 50.2) < 0.01) }
    }
  }

  @Test("frames that are lost without a word show as a jump where they turn the phase by more than 2 degrees")
  func untold() throws {
    let readings = try Self.readings(losing: 3, telling: 0, at: Int(2.4 * 4000), rate: 4000)
    #expect(readings.map { $0.flags.contains(.jump) } == [false, false, true, false])
    #expect(readings.allSatisfy { !$0.flags.contains(.gap) && abs($0.lines[.l3]!.phase! - 15) < 0.1 })
  }

  @Test("loads that switch and a frequency that moves are no gaps", arguments: [1000.0, 4000, 16000])
  func quiet(rate: Double) throws {
    let scenario = Scenario(
      seed: 6, frequency: .init(50, course: [.init(time: 1, factor: 1.01, ramp: 1)]),
      voltage: .init(harmonics: [.init(order: 5, percent: 6)], course: [.init(time: 3.3, factor: 0.9)]),
      loads: [.init(.all, current: 20, switching: .init(period: 0.3))])
    let readings = try Self.readings(losing: 0, telling: 0, at: 0, rate: rate, wave: scenario)
    #expect(readings.count == 5)
    #expect(readings.allSatisfy { $0.flags.isEmpty })
  }

  @Test(
    "the second after a voltage that was away reads as any other, whenever it left and came back",
    arguments: [1.27, 1.302, 1.411], [2.61, 2.703, 2.85])
  func returned(left: Double, back: Double) throws {
    let scenario = Scenario(
      seed: 8, frequency: .init(50.1),
      voltage: .init(course: [.init(time: left, factor: 0), .init(time: back, factor: 1)]),
      loads: [.init(.all, current: 10, phase: 35)])
    let reading = try #require(try scenario.readings(4, estimator: .fixed).last)
    // Far above the noise of a second, 8 uHz and 10 ppm. Tuned by the period in which the voltage falls away, too, the
    // estimator would be 20 mHz and 0.8 % off.
    #expect(abs(try #require(reading.frequency) - 50.1) < 1e-3)
    for line in [Line.l1, .l2, .l3] {
      let line = try #require(reading.lines[line])
      #expect(abs(line.current / 10 - 1) < 5e-4)
      #expect(abs(line.fundamental / 10 - 1) < 5e-4)
      #expect(abs(try #require(line.phase) - 35) < 0.1)
    }
  }

  @Test("the harmonics of a channel are at hand after a cycle, in codes")
  func harmonics() throws {
    let scenario = Scenario(
      seed: 7, voltage: .init(harmonics: [.init(order: 7, percent: 4)]),
      loads: [
        .init(.l2, current: 10, harmonics: [.init(order: 3, percent: 30), .init(order: 37, percent: 2)])
      ])
    var blocks = FrameBlocks(try SimulatedSource(scenario, seconds: 2), framesPerBlock: 4000)
    var meter = try Meter(
      MeterConfiguration(calibration: scenario.calibration),
      estimator: FFTWEstimator(rate: 4000, channelCount: 4))
    try meter.measure(&blocks) { $0.checked() }
    let scale = scenario.calibration.channels.inputs[.input2].scale
    // Five standard deviations of a harmonic: 1.04 / sqrt(4000) codes through five Hann bins, 0.5 mA each.
    let tolerance = 2.5e-3
    #expect(abs(meter.estimator.harmonic(1, of: .input2) * scale - 10) < tolerance)
    #expect(abs(meter.estimator.harmonic(3, of: .input2) * scale - 3) < tolerance)
    #expect(abs(meter.estimator.harmonic(37, of: .input2) * scale - 0.2) < tolerance)
    #expect(meter.estimator.harmonic(5, of: .input2) * scale < tolerance)
    let volts = scenario.calibration.channels.voltage.scale
    #expect(abs(meter.estimator.voltageHarmonic(7) * volts - 9.2) < tolerance * 400 / 62.5)
  }
}
