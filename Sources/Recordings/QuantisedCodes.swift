// SPDX-License-Identifier: Apache-2.0

/// Codes of any magnitude as Int16 codes with a step.
struct QuantisedCodes: Equatable {
  /// The codes, -32766...32766 unless the original ones are kept.
  let codes: [Int16]
  /// Original codes a code.
  let step: Double

  /// The largest magnitude: one inside the rails, so that nothing looks clipped.
  private static let largest = 32766.0

  /// Scales codes so that the largest becomes 32766, to within half a step.
  ///
  /// - Parameters:
  ///   - values: Codes, finite.
  ///   - zero: The code that means nothing.
  ///   - keepsCodes: Keeps the codes as they are if all are whole and fit.
  init(_ values: [Double], zero: Double, keepsCodes: Bool) {
    let exact = keepsCodes ? values.compactMap { Int16(exactly: $0) } : []
    guard exact.count != values.count else {
      codes = exact
      step = 1
      return
    }
    let magnitude = values.reduce(0) { max($0, abs($1 - zero)) }
    let step = magnitude / Self.largest
    guard step.isNormal else {
      codes = values.map { _ in 0 }
      self.step = magnitude.isFinite ? 1 : magnitude
      return
    }
    codes = values.map { Int16((($0 - zero) / step).rounded()) }
    self.step = step
  }
}
