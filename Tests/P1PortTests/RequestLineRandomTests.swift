// SPDX-License-Identifier: Apache-2.0
import Foundation
import P1Port
import Testing
import _TestSupport

@Suite struct RequestLineRandomTests {
  @Test(
    "whatever the line does, the rules hold", arguments: [RequestLine.Mode.abort, .finish],
    1...50 as ClosedRange<UInt64>)
  func rules(mode: RequestLine.Mode, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var wire = Wire(mode: mode, isHigh: Bool.random(using: &generator))
    // Mean time between edges from 5 ms to 2 s, between readings about a second; some readings are missing.
    let edge = 5 * pow(400, Double.random(in: 0...1, using: &generator))
    var script: [(UInt64, Wire.Event)] = []
    var time = 0.0
    while time < 30_000 {
      script.append((UInt64(time), Bool.random(using: &generator) ? .high : .low))
      time += Double.random(in: 0...2 * edge, using: &generator)
    }
    for second in 0..<30 as Range<UInt64> where Int.random(in: 0..<5, using: &generator) > 0 {
      script.append((second * 1000 + UInt64.random(in: 0...200, using: &generator), .reading))
    }
    script.sort { $0.0 < $1.0 }
    wire.play(script, until: 30_500)

    let context: Comment = "seed \(seed), \(mode)"
    let starts = wire.sent.map(\.start)
    #expect(zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 >= 1000 }, context)
    let readings = wire.sent.map(\.reading)
    #expect(zip(readings, readings.dropFirst()).allSatisfy { $0 < $1 }, context)
    #expect(wire.ages.allSatisfy { $0 < 1500 }, context)
    #expect(wire.sent.allSatisfy { (1...805).contains($0.count) }, context)
    var first = 0
    for sent in wire.sent {
      #expect(wire.levels[first], context)
      first += sent.count
    }
    switch mode {
    case .abort: #expect(wire.levels.allSatisfy { $0 }, context)
    case .finish: #expect(wire.sent.allSatisfy { $0.count == 805 }, context)
    }
    #expect(!wire.sent.isEmpty, context)
  }
}
