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
    // An edge lies where a line through two frames crosses the middle of the frames' extremes. These may lie half
    // a frame, 1 - cos(turn / 2) of the amplitude, beside the true ones, and the slope is `turn` a frame; the
    // line adds less than 0.01 frames.
    let turn = 2 * Double.pi / period
    let edge = (1 - cos(turn / 2)) / 2 / turn + 0.01
    // The first extreme is not smoothed: over n frames a peak is lower by (n turn)^2 / 24.
    let smoothing = (rate * 1.76e-3).rounded(.down)
    let first = smoothing * smoothing * turn / 48
    for (second, sums) in zip(1..., log.cycles) {
      let error = sums.length - Double(sums.periods) * period
      #expect(abs(error) < 2 * edge + (second == 1 ? first : 0))
      // The last period complete at the second: the smoothing of 1.76 ms may hide one that just was.
      let left = Double(second) * rate - sums.start - sums.length
      #expect(left >= 0 && left < period + rate * 1.76e-3 + 2)
    }
    for (earlier, later) in zip(log.cycles, log.cycles.dropFirst()) {
      #expect(later.start == earlier.start + earlier.length)
    }
    for (reading, sums) in zip(readings, log.cycles) {
      #expect(reading.duration == sums.length / rate)
    }
    // Beyond the first, cycles have the periods of a second, give or take the one in progress.
    #expect(log.cycles.dropFirst().allSatisfy { abs(Double($0.periods) - frequency) < 1 })
  }

  @Test("the first cycle begins when a period has been measured")
  func firstCycle() throws {
    let log = try Bench(currents: star(10)).run(Bench().frames(1000)).log
    let sums = try #require(log.cycles.first)
    // Two periods to see what the voltage is, less than one to its next crossing, one to measure.
    #expect(sums.start > 2 * 20 && sums.start < 4 * 20)
    #expect(sums.periods >= 46)
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
    #expect(split.log.edges.map(\.codes) == whole.log.edges.map(\.codes))
    #expect(split.log.edges.map(\.edge) == whole.log.edges.map(\.edge))
    #expect(whole.readings.count == 3)
  }

  @Test("the estimator gets every frame once, and each edge behind the frame that shows it")
  func feeding() throws {
    var bench = Bench(currents: star(10))
    bench.frequency = 50.7
    let samples = bench.frames(2500)
    let log = try bench.run(samples).log
    #expect(log.codes == samples)
    // Edges are the periods' lengths apart.
    let positions = log.edges.map { Double($0.codes / 4 - 2) + Double($0.edge.fraction) / 65536 }
    for (index, edge) in log.edges.enumerated().dropFirst() {
      #expect(positions[index] - positions[index - 1] == Double(edge.edge.length) / 65536)
    }
    #expect(log.edges.count > 120 && log.edges.dropFirst().allSatisfy { $0.edge.isSeen })
  }

  @Test("without a voltage the estimator is told the last known frequency, at first the nominal one")
  func assumedFrequency() throws {
    var bench = Bench(currents: star(10))
    bench.frequency = 51.3
    // The voltage is there from 1.5 s to 3.5 s.
    bench.disturb = { frame, channel, code in channel == 0 && !(1500..<3500).contains(frame) ? 0 : code }
    let log = try bench.run(bench.frames(5000)).log
    #expect(log.assumed.first == 50)
    // Each edge is right to 0.05 frames of 19.5, and the average is over about eight periods: 0.1 %.
    for assumed in log.assumed[2...] {
      #expect(abs(assumed / 51.3 - 1) < 1e-3)
    }
    #expect(log.cycles.map(\.isVoltageSeen) == [false, false, true, false, false])
  }

  @Test("what the body throws goes through, and the frames behind that reading are not taken")
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
        readings.append(reading)
        if reading.cycle == 2 { throw Enough(cycle: 2) }
      }
    } catch {
      thrown = error
    }
    #expect(thrown == Enough(cycle: 2))
    #expect(estimator.log.codes.count == 4 * 2000)
    // The meter is as good as before: the frames behind that reading give the rest.
    let rest = Array(samples[(4 * 2000)...])
    meter.update(rest.span) { readings.append($0) }
    #expect(readings == whole)
  }

  @Test("a cycle's sums leave DC out and know which codes hit a rail")
  func sums() throws {
    var bench = Bench(currents: star(10))
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
    #expect(sums.isClipped == PerChannel(voltage: false, inputs: .init(false, false, true)))
    #expect(sums.isConstant == PerChannel(repeating: false))
  }
}
