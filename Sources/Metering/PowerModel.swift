// SPDX-License-Identifier: Apache-2.0

/// How a line's power is approximated.
public enum PowerModel: Sendable {
  /// U_nom x I_1 x cos(phi): fundamental active power.
  case active
  /// The same with the voltage that is measured, period by period.
  case measured
  /// U_nom x I_rms, with the sign of the active power.
  case nominal
  /// U_nom x floor(I_rms), with the sign of the active power: what the manual's example shows.
  case wholeAmperes

  /// The power of a line, W, import positive.
  ///
  /// - Parameters:
  ///   - voltage: Nominal voltage of the line, V.
  ///   - current: True RMS current, A, at least 0.
  ///   - active: Fundamental active current I_1 cos(phi), A.
  ///   - measured: Fundamental active power with the measured voltage, W.
  public func power(voltage: Double, current: Double, active: Double, measured: Double) -> Double {
    switch self {
    case .active: return voltage * active
    case .measured: return measured
    case .nominal, .wholeAmperes:
      var amperes = current
      if self == .wholeAmperes && current < 0x1p53 {
        amperes = Elementary.double(Int64(bitPattern: Elementary.fixedPoint(current, fractionBits: 0)))
      }
      return active < 0 ? -voltage * amperes : voltage * amperes
    }
  }
}
