// SPDX-License-Identifier: Apache-2.0

/// Throws the error of a value that is out of its range.
package struct RangeCheck {
  /// The name of the file in an error.
  private let file: String

  /// Checks of a file's values.
  package init(file: String) {
    self.file = file
  }

  /// Checks that something holds.
  ///
  /// - Parameters:
  ///   - path: The value's place in the file.
  ///   - problem: What was expected and what was found.
  /// - Throws: `data` with the place and the problem.
  package func require(_ isValid: Bool, _ path: String, _ problem: () -> String) throws(InputError) {
    guard isValid else { throw InputError(.data, file: file, place: path, problem()) }
  }

  /// Checks that a number is within a range.
  ///
  /// - Throws: `data` with the place, the range and the number.
  package func number(_ value: Double, in range: ClosedRange<Double>, _ path: String) throws(InputError) {
    try require(range.contains(value), path) {
      "expected \(range.lowerBound.plain)...\(range.upperBound.plain), found \(value.plain)"
    }
  }
}
