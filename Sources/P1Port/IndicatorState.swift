// SPDX-License-Identifier: Apache-2.0

/// The state of an indicator LED.
public enum IndicatorState: Sendable, Equatable {
  /// Dark.
  case off
  /// Lit all the time.
  case on
  /// Lit for the first milliseconds of each period, dark for the rest; the period is above 0.
  case blinking(onMilliseconds: Int, ofPeriod: Int)

  /// Whether the LED is lit.
  ///
  /// - Parameter milliseconds: Time since any start of a period, ms; a period repeats before 0 as after it.
  public func isLit(atMillisecond milliseconds: Int) -> Bool {
    switch self {
    case .off: false
    case .on: true
    case .blinking(let onMilliseconds, let period):
      (milliseconds < 0 ? period - 1 + (milliseconds + 1) % period : milliseconds % period) < onMilliseconds
    }
  }
}
