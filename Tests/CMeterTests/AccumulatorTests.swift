// SPDX-License-Identifier: Apache-2.0
import CMeter
import Foundation
import Testing
import _TestSupport

@Suite("cm_accumulator")
struct AccumulatorTests {
  static func configuration(rate: Double = 4000, channels: Int = 2, smoothing: UInt32 = 7)
    -> cm_accumulator_config
  {
    cm_accumulator_config(
      format: SumsTests.format(channels, bits: 16),
      periods: cm_periods_config(
        nominal_period: UInt32(rate / 50 * 65536), shortest_period: UInt32(rate / 70 * 65536),
        longest_period: UInt32(rate / 42 * 65536), smoothing: smoothing, least_swing: 8))
  }

  /// Runs all frames through an accumulator, in blocks of random lengths, closing a cycle a second.
  static func run(
    _ samples: [Int16], rate: Double = 4000, channels: Int = 2, blocks: inout SeededGenerator,
    longest: Int = 5000
  ) -> (edges: [(position: Double, edge: cm_edge)], cycles: [cm_cycle]) {
    var state = cm_accumulator()
    var edges: [(Double, cm_edge)] = []
    var cycles: [cm_cycle] = []
    var taken = 0
    let total = samples.count / channels
    withUnsafePointer(to: configuration(rate: rate, channels: channels)) { config in
      samples.withUnsafeBufferPointer { buffer in
        while taken < total {
          let second = (taken / Int(rate) + 1) * Int(rate)
          let block = min(second, total, taken + Int.random(in: 1...longest, using: &blocks)) - taken
          var edge = cm_edge()
          var found = false
          taken += cm_accumulator_update(
            &state, config, buffer.baseAddress! + taken * channels, block, &edge, &found)
          if found { edges.append((Double(taken - 2) + Double(edge.fraction) / 65536, edge)) }
          if taken == second {
            var cycle = cm_cycle()
            cm_accumulator_close(&state, &cycle)
            cycles.append(cycle)
          }
        }
      }
    }
    return (edges, cycles)
  }

  static func sine(_ frequency: Double, rate: Double = 4000, seconds: Double, offset: Double = 0) -> [Int16] {
    Waves.frames(
      Int(rate * seconds),
      [
        { offset + 16650 * sin(2 * .pi * frequency * Double($0) / rate - 0.3) },
        { 10000 * sin(2 * .pi * frequency * Double($0) / rate - 1) },
      ], bits: 16)
  }

  @Test(
    "edges lie where the smoothed voltage rises through its middle",
    arguments: [45, 48.7, 50, 52.5, 60.2, 65])
  func edges(frequency: Double) {
    var blocks = SeededGenerator(seed: 1)
    let edges = Self.run(Self.sine(frequency, seconds: 3, offset: 37), blocks: &blocks).edges
    // A moving average of 7 frames is 3 frames late. The crossing is where a straight line between two
    // frames puts it, and its level is the middle of the extremes of some frames, which lie up to half a frame
    // beside the true ones: 1 - cos(pi 65/4000) = 1.3e-3 of the amplitude, 0.013 frames.
    let expected = edges.map { position, _ in
      let turns = (position - 3) * frequency / 4000 - 0.3 / (2 * .pi)
      return turns - turns.rounded()
    }
    let period = 4000 / frequency
    for (turn, (position, edge)) in zip(expected, edges).dropFirst() {
      #expect(abs(turn * period) < 0.02, "at \(position)")
      #expect(edge.seen)
    }
    #expect(edges.count >= Int(3 * frequency) - 3)
    #expect(edges.dropFirst(2).allSatisfy { $0.edge.periods == 1 })
  }

  @Test("a voltage is found within four periods wherever its phase begins", arguments: 0..<36)
  func start(phase: Int) throws {
    let samples = Waves.frames(
      4000,
      [{ 1665 * sin(2 * .pi * (50.0 * Double($0) / 4000 + Double(phase) / 36)) }, { _ in 0 }], bits: 16)
    var blocks = SeededGenerator(seed: 6)
    let edges = Self.run(samples, blocks: &blocks).edges
    let first = try #require(edges.first { $0.edge.periods == 1 && $0.edge.seen })
    // Two periods to see its extremes, up to one to its crossing, one to measure, and the smoothing.
    #expect(first.position < 4 * 80 + 7)
  }

