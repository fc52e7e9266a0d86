// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

/// When readings come and what they cover.
@Suite struct MeterCycleTests {
  @Test(
    "there are as many readings as seconds, of whole periods each, and nothing is left out between them",
    arguments: [1000, 1280.5, 4000], [45, 49.3, 50, 60.2, 65])
  func cycles(rate: Double, frequency: Double) throws {
    var bench = Bench(rate: rate, currents: star(10))
    bench.frequency = frequency
    let seconds = rate < 2000 ? 6 : 3
    let samples = bench.frames(Int((Double(seconds) * rate).rounded(.up)))
    let (readings, log) = try bench.run(samples)
    #expect(readings.map(\.cycle) == Array(1...seconds))
    #expect(readings.map(\.time) == (1...seconds).map(Double.init))
    let period = rate / frequency
    for (second, sums) in zip(1..., log.cycles) {
      // The loop finds the frequency before the first cycle to some percent of a period, and to 1e-6 of it soon after.
      let error = sums.length - Double(sums.periods) * period
      #expect(abs(error) < (second == 1 ? 0.2 : 1e-3) * period)
      // The last period that is complete at the second: with the frame after its end.
      let left = Double(second) * rate - sums.end
      #expect(left >= 0 && left < period + 2)
    }
    for (earlier, later) in zip(log.cycles, log.cycles.dropFirst()) {
      #expect(later.start == earlier.end)
    }
    for (reading, sums) in zip(readings, log.cycles) {
      #expect(abs(reading.duration - sums.length / rate) < 1e-12)
      #expect(abs(reading.start - sums.start / rate) < 1e-12 && abs(reading.end - sums.end / rate) < 1e-12)
    }
    // Beyond the first, cycles have the periods of a second, give or take the one in progress.
    #expect(log.cycles.dropFirst().allSatisfy { abs(Double($0.periods) - frequency) < 1 })
  }

  @Test("the first cycle begins when the loop has found the voltage")
  func firstCycle() throws {
    let log = try Bench(currents: star(10)).run(Bench().frames(1000)).log
    let sums = try #require(log.cycles.first)
    // Eight periods.
    #expect(sums.start > 7.5 * 20 && sums.start < 8.5 * 20)
    #expect(sums.periods >= 41)
  }

  @Test("frames that make no second make no reading")
  func incomplete() throws {
    #expect(try Bench().run(Bench().frames(999)).readings.isEmpty)
    #expect(try Bench().run(Bench().frames(1999)).readings.count == 1)
  }

  @Test("how frames are split into blocks changes nothing", arguments: [UInt64](1...8))
  func splits(seed: UInt64) throws {
    var bench = Bench(currents: star(10, lagging: 30))
    bench.frequency = 49.3
    var generator = SeededGenerator(seed: seed)
    let samples = bench.frames(3100).map { $0 &+ Int16.random(in: -5...5, using: &generator) }
    let whole = try bench.run(samples)
    let longest = Int.random(in: 1...1500, using: &generator)
    let split = try bench.run(samples) { Int.random(in: 1...longest, using: &generator) }
    #expect(split.readings == whole.readings, "seed \(seed), blocks up to \(longest)")
    #expect(split.log.codes == whole.log.codes)
    #expect(split.log.periods.map(\.codes) == whole.log.periods.map(\.codes))
    #expect(split.log.periods.map(\.period) == whole.log.periods.map(\.period))
    #expect(whole.readings.count == 3)
  }

  @Test("the estimator gets every frame once, and each period after the frame that ends it")
  func feeding() throws {
    var bench = Bench(currents: star(10))
    bench.frequency = 50.7
    let samples = bench.frames(2500)
    let log = try bench.run(samples).log
    #expect(log.codes == samples)
    for (earlier, later) in zip(log.periods, log.periods.dropFirst()) {
      // The frame after the end is the latest one.
      #expect(Int((later.period.end + 65535) >> 16) == later.codes / 4 - 1)
      #expect(later.period.end == earlier.period.end + UInt64(later.period.length))
    }
    #expect(log.periods.count > 120)
    #expect(log.periods.drop { !$0.period.counts }.allSatisfy { $0.period.counts && !$0.period.isHeld })
  }

