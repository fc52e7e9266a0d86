// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Metering

/// What a line's signal is judged to be where no sinusoid gets it.
@Suite struct SignalTests {
  /// The reading of a line that carries this, after a cycle of import.
  static func read(_ meanSquare: Double, noise: Double = 0) -> LineReading {
    var signal = Signal()
    signal.take(Noise(power: noise, deviation: 0.1, scatter: noise))
    signal.meanSquare = meanSquare
    var reference = LineReference(inverseLength: 1e-3, voltage: 230, largestCurrent: 40)
    var direction = Direction.import
    var reading = LineReading()
    signal.read(&reference, angle: 0, &direction, into: &reading)
    return reading
  }

  @Test("a square that is not a number is a current that is none, which a telegram tells as the largest")
  func notANumber() {
    for reading in [Self.read(.nan), Self.read(.infinity, noise: .infinity)] {
      #expect(reading.current.isNaN && reading.apparentPower.isNaN && reading.power == nil)
      #expect(!reading.flags.contains(.belowRange))
    }
  }

  @Test("an infinite square is a current over range")
  func infinite() {
    let reading = Self.read(.infinity)
    #expect(reading.current == .infinity && reading.flags == .overRange)
  }

  @Test("less than its noise is nothing", arguments: [(0, 0), (1, 2), (1, 1)] as [(Double, Double)])
  func nothing(meanSquare: Double, noise: Double) {
    let reading = Self.read(meanSquare, noise: noise)
    #expect(reading.current == 0 && reading.power == 0 && reading.flags == .belowRange)
  }
}
