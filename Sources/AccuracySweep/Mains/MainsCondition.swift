// SPDX-License-Identifier: Apache-2.0
public import Metering
public import Simulation

/// A case at one rate and in one kind of net.
public struct MainsCondition: Sendable, Equatable {
  /// The case that happens.
  public var kind: MainsCase
  /// Frames a second.
  public var rate: Double
  /// The installation: star or delta.
  public var wiring: Scenario.Wiring

  /// The grid: every case at every rate in every wiring, but for signals that a rate cannot hold.
  ///
  /// A ripple needs more than two frames a swing and some distance from half the rate. Harmonics that the rate does not
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

  /// A grid that takes seconds: every case at the least rate in a delta net and at 4000 frames/s in a star net, bursts at five
  /// places in the second.
  public static var quickGrid: [MainsCondition] {
    grid(MainsCase.all(places: 5), rates: [1000], wirings: [.delta])
      + grid(MainsCase.all(places: 5), rates: [4000], wirings: [.star])
  }

  /// One of the case's scenarios at this rate and in this net.
  ///
  /// In a delta net a balanced load has no harmonics of orders that are multiples of three, nor has the voltage.
  func scenario(_ plain: Scenario, seed: UInt64) -> Scenario {
    var scenario = plain
    (scenario.rate, scenario.seed, scenario.wiring) = (rate, seed, wiring)
    (scenario.clamps, scenario.supply) = (wiring.map.inputs, wiring.supply)
    let highest = plain.frequency.hertz * (plain.frequency.course.map(\.factor) + [1]).reduce(0, max)
    func fits(_ harmonic: Scenario.Harmonic) -> Bool {
      Double(harmonic.order) * highest < 0.45 * rate && (!wiring.isDelta || harmonic.order % 3 != 0)
    }
    scenario.voltage.harmonics.removeAll { !fits($0) }
    for index in scenario.loads.indices { scenario.loads[index].harmonics.removeAll { !fits($0) } }
    return scenario
  }

  /// The case's limits, for this rate and net.
  ///
  /// The case's own are for 4000 frames/s and a clamp on each line. Fewer frames leave more of the converter's noise in a reading,
  /// as does a line that is derived from two clamps: five standard deviations of the excess are allowed. Where codes are at the
  /// rails, their share is known to one frame in a period.
  public var limits: MainsCase.Limits {
    var limits = kind.limits
    let scenario = kind.scenarios[0]
    let code = scenario.calibration.channels.inputs[.input1].scale
    let current = scenario.loads.map(\.current).min() ?? .infinity
    let relative = code * (scenario.noise * scenario.noise + 1.0 / 12).squareRoot() / current
    let excess = (wiring.isDelta ? 2.0 : 1).squareRoot() / rate.squareRoot() - 1 / 4000.0.squareRoot()
    var more = 5 * relative * max(0, excess)
    if kind.flags.contains(.clipped) { more += scenario.frequency.hertz / rate }
    limits.active += more
    limits.current += more
    return limits
  }

  /// The case, the rate and the wiring, in words.
  public var name: String { "\(kind.name), \(Int(rate)) frames/s, \(wiring.rawValue)" }
}
