// SPDX-License-Identifier: Apache-2.0
import Testing
import _TestSupport

@testable import Metering

@Suite struct NoiseTrackerTests {
  /// What a tracker makes of measurements of 6 % deviation.
  static func track(_ measured: [Double], limit: Double = 1e6) -> [Noise] {
    var tracker = NoiseTracker(limit: limit)
    return measured.map { tracker.update($0, deviation: 0.06) }
  }

  @Test(
    "measurements of stationary noise are averaged, and known the better the more there are",
    arguments: [UInt64](1...4))
  func average(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let measured = (0..<400).map { _ in 50 * (1 + 0.06 * Waves.gaussian(&generator)) }
    let tracked = Self.track(measured)
    try #require(tracked.count == 400)
    for (count, noise) in zip(1..., tracked) {
      let mean = measured.prefix(count).reduce(0, +) / Double(count)
      // Rounding in as many additions.
      #expect(abs(noise.power / mean - 1) < 1e-12, "seed \(seed)")
      #expect(abs(noise.relativeDeviation * Double(count).squareRoot() / 0.06 - 1) < 1e-12)
    }
  }

  @Test("a cycle that is far above the average is left out: a load switched in it")
  func above() {
    let tracked = Self.track([10, 10, 10, 13.1, 1e5, 10])
    #expect(tracked.map(\.power) == [10, 10, 10, 10, 10, 10])
    #expect(
      tracked[4].relativeDeviation == tracked[2].relativeDeviation
        && tracked[5].relativeDeviation < tracked[4].relativeDeviation)
  }

  @Test("a cycle that is far below the average begins a new one: what was before was no noise")
  func below() {
    let tracked = Self.track([500, 500, 10, 10])
    #expect(tracked.map(\.power) == [500, 500, 10, 10])
    #expect(tracked[2].relativeDeviation == 0.06)
  }

  @Test("noise is never more than the limit nor less than nothing")
  func limits() {
    #expect(Self.track([1e9, 1e9], limit: 4).map(\.power) == [4, 4])
    #expect(Self.track([-1, -2], limit: 4).map(\.power) == [0, 0])
  }

  @Test("a level that stays above for 16 cycles is taken at its least, a switching load's is not")
  func rise() {
    let risen = Self.track([1, 1, 1] + (0..<20).map { 4 + Double($0 % 2) })
    #expect(risen[17].power == 1 && risen[18].power == 4)
    let switching = Self.track([1, 1, 1] + (0..<40).map { $0 % 8 == 7 ? 1 : 100 })
    #expect(switching.allSatisfy { abs($0.power - 1) < 1e-12 })
  }

  @Test("a known power is no cycle's to change", arguments: [0, 0.3, 50] as [Double])
  func known(power: Double) {
    var tracker = NoiseTracker(limit: 4)
    for measured in [0, 1e5, 0.1, .nan, 2, nil] + [Double?](repeating: 1e5, count: 40) + [0, 0] {
      let noise = tracker.update(measured, deviation: 0.18, known: power)
      #expect(noise == Noise(power: power, relativeDeviation: 0, unlimitedPower: power))
    }
  }

  @Test("a channel that carried nothing begins with the first noise it shows")
  func silence() {
    #expect(Self.track([0, 0, 2, 2]).map(\.power) == [0, 0, 2, 2])
  }

  @Test("phasors are as uncertain as the noise is, however little of it is taken from the current")
  func scatter() {
    #expect(Self.track([20, 20, 20], limit: 4).map(\.unlimitedPower) == [20, 20, 20])
    #expect(Self.track([20, 20, 20], limit: 4).map(\.power) == [4, 4, 4])
    // A cycle in which a load switches is not noise.
    #expect(Self.track([2, 1e5, 2], limit: 4).map(\.unlimitedPower) == [2, 2, 2])
  }

  @Test("where nothing has shown the noise, it is taken for the limit; later for what it was")
  func unknown() {
    var tracker = NoiseTracker(limit: 4)
    #expect(tracker.update(nil, deviation: 0.1).power == 4)
    #expect(tracker.update(2, deviation: 0.1).power == 2 && tracker.update(nil, deviation: 0.1).power == 2)
  }
}
