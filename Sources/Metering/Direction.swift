// SPDX-License-Identifier: Apache-2.0

/// The direction of a line's fundamental active power.
public enum Direction: UInt8, Sendable {
  /// Into the installation: P > 0.
  case `import`
  /// Out of the installation: P < 0.
  case export
  /// Within three standard deviations of zero, below the noise floor, or without a voltage reference.
  case indeterminate

  /// The direction that a power shows, given the one established before.
  ///
  /// Within three standard deviations of zero an established direction stays while the power has its sign.
  ///
  /// - Parameters:
  ///   - power: Fundamental active power, W, import positive.
  ///   - deviation: Its standard deviation, W, at least 0.
  ///   - previous: The direction of the cycle before.
  public init(power: Double, deviation: Double, previous: Direction) {
    let margin = 3 * deviation
    if power > margin {
      self = .import
    } else if power < -margin {
      self = .export
    } else if previous == .import ? power > 0 : previous == .export && power < 0 {
      self = previous
    } else {
      self = .indeterminate
    }
  }
}
