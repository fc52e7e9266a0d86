// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// The log likelihoods of one line's currents in a net with a neutral, for each slot that its clamp may be in.
struct LineEvidence {
  /// A current and how uncertain its parts are, A.
  struct Signal {
    var phasor: Phasor
    var deviation: Double

    /// Lag of the current relative to the voltage of a slot, or to its opposite, degrees.
    func phase(in slot: Slot, reversed: Bool = false) -> Double {
      slot.angle + (reversed ? 180 : 0) - phasor.degrees
    }

    /// Whether it is told from noise and larger than `floor`, A.
    func isSeen(above floor: Double) -> Bool { phasor.magnitude > max(floor, 4 * deviation) }

    /// Standard deviation of its angle, degrees.
    var angleDeviation: Double { deviation / phasor.magnitude * 180 / .pi }
  }

  /// Log likelihoods of one line's currents under the ways in which a line may be used.
  struct Uses {
    /// Loads; with all angles 60 degrees more; with all 60 degrees less.
    var turned: [Double]
    /// Export all the time.
    var exporting: Double
    /// Export and import in turns.
    var mixed: Double
    /// Loads alone, few of them turned.
    var loads: Double
    /// Loads and a generator.
    var generation: Double

    init(turned: [Double], exporting: Double, mixed: Double) {
      self.turned = turned
      self.exporting = exporting
      self.mixed = mixed
      loads = logSumExp(
        [(1 - LoadPrior.turned, turned[0])] + turned.dropFirst().map { (LoadPrior.turned / 2, $0) })
      generation = logSumExp([(LoadPrior.exporting, exporting), (1 - LoadPrior.exporting, mixed)])
    }
  }

  /// The current in each state.
  let states: [Signal]
  private let uses: [Uses]

  /// The log likelihoods in a slot, per square ampere and state.
  subscript(slot: Slot) -> Uses { uses[slot.index] }

  init(states all: [Signal], steps: [Signal], loads: [Signal]) {
    let states = all.filter { $0.isSeen(above: OperatingPoint.floor) }
    let weight = LoadPrior.weight(of: states.count)
    let stepWeight = LoadPrior.weight(of: steps.count)
    func sum(_ signals: [Signal], _ density: (Signal) -> Double) -> Double {
      signals.reduce(0) { $0 + log(density($1)) }
    }
    func load(_ signal: Signal, _ slot: Slot, reversed: Bool = false) -> Double {
      LoadPrior.loadDensity(
        signal.phase(in: slot, reversed: reversed), current: signal.phasor.magnitude,
        deviation: signal.angleDeviation)
    }
    func eitherWay(_ signal: Signal, _ slot: Slot) -> Double {
      0.5 * (load(signal, slot) + load(signal, slot, reversed: true))
    }
    func export(_ signal: Signal, _ slot: Slot) -> Double {
      (1 - LoadPrior.outliers)
        * LoadPrior.exportDensity(signal.phase(in: slot), deviation: signal.angleDeviation)
        + LoadPrior.outliers / 360
    }
    // The angles have densities per degree; one that is not seen is as good as any.
    let magnitudes =
      LoadPrior.weight(of: all.count)
      * all.reduce(0) { sum, signal in
        let angular = signal.isSeen(above: OperatingPoint.floor) ? 1 : 1 / 360.0
        return sum + log(LoadPrior.planar(signal.phasor, angular: angular, deviation: signal.deviation))
      }
    let consumption = Slot.allCases.map { slot in
      weight * sum(states) { load($0, slot) } + stepWeight * sum(steps) { eitherWay($0, slot) }
    }
    uses = Slot.allCases.map { slot in
      let known = sum(loads) {
        LoadPrior.resistiveDensity($0.phase(in: slot), deviation: $0.angleDeviation)
      }
      let switched = stepWeight * sum(steps) { eitherWay($0, slot) }
      let common = known + magnitudes
      return Uses(
        turned: [0, 1, 5].map { consumption[slot.turned(by: $0).index] + common },
        exporting: weight * sum(states) { export($0, slot) } + switched + common,
        mixed: weight * sum(states) { 0.5 * (load($0, slot) + export($0, slot)) } + switched + common)
    }
    self.states = all
  }
}
