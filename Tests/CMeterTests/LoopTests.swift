// SPDX-License-Identifier: Apache-2.0
import CMeter
import Foundation
import Testing
import _TestSupport

/// What the loop tells of a voltage that is not steady.
@Suite("cm_loop")
struct LoopTests {
  /// Cycles of 8 s at 4000 frames/s, 12 bits, one for each: a voltage of so many codes of amplitude, noise of 1 code.
  static func cycles(
    seed: UInt64 = 1, rate: Double = 4000, seconds: Int = 8, amplitude: (Double) -> Double = { _ in 1600 },
    turns: (Double) -> Double, added: (Double) -> Double = { _ in 0 }
  ) -> [cm_cycle] {
    var random = SeededGenerator(seed: seed)
    var run = AccumulatorRun(rate: rate, channels: 1, bits: 12)
    run.take(
      (0..<seconds * Int(rate)).map { frame in
        let time = Double(frame) / rate
        let value = amplitude(time) * cos(2 * .pi * turns(time)) + added(time)
        return Waves.code(value + Waves.gaussian(&random))
      })
    #expect(run.cycles.count == seconds)
    return run.cycles
  }

  @Test("a ramp of up to 2 Hz/s is followed without a flag", arguments: [0.2, 0.5, 1, 2, -2])
  func ramp(slope: Double) {
    // From 50 Hz on, from 2 s to 4 s.
    func turns(_ time: Double) -> Double {
      let sliding = min(max(time - 2, 0), 2)
      return 50 * time + slope * sliding * sliding / 2 + slope * sliding * max(time - 4, 0)
    }
    let cycles = Self.cycles(turns: turns)
    #expect(cycles.allSatisfy { $0.jumps == 0 && $0.held == 0 })
    let frequency = 4000 / cycles[6].period
    #expect(abs(frequency - 50 - 2 * slope) < 1e-3)
  }

  @Test(
    "ripple control of 9 % shows neither jump nor dip, and leaves the frequency within 1 mHz",
    arguments: [110, 116.7, 133, 175, 183.3, 216.7, 383.3, 425] as [Double], [1000, 4000] as [Double])
  func ripple(frequency: Double, rate: Double) {
    let cycles = Self.cycles(
      rate: rate, turns: { 50.02 * $0 + 0.3 }, added: { 144 * cos(2 * .pi * frequency * $0 + 1) })
    #expect(cycles.allSatisfy { $0.jumps == 0 && $0.held == 0 })
    #expect(cycles.dropFirst().allSatisfy { abs(rate / $0.period - 50.02) < 1e-3 })
  }

  @Test(
    "a step of the phase that stays is a jump", arguments: [3, -5, 20, 60, -120] as [Double],
    [3.3, 3.307, 3.313])
  func jump(degrees: Double, time: Double) {
    let cycles = Self.cycles(turns: { 50.02 * $0 + ($0 > time ? degrees / 360 : 0) })
    #expect(cycles[3].jumps > 0)
    #expect(cycles.enumerated().allSatisfy { $0 == 3 || $1.jumps == 0 })
  }

  @Test(
    "steps of the phase of 1.8 degrees, and of the voltage of 10 %, are none", arguments: [3.3, 3.307, 3.313])
  func noJump(time: Double) {
    let phase = Self.cycles(turns: { 50.02 * $0 + ($0 > time ? 1.8 / 360 : 0) })
    #expect(phase.allSatisfy { $0.jumps == 0 && $0.held == 0 })
    let voltage = Self.cycles(amplitude: { $0 > time ? 1440 : 1600 }, turns: { 50.02 * $0 })
    #expect(voltage.allSatisfy { $0.jumps == 0 && $0.held == 0 })
  }

  @Test("a dip is held and is no jump", arguments: [0.3, 0], [0.04, 0.3])
  func dip(depth: Double, seconds: Double) {
    let cycles = Self.cycles(
      amplitude: { (3.304..<3.304 + seconds).contains($0) ? depth * 1600 : 1600 }, turns: { 50.02 * $0 + 0.2 }
    )
    let held = Int(seconds * 50)
    #expect((held - 1...held + 1).contains(Int(cycles[3].held)))
    let frequency = 4000 / cycles[3].period
    #expect(cycles.allSatisfy { $0.jumps == 0 } && abs(frequency - 50.02) < 5e-3)
  }

  @Test("a drop that stays is taken on")
  func drop() {
    let cycles = Self.cycles(amplitude: { $0 > 3.3 ? 640 : 1600 }, turns: { 50.02 * $0 })
    // The average comes down to twice the voltage by 1 - 10/256 a period: ln(0.6 / 0.4) * 25 = 10 periods, give or take two.
    #expect((6...12).contains(Int(cycles[3].held)))
    #expect(cycles[4...].allSatisfy { $0.held == 0 } && cycles.allSatisfy { $0.jumps == 0 })
  }
}
