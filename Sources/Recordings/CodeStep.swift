// SPDX-License-Identifier: Apache-2.0

/// How values of any magnitude become codes of 16 bits.
struct CodeStep: Equatable {
  /// Values that are whole codes already.
  static let one = CodeStep(size: 1, zero: 0, isNothing: false)

  /// Original values a code.
  let size: Double
  /// The value whose code is 0.
  let zero: Double
  private let isNothing: Bool

  /// The largest magnitude: one inside the rails, so that nothing looks clipped.
  private static let largest = 32766.0

  private init(size: Double, zero: Double, isNothing: Bool) {
    (self.size, self.zero, self.isNothing) = (size, zero, isNothing)
  }

  /// Steps by which the largest magnitude becomes 32766.
  ///
  /// - Parameter magnitude: The largest distance from `zero`.
  init(magnitude: Double, zero: Double) {
    let step = magnitude / Self.largest
    let isNothing = !step.isNormal
    self.init(
      size: isNothing ? magnitude.isFinite ? 1 : magnitude : step, zero: zero, isNothing: isNothing)
  }

  /// A value's code; one at the rails for a value that is beyond them.
  func code(_ value: Double) -> Int16 {
    guard !isNothing else { return 0 }
    return Int16(max(-32768, min(32767, ((value - zero) / size).rounded())))
  }
}
