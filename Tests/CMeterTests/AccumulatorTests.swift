// SPDX-License-Identifier: Apache-2.0
import CMeter
import Foundation
import Testing
import _TestSupport

@Suite("cm_accumulator")
struct AccumulatorTests {
  @Test(
    "periods are as long as the mains', from any frequency on",
    arguments: [42.3, 45, 48.7, 50, 60.2, 65, 69.7])
  func periods(frequency: Double) throws {
    var run = AccumulatorRun()
    run.take(AccumulatorRun.sine(frequency, seconds: 3, offset: 37))
    let counted = run.counted
    #expect(counted.count > Int(2.7 * frequency))
    #expect(!counted.contains { $0.held })
    // The loop has a time constant of 10 periods; what is left of 15 % after 40 is below 1e-3.
    for period in counted.dropFirst(40) {
      let ratio = Double(period.length) / 65536 * frequency / 4000
      #expect(abs(ratio - 1) < 1e-3)
    }
    try #require(run.cycles.count == 3)
    for cycle in run.cycles.dropFirst() {
      // Rounding to codes is 1.7e-5 of the voltage's amplitude, 3e-6 of a turn a period: over n periods the slope is known to
      // sqrt(12 / n) / n of that, 3e-8; six of it.
      let ratio = cycle.period * frequency / 4000
      #expect(abs(ratio - 1) < 2e-7)
      #expect(cycle.jumps == 0 && cycle.held == 0 && cycle.gaps == 0)
    }
  }

  @Test("every frame counts once: cycles follow each other without a seam", arguments: [UInt64](1...10))
  func gapless(seed: UInt64) throws {
    var blocks = SeededGenerator(seed: seed)
    var run = AccumulatorRun()
    let samples = AccumulatorRun.sine(47 + Double(seed), seconds: 4)
    run.take(samples) { Int.random(in: 1...5000, using: &blocks) }
    try #require(run.cycles.count == 4)
    for (earlier, later) in zip(run.cycles, run.cycles.dropFirst()) {
      #expect(later.start == earlier.end && earlier.end - earlier.start == earlier.length)
    }
    let (start, end) = (Double(run.cycles[0].start) / 65536, Double(run.cycles[3].end) / 65536)
    let first = Int(start.rounded(.up)) - 1
    let weighted = edgeWeights(start, end).enumerated().map { index, weight in
      let code = Double(samples[2 * (first + index) + 1])
      return (weight * code, weight * code * code)
    }
    var found = run.cycles.map { cycle in
      var cycle = cycle
      return (Double(cm_cycle_sum(&cycle, 1)), Double(cm_cycle_square(&cycle, 1)))
    }
    found.append((0, 0))
    // Weights are in 1/65536: 2^-17 of four codes and of their squares, at most.
    let (sum, square) = (found.reduce(0) { $0 + $1.0 } / 65536, found.reduce(0) { $0 + $1.1 } / 65536)
    let (exactSum, exactSquare) = (weighted.reduce(0) { $0 + $1.0 }, weighted.reduce(0) { $0 + $1.1 })
    #expect(abs(sum - exactSum) < 0.4)
    #expect(abs(square - exactSquare) < 4000)
  }

  @Test("how frames are split into blocks does not matter", arguments: [UInt64](1...10))
  func splits(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let samples = AccumulatorRun.sine(50.3, seconds: 2).map {
      $0 + Int16.random(in: -3...3, using: &generator)
    }
    var (whole, split) = (AccumulatorRun(), AccumulatorRun())
    whole.take(samples) { 1 }
    split.take(samples) { Int.random(in: 1...500, using: &generator) }
    #expect(split.periods.map(\.end) == whole.periods.map(\.end), "seed \(seed)")
    #expect(split.cycles.count == 2 && whole.cycles.count == 2, "seed \(seed)")
    for (a, b) in zip(split.cycles, whole.cycles) {
      #expect(Integers(a.sums) == Integers(b.sums) && a.crossings.first == b.crossings.first)
      #expect(a.fundamentals.1.square == b.fundamentals.1.square)
      #expect(a.fundamentals.1.projected.imaginary == b.fundamentals.1.projected.imaginary)
    }
  }

