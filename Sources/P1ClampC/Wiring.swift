// SPDX-License-Identifier: Apache-2.0
package import CP1Clamp
package import Metering

extension WiringMap {
  /// The map of a wiring from C; nil where there is no such line or angle.
  package init?(_ wiring: p1clamp_wiring) {
    guard let first = Clamp(wiring.lines.0), let second = Clamp(wiring.lines.1),
      let third = Clamp(wiring.lines.2),
      let angle1 = Self.degrees(wiring.twelfths.0), let angle2 = Self.degrees(wiring.twelfths.1),
      let angle3 = Self.degrees(wiring.twelfths.2)
    else { return nil }
    self.init(
      inputs: PerInput(first.assignment, second.assignment, third.assignment),
      referenceAngles: PerLine(angle1, angle2, angle3), hasNeutral: wiring.has_neutral)
  }

  /// An angle of twelfths of a turn, degrees in (-180, 180]; nil beyond.
  private static func degrees(_ twelfths: Int8) -> Double? {
    guard twelfths > -6, twelfths <= 6 else { return nil }
    return Elementary.double(30 * Int64(twelfths))
  }

  /// The assignment of an input, from its code in C.
  private struct Clamp {
    let assignment: Assignment?

    /// Nil where there is no such line.
    init?(_ code: Int8) {
      if code == 0 {
        assignment = nil
        return
      }
      guard let line = Line(rawValue: code.magnitude) else { return nil }
      assignment = Assignment(line, code < 0 ? .reversed : .normal)
    }
  }
}

extension p1clamp_wiring {
  /// Whether the reference is the voltage between two lines: it is then an odd number of twelfths off that of each line with a
  /// clamp.
  var isSupplyBetweenLines: Bool { isOdd(lines.0) || isOdd(lines.1) || isOdd(lines.2) }

  /// Whether the voltage of an input's line is an odd number of twelfths off the reference.
  private func isOdd(_ line: Int8) -> Bool {
    switch line.magnitude {
    case 1: twelfths.0 & 1 != 0
    case 2: twelfths.1 & 1 != 0
    case 3: twelfths.2 & 1 != 0
    default: false
    }
  }
}
