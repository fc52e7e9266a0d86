// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing

@Suite struct FlagsTests {
  private static let all: [Flags] = [
    .clipped, .overRange, .belowRange, .noSignal, .derived, .frequencyLost, .gap, .jump, .dip,
  ]

  @Test("every condition has a bit of its own")
  func distinct() {
    for (index, flag) in Self.all.enumerated() {
      #expect(flag.rawValue.nonzeroBitCount == 1)
      for other in Self.all[(index + 1)...] { #expect(flag.intersection(other) == Flags()) }
    }
  }

  @Test("conditions are contained where all of them are")
  func contains() {
    let both = Flags.clipped.union(.gap)
    #expect(both.contains(.clipped) && both.contains(.gap) && both.contains(both) && both.contains(Flags()))
    #expect(!Flags.clipped.contains(both) && !Flags().contains(.clipped))
  }
}
