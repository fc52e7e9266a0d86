// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Numbers as text.
package enum NumberText {
  /// A value with its standard error in units of its last digit: 1.021(17) is 1.021 with an error of 0.017.
  ///
  /// The error has two digits; without one the value has four. A value or an error that is not finite gives a
  /// dash.
  package static func value(_ value: Double, error: Double) -> String {
    guard value.isFinite, error.isFinite else { return "-" }
    guard error > 0 else { return number(value, digits: 4) }
    // 0.0996 has the two digits of 0.10.
    let digits = max(0, 1 - Int(log10(error * 1.005).rounded(.down)))
    let last = (error * pow(10, Double(digits))).rounded()
    return String(format: "%.*f(%.0f)", digits, value, last)
  }

  /// A value with so many significant digits at most.
  package static func number(_ value: Double, digits: Int = 6) -> String {
    String(format: "%.*g", digits, value)
  }

  /// A number of things, such as `1 telegram` or `2 telegrams`; `things` is the plural, with an s at its end.
  package static func count(_ number: Int, _ things: String) -> String {
    "\(number) \(number == 1 ? String(things.dropLast()) : things)"
  }
}

extension String {
  /// The text after enough blanks to fill a column.
  package func padded(to width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - count)) + self
  }
}
