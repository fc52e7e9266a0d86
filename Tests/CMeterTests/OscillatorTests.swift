// SPDX-License-Identifier: Apache-2.0
import CMeter
import Foundation
import Testing
import _TestSupport

@Suite("cm_oscillator")
struct OscillatorTests {
  @Test("cosine and sine of all phases: 3.1e-8, and of small ones the sine to 3e-8 of itself")
  func accuracy() {
    var worst = 0.0
    for phase in stride(from: UInt64(0), to: 1 << 32, by: 65521) {
      let oscillation = cm_oscillator_at(UInt32(phase))
      let angle = Double(phase) / 4_294_967_296 * 2 * .pi
      worst = max(worst, abs(Double(oscillation.cosine) / 1_073_741_824 - cos(angle)))
      worst = max(worst, abs(Double(oscillation.sine) / 1_073_741_824 - sin(angle)))
    }
    #expect(worst < 3.1e-8)
    // Half the steps of 16 to 400 frames a period.
    for frames in 16...400 {
      let phase = UInt32(2_147_483_648 / Double(frames))
      let sine = sin(Double(phase) / 2_147_483_648 * .pi)
      #expect(abs(Double(cm_oscillator_at(phase).sine) / 1_073_741_824 / sine - 1) < 2e-8 + 1e-9 / sine)
    }
  }

  @Test("a phase advances around the full turn")
  func wrap() {
    #expect(cm_oscillator_advance(.max, 1, 1) == 0)
    #expect(cm_oscillator_advance(7, 0xC000_0000, 3) == 0x4000_0007)
    #expect(cm_oscillator_advance(7, 0, 1000) == 7)
  }
}

@Suite("cm_direction")
struct DirectionOfTests {
  @Test(
    "cosine, sine and angle of numbers of any size and direction", arguments: 1...10 as ClosedRange<UInt64>)
  func accuracy(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      let magnitude = exp2(Double.random(in: 4...29.99, using: &random))
      let angle = Double.random(in: -Double.pi...Double.pi, using: &random)
      let (x, y) = (Int32((magnitude * cos(angle)).rounded()), Int32((magnitude * sin(angle)).rounded()))
      let found = cm_direction_of(x, y)
      let length = hypot(Double(x), Double(y))
      // As its header states.
      #expect(abs(Double(found.cosine) / 1_073_741_824 - Double(x) / length) < 2e-8, "\(x), \(y)")
      #expect(abs(Double(found.sine) / 1_073_741_824 - Double(y) / length) < 2e-8, "\(x), \(y)")
      let turns = atan2(Double(y), Double(x)) / (2 * .pi) - Double(found.angle) / 4_294_967_296
      #expect(abs(turns - turns.rounded()) * 2 * .pi < 3e-8, "\(x), \(y)")
    }
  }

  @Test("multiples of an eighth of a turn, and nothing")
  func eighths() {
    #expect(cm_direction_of(0, 0).cosine == 1 << 30 && cm_direction_of(0, 0).angle == 0)
    #expect(cm_direction_of(1 << 30, 0).angle == 0)
    #expect(cm_direction_of(1 << 30, 1 << 30).angle == 1 << 29)
    #expect(cm_direction_of(0, 5).angle == 1 << 30)
    #expect(cm_direction_of(-7, 0).angle == .min)
    #expect(cm_direction_of(0, -1 << 30).angle == -1 << 30)
    #expect(cm_direction_of(3, -3).angle == -1 << 29)
  }
}
