// SPDX-License-Identifier: Apache-2.0

/// How numbers are written in a drawing: to a hundredth, the same everywhere, without an exponent.
enum SVGNumber {
  /// The text of a number, rounded half to even: `12`, `0.5`, `-3.25`, never `-0` or `1e-3`.
  ///
  /// - Precondition: The number is finite and below 1e15 in magnitude.
  static func text(_ value: Double) -> String {
    precondition(abs(value) < 1e15, "a drawing has finite places, found \(value)")
    let hundredths = Int64((value * 100).rounded(.toNearestOrEven))
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    switch rest {
    case 0: return "\(sign)\(whole)"
    case _ where rest % 10 == 0: return "\(sign)\(whole).\(rest / 10)"
    case ..<10: return "\(sign)\(whole).0\(rest)"
    default: return "\(sign)\(whole).\(rest)"
    }
  }
}