  @Test("every frame counts once: cycles follow each other without a seam", arguments: [UInt64](1...10))
  func gapless(seed: UInt64) throws {
    var blocks = SeededGenerator(seed: seed)
    let samples = Self.sine(47 + Double(seed), seconds: 4)
    let cycles = Self.run(samples, blocks: &blocks).cycles
    try #require(cycles.count == 4)
    for (earlier, later) in zip(cycles, cycles.dropFirst()) {
      #expect(later.position == earlier.position + earlier.length)
      #expect(Integers.arrays(earlier.end.moments) == Integers.arrays(later.start.moments))
    }
    // The whole frames of all cycles are those between the first and the last edge.
    let first = Int(cycles[0].position >> 16) + 2
    let last = Int((cycles[3].position + cycles[3].length) >> 16) + 2
    let frames = cycles.reduce(0) { $0 + Int($1.sums.frames) }
    #expect(frames == last - first)
    let sums = Integers(Sums.of(Array(samples[first * 2..<last * 2]), channels: 2, bits: 16))
    #expect(cycles.reduce(0) { $0 + $1.sums.moments.square.1 } == sums.square[1])
  }

  @Test("how frames are split into blocks does not matter", arguments: [UInt64](1...10))
  func splits(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let samples = Self.sine(50.3, seconds: 2).map { $0 + Int16.random(in: -3...3, using: &generator) }
    var whole = SeededGenerator(seed: 0)
    let reference = Self.run(samples, blocks: &whole, longest: 1)
    let split = Self.run(samples, blocks: &generator, longest: 500)
    #expect(split.edges.map(\.position) == reference.edges.map(\.position), "seed \(seed)")
    #expect(split.cycles.map(\.length) == reference.cycles.map(\.length))
    #expect(split.cycles.map { Integers($0.sums) } == reference.cycles.map { Integers($0.sums) })
  }

  @Test("a cycle's mean square is that of whole periods", arguments: [47.5, 50.01, 52.5, 57.5, 62.5])
  func meanSquare(frequency: Double) throws {
    var blocks = SeededGenerator(seed: 3)
    let cycles = Self.run(Self.sine(frequency, seconds: 5), blocks: &blocks).cycles
    try #require(cycles.count == 5)
    for cycle in cycles {
      let overlap = Double(cycle.start.moments.square.1 - cycle.end.moments.square.1)
      let mean = (Double(cycle.sums.moments.square.1) * 65536 + overlap) / Double(cycle.length)
      // The mean of 2 x e over the 64 different codes of a 62.5 Hz sine, e the rounding of 0.29 code, is
      // 2 * 7071 * 0.29 / 8 = 510 codes squared or 10 ppm; three of those. The edges add less than 1 ppm.
      #expect(abs(mean / 50_000_000 - 1) < 30e-6, "\(mean)")
    }
  }

  @Test("without a voltage edges run on at the last period, and whole periods lie between them")
  func lostVoltage() throws {
    let frequency = 50.7
    let samples = Self.sine(frequency, seconds: 5).enumerated().map { index, code -> Int16 in
      index % 2 == 0 && (8000..<24000).contains(index) ? 3 : code
    }
    var blocks = SeededGenerator(seed: 4)
    let (edges, cycles) = Self.run(samples, blocks: &blocks)
    let lost = edges.filter { (4200..<11900).contains($0.position) }
    try #require(lost.count > 90)
    #expect(lost.allSatisfy { !$0.edge.seen && $0.edge.periods == 1 })
    let lengths = lost.map { Double($0.edge.length) / 65536 }
    // The period was measured to 0.02 frames; see above.
    #expect(lengths.allSatisfy { abs($0 - 4000 / frequency) < 0.02 })
    // The voltage is missing from 1 s to 3 s; the cycle after that may begin with a period that ran on.
    let lossy = cycles.map { $0.unseen > 0 }
    #expect([lossy[0], lossy[1], lossy[2], lossy[4]] == [false, true, true, false])
    let returned = try #require(edges.first { $0.position > 12000 && $0.edge.seen })
    #expect(returned.position < 12000 + 2 * 4000 / frequency)
    #expect(returned.edge.periods == 0)
  }

  @Test(
    "streams of bad shape end cycles all the same",
    arguments: [
      { _ in Int16(0) }, { _ in Int16.max }, { $0 % 2 == 0 ? Int16.min : .max }, { $0 == 5000 ? 1000 : 0 },
      { $0 / 40 % 2 == 0 ? Int16.min : .max }, { $0 / 40 % 2 == 0 ? 0 : 1 },
    ] as [@Sendable (Int) -> Int16])
  func badShapes(shape: @Sendable (Int) -> Int16) {
    let samples = (0..<4 * 16000).flatMap { [shape($0), shape($0)] }
    var blocks = SeededGenerator(seed: 5)
    let cycles = Self.run(samples, rate: 16000, blocks: &blocks).cycles
    #expect(cycles.count == 4)
    for cycle in cycles.dropFirst() {
      // A second, give or take a period of the lowest frequency that is followed and the one run on before it.
      let length = Double(cycle.length) / 65536 / 16000
      let tolerance = 2.0 / 42
      #expect(abs(length - 1) < tolerance)
      let square: Int64 = cycle.sums.moments.square.0
      let most: Int64 = 17000 << 30
      #expect(square >= 0 && square <= most)
    }
  }
}