  @Test("without a voltage periods run on at the last frequency; then it is found again")
  func lostVoltage() throws {
    let frequency = 50.7
    let samples = AccumulatorRun.sine(frequency, seconds: 5).enumerated().map { index, code -> Int16 in
      index % 2 == 0 && (8000..<24000).contains(index) ? 3 : code
    }
    var run = AccumulatorRun()
    run.take(samples)
    let lost = run.counted.filter { (4260..<11900).contains($0.span.end) }
    try #require(lost.count > 90)
    #expect(!lost.contains { !$0.held })
    // What the loop took from the period in which the voltage went is taken back in the next one.
    let lengths = lost.map { Double($0.length) / 65536 * frequency / 4000 }
    #expect(lengths.allSatisfy { abs($0 - 1) < 1e-3 })
    let isLost = run.cycles.map { $0.lost * 2 > $0.periods }
    #expect(isLost == [false, true, true, false, false])
    let returned = run.counted.filter { $0.span.start > 12100 }
    #expect(!returned.contains { $0.held })
    let ratio = run.cycles[4].period * frequency / 4000
    #expect(run.cycles[4].jumps == 0 && abs(ratio - 1) < 2e-7)
  }

  @Test("frames that are told to be lost are left out, and the rest is as if they had not been")
  func skip() throws {
    let samples = AccumulatorRun.sine(50.2, seconds: 3)
    var (whole, cut) = (AccumulatorRun(), AccumulatorRun())
    whole.take(samples)
    cut.take(Array(samples[..<11000]))
    cut.skip(700)
    cut.take(Array(samples[(11000 + 1400)...]))
    #expect(cut.cycles.map(\.gaps) == [0, 1, 0])
    let (a, b) = (whole.cycles[1], cut.cycles[1])
    // Eight or nine periods lie in it, and one on each side is cut.
    #expect((10...11).contains(Int(a.periods) - Int(b.periods)))
    #expect(b.length < b.end - b.start)
    #expect(b.jumps == 0 && b.held == 0)
    for (a, b) in zip(a.channels, b.channels).prefix(2).dropFirst() {
      // Phase and amplitude: rounding to codes alone, 1e-6.
      let real = Double(b.projected.real) / Double(a.projected.real) * Double(whole.cycles[1].length)
      #expect(abs(real / Double(cut.cycles[1].length) - 1) < 2e-6)
    }
    let (c, d) = (whole.cycles[2], cut.cycles[2])
    let apart = Double(c.end) - Double(d.end)
    #expect(abs(apart) < 300)
  }

  @Test(
    "streams of bad shape end cycles all the same",
    arguments: [
      { _ in Int16(0) }, { _ in Int16.max }, { $0 % 2 == 0 ? Int16.min : .max }, { $0 == 5000 ? 1000 : 0 },
      { $0 / 40 % 2 == 0 ? Int16.min : .max }, { $0 / 40 % 2 == 0 ? 0 : 1 },
    ] as [@Sendable (Int) -> Int16])
  func badShapes(shape: @Sendable (Int) -> Int16) {
    var run = AccumulatorRun(rate: 16000)
    run.take((0..<4 * 16000).flatMap { [shape($0), shape($0)] })
    #expect(run.cycles.count == 4)
    for cycle in run.cycles.dropFirst() {
      // A second, give or take a period of the lowest frequency that is followed.
      let seconds = Double(cycle.length) / 65536 / 16000
      #expect(abs(seconds - 1) < 1.0 / 42)
      let square: Int64 = cycle.sums.moments.square.0
      let most: Int64 = 17000 << 30
      #expect(square >= 0 && square <= most)
    }
  }
}
