// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

/// What one line with a neutral shows, for each slot that its clamp may be in.
struct LineEvidence {
  /// A current and how uncertain its parts are, A.
  struct Signal {
    var phasor: Phasor
    var deviation: Double

    /// Lag of the current behind the voltage of a slot, degrees.
    func phase(in slot: Int) -> Double { 60 * Double(slot) - phasor.degrees }

    /// Standard deviation of its angle, degrees.
    var angleDeviation: Double { deviation / phasor.magnitude * 180 / .pi }
  }

  /// Log likelihoods of one line's currents under the ways in which a line may be used.
  struct Uses {
    /// Loads at ordinary angles; element n: all angles turned by n times 60 degrees.
    var turned: [Double]
    /// Export all the time.
    var exporting: Double
    /// Export and import in turns.
    var mixed: Double
  }

  /// The largest current, A.
  let current: Double
  private let slots: [Uses]
  /// Logarithm of the magnitudes' density, per square ampere.
  private let magnitudes: Double

  init(states: [Signal], steps: [Signal], loads: [Signal]) {
    let weight = min(1, LoadPrior.independent / Double(max(states.count, 1)))
    let stepWeight = min(1, LoadPrior.independent / Double(max(steps.count, 1)))
    func sum(_ signals: [Signal], _ density: (Signal) -> Double) -> Double {
      signals.reduce(0) { $0 + log((1 - LoadPrior.outliers) * density($1) + LoadPrior.outliers / 360) }
    }
    func ordinary(_ signal: Signal, _ slot: Int) -> Double {
      LoadPrior.density(signal.phase(in: slot), deviation: signal.angleDeviation)
    }
    func export(_ signal: Signal, _ slot: Int) -> Double {
      LoadPrior.exportDensity(signal.phase(in: slot), deviation: signal.angleDeviation)
    }
    let ordinaries = (0..<6).map { slot in
      weight * sum(states) { ordinary($0, slot) }
        + stepWeight * sum(steps) { 0.5 * (ordinary($0, slot) + ordinary($0, slot + 3)) }
    }
    slots = (0..<6).map { slot in
      let known = sum(loads) {
        LoadPrior.density($0.phase(in: slot), in: LoadPrior.resistive, deviation: $0.angleDeviation)
      }
      let switched = stepWeight * sum(steps) { 0.5 * (ordinary($0, slot) + ordinary($0, slot + 3)) }
      return Uses(
        turned: (0..<6).map { ordinaries[(slot + $0) % 6] + known },
        exporting: weight * sum(states) { export($0, slot) } + switched + known,
        mixed: weight * sum(states) { 0.5 * (ordinary($0, slot) + export($0, slot)) } + switched + known)
    }
    current = states.map(\.phasor.magnitude).max() ?? 0
    magnitudes = weight * states.reduce(0) { $0 + log(LoadPrior.planar($1.phasor, angular: 1)) }
  }

  /// The log likelihoods in one slot.
  func uses(in slot: Int) -> Uses {
    var uses = slots[slot]
    uses.turned = uses.turned.map { $0 + magnitudes }
    uses.exporting += magnitudes
    uses.mixed += magnitudes
    return uses
  }
}
