// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// Numbers as a user lists them: separated by commas, each within a range.
struct NumberList: Sendable, Equatable {
  /// The numbers in the order given, at least one.
  let values: [Double]

  /// Why a text is no such list.
  enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// An element is not a number.
    case notNumber(String)
    /// An element is outside the range.
    case outside(Double, ClosedRange<Double>)
    /// An element is not whole where it must be.
    case notWhole(Double)

    /// The problem: what was expected and what was found.
    var description: String {
      switch self {
      case .notNumber(let text):
        "expected numbers separated by commas, found '\(text)'"
      case .outside(let value, let range):
        "expected \(NumberText.number(range.lowerBound))...\(NumberText.number(range.upperBound)), "
          + "found \(NumberText.number(value))"
      case .notWhole(let value):
        "expected whole numbers, found \(NumberText.number(value))"
      }
    }
  }

  /// Reads a list; blanks around the numbers do not matter.
  ///
  /// - Parameters:
  ///   - text: The list, such as `0.04, 1,5`.
  ///   - range: Where the numbers must lie.
  ///   - isWhole: Whether they must be whole.
  /// - Throws: The first element that is no number, outside the range, or not whole where it must be.
  init(_ text: String, in range: ClosedRange<Double>, isWhole: Bool = false) throws(Failure) {
    var values = [Double]()
    for element in text.split(separator: ",", omittingEmptySubsequences: false) {
      let trimmed = String(
        element.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      guard let value = Double(trimmed), value.isFinite else { throw .notNumber(trimmed) }
      guard range.contains(value) else { throw .outside(value, range) }
      guard !isWhole || value == value.rounded() else { throw .notWhole(value) }
      values.append(value)
    }
    self.values = values
  }
}
