// SPDX-License-Identifier: Apache-2.0
public import Simulation

/// A case at one rate and in one kind of net.
public struct MainsCondition: Sendable {
  /// What happens.
  public var kind: MainsCase
  /// Frames a second.
  public var rate: Double
  /// The installation: star or delta.
  public var wiring: Scenario.Wiring

  /// The grid: every case at every rate in every wiring, but for what a rate cannot hold.
  ///
  /// A ripple needs more than two frames a swing and some distance from half the rate; harmonics that the rate does not
  /// hold are left out of their waves.
  public static func grid(
    _ cases: [MainsCase] = MainsCase.all(), rates: [Double] = [1000, 4000, 8000, 16000],
    wirings: [Scenario.Wiring] = [.star, .delta]
  ) -> [MainsCondition] {
    wirings.flatMap { wiring in
      rates.flatMap { rate in
        cases.filter { kind in
          kind.scenarios[0].voltage.interharmonics.allSatisfy { $0.hertz < 0.4 * rate }
        }.map { MainsCondition(kind: $0, rate: rate, wiring: wiring) }
      }
    }
  }

  /// One of the case's scenarios at this rate and in this net.
  ///
  /// In a delta net a balanced load has no harmonics of orders that are multiples of three, nor has the voltage.
  func scenario(_ plain: Scenario, seed: UInt64) -> Scenario {
    var scenario = Scenario(
      rate: rate, bits: plain.bits, seed: seed, wiring: wiring, frequency: plain.frequency, voltage: plain.voltage,
      noise: plain.noise, pinkNoise: plain.pinkNoise, offset: plain.offset, midpoint: plain.midpoint,
      loads: plain.loads)
    let highest = plain.frequency.hertz * (plain.frequency.course.map(\.factor) + [1]).reduce(0, max)
    func fits(_ harmonic: Scenario.Harmonic) -> Bool {
      Double(harmonic.order) * highest < 0.45 * rate && (!wiring.isDelta || harmonic.order % 3 != 0)
    }
    scenario.voltage.harmonics.removeAll { !fits($0) }
    for index in scenario.loads.indices { scenario.loads[index].harmonics.removeAll { !fits($0) } }
    return scenario
  }

  /// The case, the rate and the wiring, in words.
  public var name: String { "\(kind.name), \(Int(rate)) frames/s, \(wiring.rawValue)" }
}