  @Test("without a voltage periods run on at the last known frequency, at first the nominal one")
  func assumedFrequency() throws {
    var bench = Bench(currents: star(10))
    bench.frequency = 51.3
    // The voltage is there from 1.6 s to 3.4 s.
    bench.disturb = { frame, channel, code in channel == 0 && !(1600..<3400).contains(frame) ? 0 : code }
    let log = try bench.run(bench.frames(6000)).log
    #expect(log.cycles[0].meanPeriod == 20)
    // What the loop knows after half a second and more: 0.1 %.
    for cycle in log.cycles[4...] { #expect(abs(cycle.meanPeriod * 51.3 / 1000 - 1) < 1e-3) }
    #expect(log.cycles.map { $0.period == nil } == [true, true, false, true, true, true])
    #expect(log.cycles.map(\.isVoltageShown) == [false, false, true, false, false, false])
  }

  @Test(
    "frames that are told to be lost: the second they begin in has a reading, those without a frame have none"
  )
  func skip() throws {
    var bench = Bench(currents: star(10, lagging: 20))
    bench.frequency = 50.3
    let samples = bench.frames(8000)
    let estimator = ScriptedEstimator(bench.estimate)
    var meter = try Meter(bench.configuration, estimator: estimator)
    var readings: [Reading] = []
    meter.update(samples[0..<4 * 2400].span) { readings.append($0.checked(isScripted: true)) }
    let within = [meter.skip(frames: 100), meter.skip(frames: 0)]
    #expect(within == [false, false])
    meter.update(samples[4 * 2500..<4 * 3600].span) { readings.append($0.checked(isScripted: true)) }
    // From 3.6 s to 6.2 s: the fourth second's reading comes at once, the fifth and sixth second have none.
    let isComplete = meter.skip(frames: 2600)
    #expect(isComplete)
    if let reading = meter.reading { readings.append(reading.checked(isScripted: true)) }
    meter.update(samples[4 * 6200..<samples.count].span) { readings.append($0.checked(isScripted: true)) }
    #expect(readings.map(\.time) == [1, 2, 3, 4, 7, 8])
    #expect(readings.map { $0.flags.contains(.gap) } == [false, false, true, true, true, false])
    #expect(estimator.log.skipped == 2700)
    for reading in readings.dropFirst() {
      #expect(abs(reading.lines[.l1]!.current / 10 - 1) < MeterLineTests.tolerance)
      #expect(reading.end <= reading.time && abs(reading.frequency! - 50.3) < 1e-3)
    }
  }

  @Test("what the body throws goes through, and the frames after that reading are not taken")
  func throwing() throws {
    struct Enough: Error, Equatable { var cycle: Int }
    var bench = Bench(currents: star(10, lagging: 20))
    bench.frequency = 50.3
    let samples = bench.frames(4000)
    let whole = try bench.run(samples).readings
    let estimator = ScriptedEstimator(bench.estimate)
    var meter = try Meter(bench.configuration, estimator: estimator)
    var readings: [Reading] = []
    var thrown: Enough?
    do throws(Enough) {
      try meter.update(samples.span) { (reading) throws(Enough) in
        readings.append(reading.checked(isScripted: true))
        if reading.cycle == 2 { throw Enough(cycle: 2) }
      }
    } catch {
      thrown = error
    }
    #expect(thrown == Enough(cycle: 2))
    #expect(estimator.log.codes.count == 4 * 2000)
    // The meter is as good as before: the frames after that reading give the rest.
    let rest = Array(samples[(4 * 2000)...])
    meter.update(rest.span) { readings.append($0.checked(isScripted: true)) }
    #expect(readings == whole)
  }

  @Test("a cycle's sums leave DC out and know which codes hit a rail")
  func sums() throws {
    var bench = Bench(currents: star(10))
    // Products are summed where there is no neutral.
    bench.configuration.wiring.hasNeutral = false
    bench.disturb = { $1 == 2 ? $2 + 5000 : $1 == 3 ? $2 * 10 : $2 }
    let sums = try #require(try bench.run(bench.frames(2000)).log.cycles.last)
    let square = pow(10 / bench.configuration.calibration.channels.inputs[.input1].scale, 2)
    // Of 20 different codes in a period, rounding leaves 2 x 5243 x 0.29 / sqrt(20) = 680 of 27 million.
    #expect(abs(sums.meanSquare.inputs[.input1] / square - 1) < 100e-6)
    #expect(abs(sums.meanSquare.inputs[.input2] / square - 1) < 100e-6)
    // cos(120 degrees) between inputs 1 and 2.
    #expect(abs(sums.meanProduct(.input1, .input2) / square + 0.5) < 100e-6)
    #expect(sums.meanProduct(.input2, .input1) == sums.meanProduct(.input1, .input2))
    for input in Input.allCases {
      #expect(sums.meanProduct(input, input) == sums.meanSquare.inputs[input])
    }
    // cos(turn) of 7414 x 10 codes is beyond 32767 in all but two of ten frames of each half period.
    #expect(
      sums.railCodes.voltage == 0 && sums.railCodes.inputs[.input1] == 0
        && Double(sums.railCodes.inputs[.input3]) > 0.5 * sums.length)
    #expect(sums.isConstant == PerChannel(repeating: false))
  }
}
