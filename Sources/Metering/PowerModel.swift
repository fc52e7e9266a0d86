// SPDX-License-Identifier: Apache-2.0

/// How a line's power is approximated from its current and the nominal voltage.
public enum PowerModel: Sendable {
  /// U_nom x I_1 x cos(phi): fundamental active power.
  case active
  /// U_nom x I_rms, with the sign of the direction.
  case nominal
  /// U_nom x floor(I_rms), with the sign of the direction: what the manual's example shows.
  case wholeAmperes

  /// The power of a line, W, import positive.
  ///
  /// - Parameters:
  ///   - voltage: Nominal voltage of the line, V.
  ///   - current: True RMS current, A, at least 0.
  ///   - active: Fundamental active current I_1 cos(phi), A.
  ///   - direction: Direction; anything but export counts as import.
  public func power(voltage: Double, current: Double, active: Double, direction: Direction) -> Double {
    var amperes = active
    if self != .active {
      amperes = current
      if self == .wholeAmperes && current < 0x1p53 {
        amperes = Elementary.number(Int64(bitPattern: Elementary.magnitude(current, bits: 0)))
      }
      if direction == .export { amperes = -amperes }
    }
    return voltage * amperes
  }
}
