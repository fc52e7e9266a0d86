// SPDX-License-Identifier: Apache-2.0
import Metering

/// Changes of currents as those of one resistive load that is switched.
extension OperatingPoint {
  /// The largest of the inputs' currents, A.
  var most: Double { phasors.map(\.magnitude).max() ?? 0 }

  /// Whether it may be one load: all inputs that show much of it show it in one direction or in the opposite one.
  ///
  /// A clamp shows a load's own current, the returning one, or nothing. More than 1 A in another direction, and more
  /// than three tenths of the largest, is another load.
  var isOneLoad: Bool {
    guard let largest = phasors.max(by: { $0.square < $1.square }) else { return false }
    return phasors.allSatisfy { phasor in
      guard phasor.magnitude >= max(1, 0.3 * largest.magnitude) else { return true }
      let angle = abs((phasor.degrees - largest.degrees).remainder(dividingBy: 360))
      return min(angle, 180 - angle) <= 30
    }
  }

  /// Whether another change is the same but for what else comes and goes.
  func isSame(as other: OperatingPoint) -> Bool {
    phasors.indices.allSatisfy { clamp in
      (phasors[clamp] + -other.phasors[clamp]).magnitude <= 0.15 * other.most + 0.3
    }
  }

  /// Whether another change is this load being switched off again, on each input that shows it.
  func isTakenBack(by other: OperatingPoint) -> Bool {
    phasors.indices.allSatisfy { clamp in
      let rest = (phasors[clamp] + other.phasors[clamp]).magnitude
      return rest <= 0.3 * phasors[clamp].magnitude + 0.5
    }
  }

  /// The load that was switched on by this change and off by another one.
  ///
  /// - Returns: Nil where the two are not equal and opposite within 5 % and 0.1 A on the input with the largest current. On any other
  ///   input the smaller one counts where they differ: the rest came by itself.
  func load(offBy other: OperatingPoint) -> OperatingPoint? {
    guard let main = phasors.indices.max(by: { phasors[$0].square < phasors[$1].square }) else { return nil }
    func isEqual(_ on: Phasor, _ off: Phasor) -> Bool {
      (on + -off).magnitude <= 0.05 * on.magnitude + 0.1
    }
    guard isEqual(phasors[main], -other.phasors[main]) else { return nil }
    var load = self
    for clamp in phasors.indices {
      let (on, off) = (phasors[clamp], -other.phasors[clamp])
      load.phasors[clamp] = isEqual(on, off) ? (on + off) * 0.5 : on.square < off.square ? on : off
    }
    return load
  }
}
